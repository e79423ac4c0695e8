package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.schemas.Place.ACTIVE_GROUP;
import static muster.schemas.Place.EC2;
import static muster.schemas.Place.WARM_POOL;
import static muster.stream.Events.launchSuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static muster.stream.Events.terminated;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import muster.instance.ValidatorLifecycle;
import muster.instance.Waiting;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.Effect;
import muster.schemas.HookToken;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A life is opened by a transition, not by a token; and which transitions open one. */
class LaunchTransitionsTest {
    private static final InstanceId I1 = instance(1);

    private Story story;

    @BeforeEach
    void open(@TempDir Path folder) {
        story = new Story(ValidatorLifecycle.alone(), folder);
    }

    @AfterEach
    void close() {
        story.close();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.2, -0.2, 60})
    void all_hooks_of_a_launch_are_of_one_life_and_get_its_answer(double apart) {
        story.hold()
                .given(
                        launching(I1, 100, "L1", EC2, ACTIVE_GROUP, "muster-launch"),
                        launching(I1, 100 + apart, "L2", EC2, ACTIVE_GROUP, "muster-dns"));
        story.letGo()
                .when(running(I1, 120 + apart), Events.command(I1, 130 + apart, "command-0", "Success"))
                .after(Duration.ofHours(2));
        story.then(I1)
                .answered("L1", CONTINUE)
                .answered("L2", CONTINUE)
                .hasHad(1)
                .isUp("validator-001")
                .serves();
    }

    /** What each transition does to what was known before (decision 018). */
    @ParameterizedTest
    @CsvSource({
        "unseen, launching, EC2, AutoScalingGroup, Active, 1",
        "unseen, launching, EC2, WarmPool, Pooled, 0",
        "unseen, terminating, AutoScalingGroup, EC2, Gone, 0",
        "unmanaged, launching, EC2, AutoScalingGroup, Active, 1",
        "unmanaged, terminating, AutoScalingGroup, EC2, Gone, 0",
        "pooled, launching, WarmPool, AutoScalingGroup, Active, 1",
        "pooled, launching, EC2, WarmPool, Pooled, 0",
        "pooled, terminating, WarmPool, EC2, Gone, 0",
        "active, launching, EC2, AutoScalingGroup, Active, 1",
        "active, launching, AutoScalingGroup, AutoScalingGroup, Active, 1",
        "active, terminating, AutoScalingGroup, EC2, Gone, 1",
        "active, terminating, AutoScalingGroup, WarmPool, Pooled, 1",
        "active, terminating, AutoScalingGroup, AutoScalingGroup, Active, 1",
        "returned, launching, WarmPool, AutoScalingGroup, Active, 2",
        "returned, terminating, WarmPool, EC2, Gone, 1",
        "gone, launching, EC2, AutoScalingGroup, Gone, 1",
        "gone, launching, WarmPool, AutoScalingGroup, Gone, 1",
        "gone, terminating, AutoScalingGroup, EC2, Gone, 1"
    })
    void each_transition_leads_from_what_was_known_to_what_is_so_then(
            String before, String transition, String origin, String destination, String life, int lives) {
        switch (before) {
            case "unmanaged" -> story.given(running(I1, 0), launchSuccessful(I1, 5));
            case "pooled" -> story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20));
            case "active" -> story.given(launching(I1, 0, "L1"), running(I1, 20));
            case "returned" ->
                story.given(
                        launching(I1, 0, "L1"), running(I1, 20), terminating(I1, 100, "R1", ACTIVE_GROUP, WARM_POOL));
            case "gone" -> story.given(launching(I1, 0, "L1"), running(I1, 20), terminating(I1, 100, "T1"));
            default -> {}
        }
        var from = Place.of(origin);
        var to = Place.of(destination);
        story.when(
                transition.equals("launching")
                        ? launching(I1, 1000, "N", from, to)
                        : terminating(I1, 1000, "N", from, to));
        story.then(I1).hasHad(lives);
        assertThat(story.state(I1).life().getClass().getSimpleName()).isEqualTo(life);
        assertThat(story.state(I1).hooks().values()).allMatch(hook -> hook.isClosed());
        if (!life.equals("Active")) {
            story.then(I1).holdsNothing();
        }
    }

    /** Whatever Auto Scaling calls the machine on the way to its new disk, it keeps its name and starts again under it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReplacingRootVolume",
                "ReplacingRootVolume:Wait",
                "ReplacingRootVolume:Proceed",
                "RootVolumeReplaced",
                "Pending:Wait"
            })
    void a_look_during_a_replacement_of_the_root_volume_takes_nothing_away(String groupState) {
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(1));
        story.world().machine(I1).groupState = groupState;
        story.when(terminating(I1, 100, "V1", ACTIVE_GROUP, ACTIVE_GROUP)).after(Duration.ofMinutes(10));
        story.then(I1).isUp("validator-001");
        story.world().machine(I1).markers.clear();
        story.when(launching(I1, 700, "N1", ACTIVE_GROUP, ACTIVE_GROUP)).after(Duration.ofMinutes(5));
        story.then(I1)
                .answered("N1", CONTINUE)
                .hasHad(1)
                .isNamed("validator-001")
                .resolves("validator-001")
                .wasStartedAs("validator-001", "validator-001");
    }

    @Test
    void three_hooks_of_which_one_comes_when_the_others_are_answered_get_one_answer() {
        story.given(
                launching(I1, 0, "L1", EC2, ACTIVE_GROUP, "muster-launch"),
                launching(I1, 0, "L2", EC2, ACTIVE_GROUP, "muster-dns"),
                running(I1, 20));
        story.then(I1).answered("L1", CONTINUE).answered("L2", CONTINUE);
        story.when(launching(I1, 0, "L3", EC2, ACTIVE_GROUP, "muster-late"))
                .then(I1)
                .answered("L3", CONTINUE)
                .hasHad(1);
    }

    @Test
    void every_hook_of_a_launch_that_is_not_answered_yet_is_kept_open(@TempDir Path another) {
        try (var last = new Story(DeclaredLifecycles.answeringLast(), another)) {
            last.world().machine(I1).agent = false;
            last.given(
                    launching(I1, 0, "L1", EC2, ACTIVE_GROUP, "muster-launch"),
                    launching(I1, 0, "L2", EC2, ACTIVE_GROUP, "muster-dns"),
                    running(I1, 20));
            last.after(Duration.ofMinutes(50));
            assertThat(last.world().heartbeats(new HookToken("L1"))).isPositive();
            assertThat(last.world().heartbeats(new HookToken("L2"))).isPositive();
        }
    }

    @Test
    void two_hooks_on_the_way_into_the_warm_pool_are_both_continued() {
        story.given(
                launching(I1, 0, "W1", EC2, WARM_POOL, "muster-launch"),
                launching(I1, 0.2, "W2", EC2, WARM_POOL, "muster-dns"));
        story.then(I1)
                .isPooled()
                .answered("W1", CONTINUE)
                .answered("W2", CONTINUE)
                .hasHad(0);
    }

    @Test
    void a_hook_after_a_terminate_transition_is_of_a_new_life() {
        story.given(
                launching(I1, 0, "W1", EC2, WARM_POOL),
                running(I1, 10),
                launching(I1, 100, "L1", WARM_POOL, ACTIVE_GROUP),
                terminating(I1, 200, "T1", ACTIVE_GROUP, WARM_POOL),
                launching(I1, 300, "L2", WARM_POOL, ACTIVE_GROUP));
        story.then(I1).hasHad(2).answered("L1", CONTINUE).answered("L2", CONTINUE);
    }

    @Test
    void where_the_terminate_event_was_lost_a_look_tells_that_the_instance_had_left_the_launch() {
        story.given(
                launching(I1, 0, "W1", EC2, WARM_POOL),
                running(I1, 10),
                launching(I1, 100, "L1", WARM_POOL, ACTIVE_GROUP));
        story.after(Duration.ofMinutes(5));
        story.then(I1).asked(Effect.ReadGroupState.class, 1);
        story.when(launching(I1, 900, "L2", WARM_POOL, ACTIVE_GROUP)).then(I1).hasHad(2);
    }

    @Test
    void no_look_is_needed_where_auto_scaling_reports_that_the_launch_succeeded() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), launchSuccessful(I1, 40))
                .after(Duration.ofMinutes(10));
        story.then(I1).asked(Effect.ReadGroupState.class, 0);
    }

    /** Which transitions open a generation: origin, destination, and how many it has had afterwards. */
    @ParameterizedTest
    @CsvSource({
        "EC2, ACTIVE_GROUP, 1",
        "EC2, WARM_POOL, 0",
        "WARM_POOL, ACTIVE_GROUP, 1",
        "ACTIVE_GROUP, ACTIVE_GROUP, 1",
        "EC2, EC2, 1",
        "WARM_POOL, WARM_POOL, 0",
    })
    void of_an_unknown_instance_any_launch_into_the_group_opens_the_first_life(
            Place origin, Place destination, int generations) {
        story.given(launching(I1, 0, "L1", origin, destination), running(I1, 20));
        story.then(I1).hasHad(generations).answered("L1", CONTINUE);
    }

    @Test
    void a_replaced_root_volume_starts_the_service_again_and_keeps_name_and_records() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), Events.command(I1, 22, "command-0", "Success"));
        story.then(I1).isUp("validator-001").serves();
        story.when(terminating(I1, 1000, "T1", ACTIVE_GROUP, ACTIVE_GROUP))
                .then(I1)
                .answered("T1", CONTINUE);
        story.then(I1).isNamed("validator-001").resolves("validator-001");
        // the disk is new, and with it the marker of what was run
        story.world().machine(I1).markers.clear();
        story.when(launching(I1, 1060, "L2", ACTIVE_GROUP, ACTIVE_GROUP))
                .when(Events.command(I1, 1070, "command-1", "Success"));
        story.then(I1)
                .answered("L2", CONTINUE)
                .hasHad(1)
                .isNamed("validator-001")
                .resolves("validator-001")
                .wasStartedAs("validator-001", "validator-001")
                .serves()
                .asked(Effect.ReleaseHostname.class, 0)
                .asked(Effect.DeleteDns.class, 0);
    }

    @Test
    void a_second_replacement_of_the_root_volume_starts_the_service_once_more() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), launchSuccessful(I1, 30));
        for (int round = 1; round <= 2; round++) {
            story.world().machine(I1).markers.clear();
            story.when(
                    terminating(I1, 1000 * round, "T" + round, ACTIVE_GROUP, ACTIVE_GROUP),
                    launching(I1, 1000 * round + 60, "R" + round, ACTIVE_GROUP, ACTIVE_GROUP));
        }
        story.then(I1).hasHad(1).wasStartedAs("validator-001", "validator-001", "validator-001");
    }

    /** What was sent to the old disk must not be taken for what is started on the new one. */
    @Test
    void a_command_that_was_being_sent_when_the_disk_was_replaced_does_not_count_for_the_new_disk() {
        story.given(launching(I1, 0, "L1")).hold().given(running(I1, 20)).tellOne();
        story.when(
                terminating(I1, 1000, "T1", ACTIVE_GROUP, ACTIVE_GROUP),
                launching(I1, 1060, "L2", ACTIVE_GROUP, ACTIVE_GROUP));
        story.letGo();
        story.world().machine(I1).markers.clear();
        story.when(Events.command(I1, 1061, "command-0", "Failed"))
                .after(Duration.ofSeconds(30))
                .when(Events.command(I1, 1070, "command-1", "Success"));
        story.then(I1).serves().answered("L2", CONTINUE).hasHad(1);
        assertThat(story.asked().stream()
                        .filter(Effect.SendCommand.class::isInstance)
                        .map(Effect::id)
                        .distinct())
                .hasSize(2);
    }

    @Test
    void a_replacement_that_fails_is_an_end_like_any_other() {
        story.given(
                launching(I1, 0, "L1"),
                running(I1, 20),
                terminating(I1, 1000, "T1", ACTIVE_GROUP, ACTIVE_GROUP),
                shuttingDown(I1, 1100));
        story.then(I1).isGone().holdsNothing();
    }

    @Test
    void a_launch_hook_that_comes_again_after_its_instance_was_forgotten_opens_no_life_without_an_end() {
        story.given(launching(I1, 0, "L1"), running(I1, 20), terminated(I1, 100))
                .after(Duration.ofHours(25));
        story.world().machine(I1).shown = false;
        story.world().expire(_ -> true);
        var before = story.asked().size();
        story.when(launching(I1, 0, "L1")).after(Duration.ofMinutes(10));
        story.then(I1).isGone().holdsNothing();
        assertThat(story.asked().size() - before).isLessThan(70);
        story.after(Duration.ofHours(25));
        assertThat(story.timersStored()).isZero();
    }

    @Test
    void an_instance_that_ec2_shows_late_is_not_taken_for_gone() {
        story.world().machine(I1).shown = false;
        story.given(launching(I1, 0, "L1")).after(Duration.ofMinutes(4));
        story.world().machine(I1).shown = true;
        story.after(Duration.ofMinutes(4)).when(running(I1, 20));
        story.then(I1).isUp("validator-001");
    }

    @Test
    void a_machine_in_service_that_no_launch_hook_named_is_reported_as_unmanaged_and_left_alone() {
        story.given(running(I1, 0), launchSuccessful(I1, 5)).after(Duration.ofHours(1));
        story.then(I1).askedNothing();
        assertThat(story.state(I1).life()).isInstanceOf(Life.Unmanaged.class);
        assertThat(story.waiting(I1).kind()).isEqualTo(Waiting.Kind.UNMANAGED);
        assertThat(story.waiting(I1).why()).contains("no launch hook of it was ever seen");
        story.when(terminated(I1, 5000)).then(I1).isGone();
    }

    @Test
    void a_launch_hook_that_comes_after_the_report_of_its_success_is_still_a_launch() {
        story.given(running(I1, 0), launchSuccessful(I1, 5), launching(I1, 0, "L1"));
        story.then(I1).isUp("validator-001").answered("L1", CONTINUE);
    }

    @Test
    void a_second_terminate_hook_of_a_return_to_the_pool_does_not_end_the_life_that_follows() {
        story.given(
                launching(I1, 0, "W1", EC2, WARM_POOL),
                running(I1, 10),
                launching(I1, 100, "L1", WARM_POOL, ACTIVE_GROUP),
                terminating(I1, 200, "T1", ACTIVE_GROUP, WARM_POOL),
                terminating(I1, 200.2, "T2", ACTIVE_GROUP, WARM_POOL));
        story.then(I1).isPooled().answered("T1", CONTINUE).answered("T2", CONTINUE);
        assertThat(story.journal().stream()
                        .flatMap(entry -> entry.events().stream())
                        .filter(InstanceEvent.LifeEnding.class::isInstance))
                .hasSize(1);
    }
}
