package muster.effects;

import static muster.effects.Delivered.SOON;
import static muster.effects.Delivered.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import muster.schemas.Effect;
import muster.schemas.Outcome;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What no adapter is expected to throw, and a producer that takes nothing. */
@Timeout(60)
class FaultsInLanesTest {
    @Test
    void a_producer_that_takes_nothing_more_ends_the_runner_and_its_liveness() {
        try (var delivered = new Delivered(10, _ -> new Outcome.Done(), (_, _) -> {
            throw new KafkaException("Cannot execute transactional method because we are in an error state");
        })) {
            assertThat(delivered.runner().isAlive()).isTrue();
            delivered.deliver(describe(1, 1));
            await().atMost(SOON).until(() -> !delivered.runner().isAlive());
            assertThat(delivered.committed()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void an_error_becomes_a_result_and_its_lane_goes_on() {
        try (var delivered = new Delivered(10, effect -> {
            if (effect.target().round() == 1) {
                throw new NoClassDefFoundError("a bug");
            }
            return new Outcome.Done();
        })) {
            delivered.deliver(describe(1, 1), describe(1, 2));
            await().atMost(SOON).until(() -> delivered.told() == 2);
            assertThat(delivered.results().getFirst()).contains("unexpected: java.lang.NoClassDefFoundError: a bug");
            assertThat(delivered.runner().isAlive()).isTrue();
        }
    }

    @Test
    void a_process_without_memory_is_not_alive_and_its_effect_comes_again() {
        try (var delivered = new Delivered(10, _ -> {
            throw new OutOfMemoryError("of a test");
        })) {
            delivered.deliver(describe(1, 1));
            await().atMost(SOON).until(() -> !delivered.runner().isAlive());
            assertThat(delivered.told()).isZero();
            assertThat(delivered.committed()).isLessThanOrEqualTo(0);
        }
    }

    @Test
    void a_result_that_is_refused_at_once_is_sent_again_with_growing_pauses() {
        var gaps = new ConcurrentLinkedQueue<Long>();
        var last = new AtomicLong(System.nanoTime());
        try (var delivered = new Delivered(10, _ -> new Outcome.Done(), (send, callback) -> {
            var now = System.nanoTime();
            gaps.add(now - last.getAndSet(now));
            if (send <= 5) {
                callback.onCompletion(null, new TopicAuthorizationException("results"));
                return true;
            }
            return false;
        })) {
            delivered.deliver(describe(1, 1));
            await().atMost(SOON).until(() -> delivered.committed() == 1);
            assertThat(delivered.sends).hasValue(6);
            assertThat(gaps.stream().skip(1).mapToLong(it -> it).sum()).isGreaterThan(5 * 1_000_000L);
            assertThat(delivered.runner().isAlive()).isTrue();
        }
    }

    @Test
    void a_result_that_no_topic_takes_is_cut() {
        try (var delivered = new Delivered(10, _ -> new Outcome.NotYet("x".repeat(3_000_000)))) {
            delivered.deliver(describe(1, 1));
            await().atMost(SOON).until(() -> delivered.told() == 1);
            assertThat(delivered.results().getFirst())
                    .contains("its outcome not-yet has 3000")
                    .hasSizeLessThan(2_000);
        }
    }

    private static Effect describe(int instance, int round) {
        return new Effect.DescribeInstance(target(instance, "describe", round));
    }
}
