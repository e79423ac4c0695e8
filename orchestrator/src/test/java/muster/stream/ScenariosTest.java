package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.ACTIVE_GROUP;
import static muster.stream.Events.EC2;
import static muster.stream.Events.WARM_POOL;
import static muster.stream.Events.command;
import static muster.stream.Events.launchSuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.launchingElsewhere;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static muster.stream.Events.state;
import static muster.stream.Events.terminated;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import muster.instance.ValidatorLifecycle;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The scenarios by their numbers, each told to the whole topology. */
class ScenariosTest {
    private static final InstanceId I1 = instance(1);
    private static final InstanceId I2 = instance(2);

    private Story story;

    @BeforeEach
    void open(@TempDir Path stateDir) {
        story = new Story(ValidatorLifecycle.alone(), stateDir);
    }

    @AfterEach
    void close() {
        story.close();
    }

    @Test
    void s01_launch_then_running() {
        story.given(launching(I1, 0, "L1"))
                .then(I1)
                .isNamed("validator-001")
                .answered("L1", CONTINUE)
                .wasStartedAs();
        story.when(running(I1, 20))
                .then(I1)
                .isUp("validator-001")
                .isAt("starting")
                .asked(Effect.SendCommand.class, 1);
    }

    @Test
    void s02_running_then_launch() {
        story.given(running(I1, 20)).then(I1).askedNothing();
        story.when(launching(I1, 0, "L1")).then(I1).isUp("validator-001").answered("L1", CONTINUE);
    }

