package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An event of another account or region is reported, and nothing is asked of this one's AWS because of it. */
class ElsewhereTest {
    private static final InstanceId I1 = instance(1);

    /** The events of the stories are of account 111122223333 in us-west-2. */
    @ParameterizedTest
    @CsvSource({"111122223333,eu-central-1", "444455556666,us-west-2", "'',eu-central-1", "444455556666,''"})
    void an_event_of_another_account_or_region_goes_to_the_dead_letters_with_the_reason(
            String account, String region, @TempDir Path stateDir) {
        try (var story = story(new Home(account, region), stateDir)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20)).then(I1).askedNothing();
            var letters = story.deadLetters();
            assertThat(letters).hasSize(2);
            assertThat(new String(
                            letters.getFirst()
                                    .headers()
                                    .lastHeader("muster_reason")
                                    .value(),
                            StandardCharsets.UTF_8))
                    .isEqualTo("account 111122223333, region us-west-2: this program acts upon "
                            + new Home(account, region) + ", and nothing was done");
        }
    }

    @ParameterizedTest
    @CsvSource({"111122223333,us-west-2", "'',us-west-2", "'',''"})
    void an_event_of_ours_is_acted_upon(String account, String region, @TempDir Path stateDir) {
        try (var story = story(new Home(account, region), stateDir)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20));
            story.then(I1).isUp("validator-001").answered("L1", CONTINUE);
            assertThat(story.deadLetters()).isEmpty();
        }
    }

    /** The lifecycle hooks' own messages carry the account and no region. */
    @Test
    void a_message_of_a_hook_is_judged_by_its_account() {
        var message = """
                {"LifecycleHookName":"muster-launch","AccountId":"111122223333","RequestId":"r1",
                 "LifecycleTransition":"autoscaling:EC2_INSTANCE_LAUNCHING","AutoScalingGroupName":"validator-group",
                 "Service":"AWS Auto Scaling","Time":"2026-01-13T00:00:00.000Z","EC2InstanceId":"i-0123456789abcdef0",
                 "LifecycleActionToken":"00000000-0000-0000-0000-000000000001","Origin":"EC2",
                 "Destination":"AutoScalingGroup"}""".getBytes(StandardCharsets.UTF_8);
        assertThat(new EventSignals(new Home("111122223333", "eu-central-1")).read(message, Instant.EPOCH))
                .isInstanceOf(Reading.Read.class);
        assertThat(new EventSignals(new Home("444455556666", "")).read(message, Instant.EPOCH))
                .isInstanceOf(Reading.Elsewhere.class);
    }

    private static Story story(Home home, Path stateDir) {
        return new Story(DeclaredLifecycles.validator(), stateDir, Backlog.NONE, new EventSignals(home));
    }
}
