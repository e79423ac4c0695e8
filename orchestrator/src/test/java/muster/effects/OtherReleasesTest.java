package muster.effects;

import static muster.effects.Delivered.SOON;
import static muster.effects.Delivered.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An old process next to a new one reads what the new one's decider has written, and the other way round. */
@Timeout(60)
class OtherReleasesTest {
    private static final String TARGET =
            "{'instance':'i-0000000000000000a','generation':1,'step':'start-service','round':1%s}";

    private final ConcurrentLinkedQueue<Effect> carriedOut = new ConcurrentLinkedQueue<>();

    @Test
    void an_effect_of_an_unknown_kind_is_left_to_a_newer_process_and_holds_up_no_other() {
        try (var delivered = new Delivered(10, this::execute)) {
            delivered.deliver(describe(1, 1));
            delivered.deliverRaw(json("{'v':1,'effect':{'type':'grow-wings','target':" + TARGET.formatted("")
                    + ",'span':3},'attempt':1,'at':'2026-01-01T00:00:00Z'}"));
            delivered.deliver(describe(1, 2), describe(2, 1));
            await().atMost(SOON).until(() -> delivered.told() == 3);
            await().atMost(SOON).until(() -> delivered.committed() == 1);
            assertThat(delivered.runner().held()).isEqualTo(1);
            assertThat(delivered.unreadable).hasValue(0);
            assertThat(delivered.runner().isAlive()).isTrue();
        }
    }

    @Test
    void an_effect_of_a_newer_version_is_left_to_a_newer_process() {
        try (var delivered = new Delivered(10, this::execute)) {
            delivered.deliverRaw(json("{'v':2,'effect':{'type':'describe-instance','target':" + TARGET.formatted("")
                    + "},'attempt':1,'at':'2026-01-01T00:00:00Z'}"));
            delivered.deliver(describe(2, 1));
            await().atMost(SOON).until(() -> delivered.told() == 1);
            assertThat(delivered.runner().held()).isEqualTo(1);
            assertThat(delivered.committed()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void fields_that_a_newer_release_has_added_are_not_minded() {
        try (var delivered = new Delivered(10, this::execute)) {
            delivered.deliverRaw(json("{'v':1,'effect':{'type':'describe-instance','target':"
                    + TARGET.formatted(",'shard':{'of':7}")
                    + ",'deep':true},'attempt':1,'at':'2026-01-01T00:00:00Z','why':'because'}"));
            await().atMost(SOON).until(() -> delivered.committed() == 1);
            assertThat(carriedOut).hasSize(1);
            assertThat(delivered.runner().held()).isZero();
        }
    }

    @Test
    void an_effect_of_the_previous_release_lacks_what_was_added_since_and_is_carried_out() {
        try (var delivered = new Delivered(10, this::execute)) {
            delivered.deliverRaw(json("{'v':1,'effect':{'type':'send-command','target':" + TARGET.formatted("")
                    + ",'document':'muster-start-service','parameters':{}},'attempt':1,'at':'2026-01-01T00:00:00Z'}"));
            await().atMost(SOON).until(() -> delivered.committed() == 1);
            assertThat(carriedOut)
                    .singleElement()
                    .isEqualTo(new Effect.SendCommand(
                            ((Effect.SendCommand) carriedOut.element()).target(),
                            "muster-start-service",
                            Map.of(),
                            "",
                            "",
                            Duration.ofHours(1)));
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a tombstone is a value too
    void what_is_no_effect_of_any_release_is_passed_over() {
        try (var delivered = new Delivered(10, this::execute)) {
            delivered.deliverRaw(
                    json("no json"),
                    json("null"),
                    json("[]"),
                    json("{'v':1,'effect':{'target':3}}"),
                    json("{'effect':{'type':'describe-instance'}}"),
                    null,
                    new byte[0]);
            await().atMost(SOON).until(() -> delivered.committed() == 7);
            assertThat(delivered.unreadable).hasValue(7);
            assertThat(delivered.runner().isAlive()).isTrue();
        }
    }

    private Outcome execute(Effect effect) {
        carriedOut.add(effect);
        return new Outcome.Done();
    }

    private static byte[] json(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Effect describe(int instance, int round) {
        return new Effect.DescribeInstance(target(instance, "describe", round));
    }
}
