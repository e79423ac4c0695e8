package muster.effects;

import static muster.effects.Delivered.SOON;
import static muster.effects.Delivered.target;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.Generation;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.Hostname;
import muster.schemas.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Heartbeats, answers and interruptions while ten thousand effects wait for AWS. */
@Timeout(60)
class UrgentEffectsTest {
    private static final int MANY = 10_000;
    private static final GroupName GROUP = new GroupName("validator-a");
    private static final HookName HOOK = new HookName("muster-launch");

    private final CountDownLatch throttled = new CountDownLatch(1);
    private final Set<EffectId> done = ConcurrentHashMap.newKeySet();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @Test
    void a_heartbeat_does_not_wait_for_the_call_that_its_own_instance_waits_for() {
        try (var delivered = new Delivered(100, this::execute)) {
            delivered.deliver(tag(1), keep(1), complete(1));
            await().atMost(SOON).until(() -> done.containsAll(ids(keep(1), complete(1))));
            assertThat(done).doesNotContain(tag(1).id());
            throttled.countDown();
        }
    }

    @Test
    void a_heartbeat_does_not_wait_for_a_throttled_answer_or_look_of_its_own_instance() {
        var held = new CountDownLatch(1);
        try (var delivered = new Delivered(100, effect -> {
            if (!(effect instanceof Effect.KeepHook)) {
                held.await();
            }
            done.add(effect.id());
            return new Outcome.Done();
        })) {
            delivered.deliver(new Effect.ReadGroupState(target(1, "read-group-state", 1)), complete(1), keep(1));
            await().atMost(SOON).until(() -> done.contains(keep(1).id()));
            assertThat(done).hasSize(1);
            held.countDown();
            await().atMost(SOON).until(() -> done.size() == 3);
        }
    }

    @Test
    void ten_thousand_effects_that_wait_hold_up_no_heartbeat_no_answer_and_no_interruption() {
        try (var delivered = new Delivered(1_000, this::execute)) {
            delivered.deliver(IntStream.range(0, MANY - 10)
                    .mapToObj(UrgentEffectsTest::tag)
                    .toList());
            await().atMost(SOON).until(() -> running.get() == 1_000);
            delivered.turns.interrupted(target(MANY + 1, "x", 1).instance(), Instant.now());
            var interrupted = new Effect.ReleaseHostname(
                    target(MANY + 1, "give-back", 1), new Hostname("validator-001"), new Generation(1), Duration.ZERO);
            delivered.deliver(keep(MANY - 11), complete(MANY), interrupted);
            await().atMost(SOON).until(() -> done.containsAll(ids(keep(MANY - 11), complete(MANY), interrupted)));
            assertThat(most).hasValueLessThanOrEqualTo(1_000);
            assertThat(delivered.isPaused()).isFalse();
            assertThat(done).hasSize(3);
            throttled.countDown();
            await().atMost(SOON).until(() -> done.size() == MANY - 10 + 3);
        }
    }

    @Test
    void an_interrupted_instance_s_effect_takes_those_along_that_wait_ahead_of_it_in_its_lane() {
        var order = new ConcurrentLinkedQueue<EffectId>();
        try (var delivered = new Delivered(1, effect -> {
            if (effect.instance().equals(target(0, "x", 1).instance())) {
                throttled.await();
            }
            order.add(effect.id());
            return new Outcome.Done();
        })) {
            delivered.deliver(tag(0), tag(1), tag(2), describe(2, 1));
            await().atMost(SOON).until(() -> delivered.runner().isAlive());
            delivered.turns.interrupted(target(2, "x", 1).instance(), Instant.now());
            delivered.deliver(describe(2, 2));
            await().atMost(SOON).until(() -> order.contains(describe(2, 2).id()));
            assertThat(order)
                    .containsExactly(
                            tag(2).id(), describe(2, 1).id(), describe(2, 2).id());
            throttled.countDown();
        }
    }

    @Test
    void what_is_read_ahead_is_bounded_and_all_of_it_comes_through() {
        try (var delivered = new Delivered(2, this::execute)) {
            for (int i = 0; i < 50; i++) {
                delivered.deliver(tag(i));
            }
            await().atMost(SOON).until(delivered::isPaused);
            throttled.countDown();
            await().atMost(SOON).until(() -> done.size() == 50 && delivered.committed() == 50);
            assertThat(most).hasValueLessThanOrEqualTo(2);
        }
    }

    @Test
    void an_effect_that_is_overdue_and_requested_a_thousand_times_takes_no_room() {
        try (var delivered = new Delivered(2, this::execute)) {
            for (int i = 0; i < 1_000; i++) {
                delivered.deliver(tag(1));
            }
            delivered.deliver(keep(2));
            await().atMost(SOON).until(() -> done.contains(keep(2).id()));
            assertThat(delivered.isPaused()).isFalse();
            assertThat(delivered.committed()).isLessThanOrEqualTo(0);
            throttled.countDown();
            await().atMost(SOON).until(() -> delivered.committed() == 1_001);
            assertThat(delivered.told()).isEqualTo(2);
        }
    }

    private Outcome execute(Effect effect) throws InterruptedException {
        if (effect instanceof Effect.TagInstance) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            throttled.await();
            running.decrementAndGet();
        }
        done.add(effect.id());
        return new Outcome.Done();
    }

    private static List<EffectId> ids(Effect... effects) {
        return Arrays.stream(effects).map(Effect::id).toList();
    }

    private static Effect tag(int instance) {
        return new Effect.TagInstance(target(instance, "tag-instance", 1), Map.of("Name", "x"));
    }

    private static Effect describe(int instance, int round) {
        return new Effect.DescribeInstance(target(instance, "describe", round));
    }

    private static Effect keep(int instance) {
        return new Effect.KeepHook(target(instance, "beat", 1), token(instance), HOOK, GROUP);
    }

    private static Effect complete(int instance) {
        return new Effect.CompleteHook(
                target(instance, "answer", 1), token(instance), HOOK, GROUP, Hook.Result.CONTINUE);
    }

    private static HookToken token(int instance) {
        return new HookToken("token-" + instance);
    }
}
