package muster.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.Test;

/** A file decides over no machine: what it does not declare any more is a visible wait, and ends when it does again. */
class ChangedLifecycleTest {
    private static final InstanceId I1 = Signals.instance(1);
    private static final HookToken L1 = new HookToken("L1");

    private static Play launched(Lifecycles lifecycles) {
        var play = new Play(lifecycles);
        play.world().hookTimeout(Duration.ofMinutes(10));
        play.hear(Signals.launching(I1, 0, "L1"));
        play.settle();
        return play;
    }

    private static void run(Play play) {
        play.world().machine(I1).state = Ec2State.RUNNING;
        play.hear(Signals.ec2(I1, 20, Ec2State.RUNNING));
        play.settle();
    }

    @Test
    void a_state_that_was_renamed_is_waited_for_with_the_hook_kept_open() {
        var play = launched(DeclaredLifecycles.answeringLast());
        var at = Standing.in(play.state(I1).progress());
        play.declare(
                DeclaredLifecycles.answeringLast("dest: " + at, "dest: let-in", "source: " + at, "source: let-in"));
        run(play);
        play.wait(Duration.ofHours(5));
        assertThat(play.world().answers()).doesNotContainKey(L1);
        assertThat(play.world().heartbeats(L1)).isGreaterThan(50);
        assertThat(waiting(play, "dest: " + at, "dest: let-in", "source: " + at, "source: let-in")
                        .kind())
                .isEqualTo(Waiting.Kind.DECLARATION);
        play.declare(DeclaredLifecycles.answeringLast());
        play.wait(Duration.ofMinutes(5));
        assertThat(play.world().answers()).containsEntry(L1, Hook.Result.CONTINUE);
        assertThat(play.world().breaches()).isEmpty();
    }

    private static Waiting waiting(Play play, String... fromTo) {
        var lifecycles = DeclaredLifecycles.answeringLast(fromTo);
        return Waiting.of(play.state(I1), java.util.Optional.of(lifecycles.all().getFirst()));
    }

    @Test
    void a_lifecycle_that_was_renamed_is_waited_for_with_the_hook_kept_open() {
        var play = launched(DeclaredLifecycles.answeringLast());
        play.declare(DeclaredLifecycles.answeringLast("name: validator\n", "name: validator-2\n"));
        run(play);
        play.wait(Duration.ofHours(5));
        assertThat(play.world().answers()).doesNotContainKey(L1);
        assertThat(play.world().heartbeats(L1)).isGreaterThan(50);
        play.declare(DeclaredLifecycles.answeringLast());
        play.wait(Duration.ofMinutes(5));
        assertThat(play.world().answers()).containsEntry(L1, Hook.Result.CONTINUE);
    }

    @Test
    void a_transition_that_is_not_declared_any_more_is_waited_for() {
        var play = new Play(DeclaredLifecycles.answeringLast());
        play.hear(Signals.launching(I1, 0, "L1"));
        play.answerOne();
        assertThat(play.state(I1).progress()).isInstanceOf(Progress.Moving.class);
        play.declare(DeclaredLifecycles.answeringLast("name: take-a-name", "name: take-another-name"));
        play.settle();
        play.wait(Duration.ofHours(2));
        assertThat(play.state(I1).progress()).isInstanceOf(Progress.Moving.class);
        assertThat(play.world().answers()).doesNotContainKey(L1);
        play.declare(DeclaredLifecycles.answeringLast());
        run(play);
        play.wait(Duration.ofMinutes(5));
        assertThat(play.world().answers()).containsEntry(L1, Hook.Result.CONTINUE);
    }

    @Test
    void a_serving_instance_is_not_touched_by_a_file_and_its_end_is_cleaned_up_all_the_same() {
        var play = launched(DeclaredLifecycles.validator());
        run(play);
        play.wait(Duration.ofMinutes(5));
        assertThat(Standing.in(play.state(I1).progress())).hasToString("serving");
        play.declare(DeclaredLifecycles.validator("name: validator\n", "name: validator-2\n"));
        play.hear(Signals.ec2(I1, 400, Ec2State.RUNNING));
        play.wait(Duration.ofDays(3));
        assertThat(play.state(I1).progress()).isInstanceOf(Progress.Resting.class);
        play.world().machine(I1).state = Ec2State.SHUTTING_DOWN;
        play.hear(Signals.ec2(I1, 500_000, Ec2State.SHUTTING_DOWN));
        play.settle();
        assertThat(play.world().namesOf(I1)).isEmpty();
        assertThat(play.world().records()).isEmpty();
    }
}
