package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.command;
import static muster.stream.Events.launchSuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import muster.instance.Waiting;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycles;
import muster.schemas.Effect;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines that run on outside of their group's capacity: in Standby, detached, retained. No hook tells of any of these. */
class DetachedAndRetainedTest {
    private static final InstanceId I1 = instance(1);

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before each test
    private Path folder;

    private Story serving(Lifecycles lifecycles) {
        var story = new Story(lifecycles, folder);
        story.given(launching(I1, 0, "L1"), running(I1, 20), command(I1, 22, "command-0", "Success"));
        return story;
    }

    /** A terminate hook whose event comes minutes after it was opened. */
    private static void lateTermination(Story story, String token) {
        story.after(Duration.ofMinutes(3)).when(terminating(I1, 30, token));
    }

    @Test
    void a_machine_in_standby_keeps_its_name_and_is_in_order() {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.world().machine(I1).groupState = "Standby";
            story.after(Duration.ofMinutes(10)).then(I1).isUp("validator-001").serves();
            assertThat(story.waiting(I1).kind()).isEqualTo(Waiting.Kind.NOTHING);
        }
    }

    @Test
    void a_detached_machine_keeps_its_name_until_it_ends() {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.world().machine(I1).groupState = "";
            story.after(Duration.ofMinutes(20)).then(I1).isUp("validator-001").serves();
            story.when(shuttingDown(I1, 9000)).then(I1).isGone().holdsNothing();
        }
    }

    @Test
    void a_detached_machine_gives_its_name_back_at_once_where_the_lifecycle_says_so() {
        try (var story =
                serving(DeclaredLifecycles.validator("onReturn: release", "onReturn: release\nonDetach: release"))) {
            story.world().machine(I1).groupState = "";
            story.after(Duration.ofMinutes(5)).then(I1).isGone().holdsNothing();
        }
    }

    @Test
    void a_machine_that_is_launching_is_not_taken_for_detached() {
        try (var story = new Story(
                DeclaredLifecycles.answeringLast("onReturn: release", "onReturn: release\nonDetach: release"),
                folder)) {
            story.world().machine(I1).groupState = "";
            story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(1));
            story.then(I1).isNamed("validator-001");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Terminating:Retained", "Warmed:Terminating:Retained"})
    void a_retained_machine_keeps_what_it_uses_until_its_second_termination(String retained) {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.world().machine(I1).groupState = retained;
            story.world().expire(token -> token.value().equals("T1"));
            lateTermination(story, "T1");
            story.after(Duration.ofMinutes(20)).then(I1).isUp("validator-001").serves();
            story.when(shuttingDown(I1, 100_000)).then(I1).isGone().holdsNothing();
        }
    }

    @Test
    void a_retained_machine_gives_its_name_back_where_the_lifecycle_says_so() {
        try (var story =
                serving(DeclaredLifecycles.validator("onReturn: release", "onReturn: release\nonRetain: release"))) {
            story.world().machine(I1).groupState = "Terminating:Retained";
            story.world().expire(token -> token.value().equals("T1"));
            lateTermination(story, "T1");
            story.then(I1).isGone().holdsNothing();
        }
    }

    @Test
    void a_second_termination_of_a_retained_machine_with_a_hook_of_its_own_ends_it() {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.world().machine(I1).groupState = "Terminating:Retained";
            story.world().expire(token -> token.value().equals("T1"));
            lateTermination(story, "T1");
            story.world().machine(I1).groupState = "Terminating:Wait";
            story.when(terminating(I1, 5000, "T2"))
                    .then(I1)
                    .isGone()
                    .holdsNothing()
                    .answered("T2", CONTINUE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Terminating:Wait", "Terminating:Proceed", "Terminating", ""})
    void a_terminate_hook_that_is_known_late_ends_the_life_where_auto_scaling_agrees(String state) {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.world().machine(I1).groupState = state;
            lateTermination(story, "T1");
            story.then(I1).isGone().holdsNothing().answered("T1", CONTINUE);
        }
    }

    /** Older news, read after the hook, decide nothing: only a look that was asked for since. */
    @Test
    void a_terminate_hook_that_is_known_late_is_not_decided_by_an_older_report() {
        try (var story = new Story(DeclaredLifecycles.validator(), folder)) {
            story.given(launching(I1, 0, "L1"), running(I1, 20), command(I1, 22, "command-0", "Success"));
            story.world().machine(I1).groupState = "Terminating:Wait";
            story.after(Duration.ofMinutes(1)).hold().when(terminating(I1, 30, "T1"), launchSuccessful(I1, 25));
            story.letGo().then(I1).isGone().holdsNothing().answered("T1", CONTINUE);
        }
    }

    @Test
    void a_terminate_hook_that_is_known_in_time_needs_no_look() {
        try (var story = serving(DeclaredLifecycles.validator())) {
            story.when(launchSuccessful(I1, 30), terminating(I1, 60, "T1"));
            story.then(I1).isGone().holdsNothing().asked(Effect.ReadGroupState.class, 0);
        }
    }
}
