package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import muster.effects.Turn.Priority;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.StepName;
import org.junit.jupiter.api.Test;

class TurnsTest {
    private static final InstanceId A = new InstanceId("i-0000000000000000a");
    private static final InstanceId B = new InstanceId("i-0000000000000000b");

    private static final GroupName GROUP = new GroupName("validator-a");
    private static final HookName HOOK = new HookName("muster-hook");

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final Turns turns = new Turns(now::get);

    @Test
    void a_group_that_was_told_from_outside_is_that_of_the_first_effect() {
        turns.inGroup(A, new GroupName("validator-a"));
        assertThat(turns.of(describe(A))).isEqualTo(new Turn(Priority.LAUNCH, "validator-a", 0));
    }

    @Test
    void the_look_up_of_its_hook_tells_an_instance_s_group_to_all_that_follows() {
        assertThat(turns.of(describe(A)).group()).isEmpty();
        turns.of(new Effect.LookUpHook(target(A), new HookName("muster-launch"), new GroupName("validator-a")));
        assertThat(turns.of(describe(A))).isEqualTo(new Turn(Priority.LAUNCH, "validator-a", 0));
        assertThat(turns.of(describe(B)).group()).isEmpty();
    }

    @Test
    void what_a_launch_waits_for_goes_before_what_nobody_waits_for() {
        assertThat(turns.of(new Effect.TagInstance(target(A), Map.of())).priority())
                .isEqualTo(Priority.LAUNCH);
        assertThat(turns.of(new Effect.ReadGroupState(target(A))).priority()).isEqualTo(Priority.REST);
    }

    @Test
    void heartbeats_and_terminate_answers_go_before_launch_answers_and_those_before_the_rest() {
        turns.terminating(A, GROUP, new HookToken("end"));
        assertThat(turns.of(new Effect.KeepHook(target(B), new HookToken("begin"), HOOK, GROUP))
                        .priority())
                .isEqualTo(Priority.HOOK);
        assertThat(turns.of(answer(A, "end")).priority()).isEqualTo(Priority.HOOK);
        assertThat(turns.of(answer(A, "begin")).priority()).isEqualTo(Priority.ANSWER);
        assertThat(Priority.values())
                .containsExactly(Priority.INTERRUPTION, Priority.HOOK, Priority.ANSWER, Priority.LAUNCH, Priority.REST);
    }

    @Test
    void all_that_concerns_an_interrupted_instance_is_ahead_for_ten_minutes() {
        turns.interrupted(A, Instant.EPOCH);
        assertThat(turns.of(new Effect.ReadGroupState(target(A))).priority()).isEqualTo(Priority.INTERRUPTION);
        assertThat(turns.of(describe(B)).priority()).isEqualTo(Priority.LAUNCH);
        now.set(Instant.EPOCH.plusSeconds(600));
        assertThat(turns.of(describe(A)).priority()).isEqualTo(Priority.LAUNCH);
    }

    private static Effect answer(InstanceId instance, String token) {
        return new Effect.CompleteHook(target(instance), new HookToken(token), HOOK, GROUP, Hook.Result.CONTINUE);
    }

    private static Effect describe(InstanceId instance) {
        return new Effect.DescribeInstance(target(instance));
    }

    private static Effect.Target target(InstanceId instance) {
        return new Effect.Target(instance, new Generation(1), new StepName("step"), 1);
    }
}