    @Test
    void s03_a_warm_instance_that_ran_for_a_day_is_started_when_it_is_promoted() {
        story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20))
                .then(I1)
                .isPooled()
                .answered("W1", CONTINUE)
                .holdsNothing()
                .wasStartedAs();
        story.after(Duration.ofHours(24));
        story.when(launching(I1, 86_400, "L1", WARM_POOL, ACTIVE_GROUP))
                .then(I1)
                .isUp("validator-001")
                .answered("L1", CONTINUE);
    }

    @Test
    void s04_an_instance_of_a_stopped_pool_is_started_once_it_runs_again() {
        story.given(
                        launching(I1, 0, "W1", EC2, WARM_POOL),
                        running(I1, 20),
                        state(I1, 60, Ec2State.STOPPING),
                        state(I1, 80, Ec2State.STOPPED),
                        launching(I1, 500, "L1", WARM_POOL, ACTIVE_GROUP))
                .then(I1)
                .isNamed("validator-001")
                .answered("L1", CONTINUE)
                .wasStartedAs();
        story.when(state(I1, 501, Ec2State.PENDING), running(I1, 520)).then(I1).isUp("validator-001");
    }

    @Test
    void s05_a_launch_that_comes_twice_is_one_launch() {
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        var before = story.asked().size();
        story.when(launching(I1, 0, "L1")).then(I1).isUp("validator-001").hasHad(1);
        assertThat(story.asked()).hasSize(before);
        assertThat(story.journal().getLast().events())
                .containsExactly(new InstanceEvent.Ignored(InstanceEvent.Reason.DUPLICATE, "hook L1"));
    }

    @Test
    void s06_a_new_token_is_another_hook_of_the_same_transition() {
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        story.when(launching(I1, 60, "L2"))
                .then(I1)
                .hasHad(1)
                .answered("L1", CONTINUE)
                .answered("L2", CONTINUE)
                .isUp("validator-001");
    }

    @Test
    void s06_a_new_token_is_a_new_life_once_auto_scaling_had_the_instance_in_service() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), launchSuccessful(I1, 30));
        story.when(launching(I1, 300, "L2"))
                .then(I1)
                .hasHad(2)
                .answered("L1", CONTINUE)
                .answered("L2", CONTINUE)
                .isNamed("validator-001")
                .wasStartedAs("validator-001", "validator-001");
    }

    @Test
    void s08_a_crash_after_the_claim_and_before_dns_takes_no_second_name() {
        story.hold().given(launching(I1, 0, "L1"));
        // described, and then the process dies after its claim
        story.tellOne().crashAfterCall();
        assertThat(story.world().namesOf(I1)).hasSize(1);
        assertThat(story.state(I1).name()).isEqualTo(new Instance.Name.None());
        story.letGo().then(I1).isNamed("validator-001").resolves("validator-001");
    }

    @Test
    void s08_each_call_of_a_launch_may_be_the_one_after_which_the_process_dies() {
        story.crashAfterEachCall().given(running(I1, 20), launching(I1, 0, "L1"));
        story.then(I1).isUp("validator-001").answered("L1", CONTINUE);
        story.when(terminating(I1, 100, "T1"), shuttingDown(I1, 130))
                .then(I1)
                .holdsNothing()
                .answered("T1", CONTINUE);
    }

    @Test
    void s09_a_machine_killed_by_hand_is_cleaned_up_at_once_and_its_late_hook_is_answered() {
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        story.when(shuttingDown(I1, 100)).then(I1).holdsNothing().isGone();
        story.when(terminating(I1, 130, "T1")).then(I1).answered("T1", CONTINUE).isGone();
        story.when(terminated(I1, 160)).then(I1).holdsNothing().isGone().wasStartedAs("validator-001");
    }

    @Test
    void s10_a_machine_that_ends_before_its_launch_is_heard_of_is_never_named() {
        story.given(shuttingDown(I1, 30));
        story.when(launching(I1, 0, "L1"))
                .then(I1)
                .holdsNothing()
                .asked(Effect.ClaimHostname.class, 0)
                .answered("L1", ABANDON);
    }

    @Test
    void s11_a_running_that_is_older_than_shutting_down_changes_nothing() {
        story.given(launching(I1, 0, "L1"), shuttingDown(I1, 40));
        var before = story.asked().size();
        story.when(running(I1, 20)).then(I1).holdsNothing().isGone().wasStartedAs();
        assertThat(story.asked()).hasSize(before);
    }

    @Test
    void s12_a_late_release_does_not_touch_the_next_owner() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), terminating(I1, 100, "T1"), shuttingDown(I1, 130));
        story.given(launching(I2, 200, "L2"), running(I2, 220)).then(I2).isUp("validator-001");
        for (var effect : List.copyOf(story.asked())) {
            if (effect.instance().equals(I1)) {
                story.carryOutAgain(effect);
            }
        }
        story.then(I2).isUp("validator-001");
        story.then(I1).holdsNothing();
    }

    @Test
    void s13_a_pool_instance_that_is_removed_has_nothing_to_give_back() {
        story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20));
        story.when(terminating(I1, 100, "T1", WARM_POOL, EC2))
                .then(I1)
                .answered("T1", CONTINUE)
                .asked(Effect.ReleaseHostname.class, 0)
                .asked(Effect.DeleteDns.class, 0)
                .isGone();
    }

    @Test
    void s14_a_return_to_the_pool_gives_the_name_back_and_a_promotion_takes_one_anew() {
        story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20));
        story.given(launching(I1, 100, "L1", WARM_POOL, ACTIVE_GROUP)).then(I1).isUp("validator-001");
        story.given(terminating(I1, 200, "R1", ACTIVE_GROUP, WARM_POOL))
                .then(I1)
                .holdsNothing()
                .isPooled()
                .answered("R1", CONTINUE);
        story.given(launching(I2, 250, "L2")).then(I2).isNamed("validator-001");
        story.when(launching(I1, 300, "L3", WARM_POOL, ACTIVE_GROUP))
                .then(I1)
                .isNamed("validator-002")
                .isTagged("validator-002")
                .wasStartedAs("validator-001", "validator-002")
                .hasHad(2);
    }

    @Test
    void s14_a_lifecycle_may_let_an_instance_keep_its_name_in_the_pool(@TempDir Path stateDir) {
        var keeps = new Lifecycles(List.of(ValidatorLifecycle.of(999, Lifecycle.OnReturn.KEEP)));
        try (var keeping = new Story(keeps, stateDir)) {
            keeping.given(running(I1, 20), launching(I1, 0, "L1"), terminating(I1, 100, "R1", ACTIVE_GROUP, WARM_POOL))
                    .then(I1)
                    .isPooled()
                    .isNamed("validator-001");
            keeping.given(launching(I2, 150, "L2")).then(I2).isNamed("validator-002");
            keeping.when(launching(I1, 200, "L3", WARM_POOL, ACTIVE_GROUP))
                    .then(I1)
                    .isNamed("validator-001")
                    .wasStartedAs("validator-001", "validator-001");
        }
    }

    @Test
    void s14_a_promotion_that_overtakes_the_return_still_gives_the_old_name_back_first() {
        story.given(running(I1, 20), launching(I1, 0, "L1")).then(I1).isUp("validator-001");
        story.when(launching(I1, 300, "L2", WARM_POOL, ACTIVE_GROUP))
                .then(I1)
                .hasHad(2)
                .isNamed("validator-001");
        story.when(terminating(I1, 200, "R1", ACTIVE_GROUP, WARM_POOL))
                .then(I1)
                .answered("R1", CONTINUE)
                .isNamed("validator-001")
                .asked(Effect.ReleaseHostname.class, 1);
    }

    @Test
    void s17_in_progress_does_not_close_a_command_and_a_second_success_changes_nothing() {
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        story.when(command(I1, 21, "command-0", "InProgress")).then(I1).isAt("starting");
        story.when(command(I1, 22, "command-0", "Success")).then(I1).serves();
        var before = story.state(I1);
        story.when(command(I1, 22, "command-0", "Success")).then(I1).serves().wasStartedAs("validator-001");
        assertThat(story.state(I1).command()).isEqualTo(before.command());
    }

    @Test
    void s17_a_success_that_overtakes_the_answer_of_send_command_is_kept() {
        story.given(launching(I1, 0, "L1")).hold().given(running(I1, 20)).crashAfterCall();
        story.letGo().then(I1).isAt("starting");
        story.when(command(I1, 22, "command-0", "Success")).then(I1).serves().asked(Effect.SendCommand.class, 1);
    }

    @Test
    void s17_a_command_whose_events_never_come_is_asked_about() {
        story.given(launching(I1, 0, "L1"), running(I1, 20)).then(I1).isAt("starting");
        story.after(Duration.ofSeconds(40)).then(I1).serves().asked(Effect.CheckCommand.class, 1);
    }

    @Test
    void s22_a_replay_of_all_inputs_gives_the_same_state_and_no_new_effect() {
        var events = new ArrayList<Events.Event>();
        for (int n = 1; n <= 5; n++) {
            events.add(running(instance(n), 20 + n));
            events.add(launching(instance(n), n, "L" + n));
        }
        events.add(terminating(instance(1), 100, "T1"));
        events.add(shuttingDown(instance(2), 110));
        story.given(events.toArray(Events.Event[]::new));
        var effects = List.copyOf(story.asked());
        var states = IntStream.rangeClosed(1, 5)
                .mapToObj(n -> withoutCount(story.state(instance(n))))
                .toList();

        story.when(events.toArray(Events.Event[]::new));

        assertThat(story.asked()).isEqualTo(effects);
        assertThat(IntStream.rangeClosed(1, 5).mapToObj(n -> withoutCount(story.state(instance(n)))))
                .isEqualTo(states);
        IntStream.rangeClosed(1, 5).forEach(n -> story.then(instance(n)));
    }

    @Test
    void s23_a_foreign_instance_is_remembered_and_never_acted_upon() {
        story.given(running(I1, 20)).then(I1).askedNothing();
        story.given(launchingElsewhere(I1, 30, "X1", "batch-workers", "their-hook"))
                .then(I1)
                .askedNothing();
        story.when(shuttingDown(I1, 100), terminated(I1, 130)).then(I1).askedNothing();
        story.after(Duration.ofMinutes(61));
        assertThat(story.state(I1)).isEqualTo(Instance.unseen(I1));
        assertThat(story.timersStored()).isZero();
    }

    @Test
    void s23_a_foreign_instance_that_carries_our_hook_is_let_go() {
        story.when(launchingElsewhere(I1, 0, "X1", "batch-workers", "muster-launch"))
                .then(I1)
                .answered("X1", CONTINUE)
                .asked(Effect.ClaimHostname.class, 0)
                .asked(Effect.class, 1);
    }

    @Test
    void s24_twelve_hosts_are_numbered_with_three_digits() {
        for (int n = 1; n <= 12; n++) {
            story.given(launching(instance(n), n, "L" + n));
        }
        story.then(instance(9)).isNamed("validator-009");
        story.then(instance(10))
                .isNamed("validator-010")
                .resolves("validator-010")
                .isTagged("validator-010");
        story.then(instance(12)).isNamed("validator-012");
    }

    @Test
    void an_instance_that_ended_is_forgotten_after_a_day_and_leaves_no_timer() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), terminating(I1, 100, "T1"), terminated(I1, 160));
        story.then(I1).isGone();
        story.after(Duration.ofHours(25));
        assertThat(story.state(I1)).isEqualTo(Instance.unseen(I1));
        assertThat(story.timersStored()).isZero();
    }

    /** A duplicate is recorded as ignored, so only the count of events differs. */
    private static Instance withoutCount(Instance i) {
        return new Instance(
                i.v(),
                i.id(),
                0,
                i.host(),
                i.life(),
                i.generation(),
                i.newestLife(),
                i.newestEnd(),
                i.hooks(),
                i.name(),
                i.dns(),
                i.tagged(),
                i.command(),
                i.progress(),
                i.awaited(),
                i.tries(),
                i.timers(),
                i.answer(),
                i.membership(),
                i.strays(),
                i.early());
    }
}
