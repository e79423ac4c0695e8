package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.command;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.CommandStatus;
import muster.schemas.CommandStatus.Meaning;
import muster.schemas.Effect;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What each status of a command means, heard from an event or asked for. */
class CommandsTest {
    private static final InstanceId I1 = instance(1);

    private final List<Story> opened = new ArrayList<>();
    private Path stateDir;

    @BeforeEach
    void open(@TempDir Path folder) {
        stateDir = folder;
    }

    @AfterEach
    void close() {
        opened.forEach(Story::close);
    }

    private Story story(Lifecycles lifecycles) {
        var story = new Story(lifecycles, stateDir);
        opened.add(story);
        return story;
    }

    private Story started(Lifecycles lifecycles) {
        return story(lifecycles).given(launching(I1, 0, "L1"), running(I1, 20));
    }

    private static Stream<CommandStatus> resent() {
        return Lifecycle.Failure.DEFAULT.resend().stream().sorted();
    }

    private static Stream<CommandStatus> givenUp() {
        return Arrays.stream(CommandStatus.values())
                .filter(status -> status.meaning() == Meaning.FAILED || status.meaning() == Meaning.MISCONFIGURED);
    }

    @Test
    void s16_an_instance_that_ssm_does_not_know_yet_is_asked_for_again_until_it_does() {
        var story = story(DeclaredLifecycles.validator());
        story.world().machine(I1).notReady = 3;
        story.given(launching(I1, 0, "L1"), running(I1, 20)).then(I1).wasStartedAs();
        story.after(Duration.ofSeconds(20)).then(I1).isUp("validator-001").asked(Effect.SendCommand.class, 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Cancelled", "TimedOut", "Success"})
    void s31_another_tools_command_that_ends_while_ours_is_being_sent_is_not_taken_for_it(String status) {
        var story = story(DeclaredLifecycles.answeringLast());
        story.given(launching(I1, 0, "L1")).hold().given(running(I1, 20)).tellOne();
        story.when(command(I1, 21, "somebody-elses", status));
        story.then(I1).isAt("admitted").hasNotAnswered("L1");
        story.letGo();
        story.then(I1).isAt("starting").hasNotAnswered("L1").wasStartedAs("validator-001");
        story.when(command(I1, 22, "command-0", "Success"));
        story.then(I1).serves().answered("L1", CONTINUE).wasStartedAs("validator-001");
        assertThat(story.state(I1).early()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "Success"})
    void s31_the_end_of_our_own_command_may_be_heard_before_its_id_is_known(String status) {
        var story = story(DeclaredLifecycles.answeringLast());
        story.given(launching(I1, 0, "L1")).hold().given(running(I1, 20)).tellOne();
        story.when(command(I1, 21, "somebody-elses", "Failed"), command(I1, 21, "command-0", status));
        story.letGo();
        story.then(I1).answered("L1", status.equals("Success") ? CONTINUE : ABANDON);
    }

    @Test
    void s31_a_command_of_the_previous_generation_that_times_out_now_is_not_taken_for_the_new_one() {
        var story = story(DeclaredLifecycles.validator());
        story.given(
                launching(I1, 0, "W1", Place.EC2, Place.WARM_POOL),
                running(I1, 10),
                launching(I1, 100, "L1", Place.WARM_POOL, Place.ACTIVE_GROUP),
                terminating(I1, 200, "T1", Place.ACTIVE_GROUP, Place.WARM_POOL));
        story.hold().given(launching(I1, 300, "L2", Place.WARM_POOL, Place.ACTIVE_GROUP));
        story.when(command(I1, 301, "command-0", "TimedOut"));
        story.letGo().when(command(I1, 310, "command-1", "Success"));
        story.then(I1).serves().hasHad(2);
    }

    @Test
    void both_commands_of_one_transition_are_run() {
        var story = story(DeclaredLifecycles.validator(
                "before: [start-service]",
                "before: [{run-command: {document: first-doc}}, {run-command: {document: second-doc}}]"));
        story.given(launching(I1, 0, "L1"), running(I1, 20));
        assertThat(story.asked().stream()
                        .filter(Effect.SendCommand.class::isInstance)
                        .map(effect -> ((Effect.SendCommand) effect).document()))
                .containsExactly("first-doc", "second-doc");
    }

    @Test
    void s18_a_failed_command_ends_in_what_the_policy_says() {
        started(DeclaredLifecycles.answeringLast())
                .when(command(I1, 21, "command-0", "Failed"))
                .then(I1)
                .answered("L1", ABANDON)
                .asked(Effect.SendCommand.class, 1);
    }

    @Test
    void s18_the_policy_may_be_to_let_it_in_all_the_same() {
        started(DeclaredLifecycles.answeringLast("answer: ABANDON", "answer: CONTINUE"))
                .when(command(I1, 21, "command-0", "Failed"))
                .then(I1)
                .answered("L1", CONTINUE)
                .isAt("starting");
    }

    @Test
    void s18_the_policy_may_be_to_try_a_failed_command_again() {
        var story = started(DeclaredLifecycles.answeringLast("answer: ABANDON", "answer: ABANDON\n  resend: [Failed]"));
        story.when(command(I1, 21, "command-0", "Failed")).after(Duration.ofSeconds(5));
        story.then(I1).asked(Effect.SendCommand.class, 2).hasNotAnswered("L1");
        story.when(command(I1, 30, "command-1", "Success")).then(I1).serves().answered("L1", CONTINUE);
    }

    @Test
    void success_is_what_the_hook_waits_for_where_the_lifecycle_says_so() {
        var story = started(DeclaredLifecycles.answeringLast());
        story.then(I1).isAt("starting").hasNotAnswered("L1");
        story.when(command(I1, 21, "command-0", "Success")).then(I1).serves().answered("L1", CONTINUE);
    }

    @Test
    void success_that_no_event_tells_of_is_asked_for() {
        started(DeclaredLifecycles.answeringLast())
                .after(Duration.ofSeconds(40))
                .then(I1)
                .serves()
                .answered("L1", CONTINUE)
                .asked(Effect.CheckCommand.class, 1);
    }

    @ParameterizedTest
    @MethodSource("givenUp")
    void a_status_that_sending_again_would_not_change_gives_up(CommandStatus status) {
        var heard = started(DeclaredLifecycles.answeringLast());
        heard.when(command(I1, 21, "command-0", status.toString())).then(I1).answered("L1", ABANDON);
        assertThat(heard.state(I1).progress())
                .isInstanceOfSatisfying(
                        Instance.Progress.Parked.class,
                        parked -> assertThat(parked.reason()).isEqualTo("start-service ended as " + status));
    }

    @ParameterizedTest
    @MethodSource("givenUp")
    void a_status_that_gives_up_does_so_also_where_it_is_only_asked_for(CommandStatus status) {
        var polled = story(DeclaredLifecycles.answeringLast());
        polled.world().machine(I1).commandsEnd = status;
        polled.given(launching(I1, 0, "L1"), running(I1, 20))
                .after(Duration.ofSeconds(40))
                .then(I1)
                .answered("L1", ABANDON)
                .asked(Effect.SendCommand.class, 1)
                .asked(Effect.CheckCommand.class, 1);
    }

    @ParameterizedTest
    @MethodSource("resent")
    void a_status_that_leaves_hope_is_followed_by_another_command(CommandStatus status) {
        var heard = started(DeclaredLifecycles.answeringLast());
        heard.when(command(I1, 21, "command-0", status.toString())).after(Duration.ofSeconds(5));
        heard.then(I1).asked(Effect.SendCommand.class, 2).hasNotAnswered("L1");
        heard.when(command(I1, 30, "command-1", "Success")).then(I1).serves().answered("L1", CONTINUE);
    }

    @ParameterizedTest
    @MethodSource("resent")
    void a_status_that_leaves_hope_does_so_also_where_it_is_only_asked_for_but_not_for_ever(CommandStatus status) {
        var polled = story(DeclaredLifecycles.answeringLast());
        polled.world().machine(I1).commandsEnd = status;
        polled.given(launching(I1, 0, "L1"), running(I1, 20))
                .after(Duration.ofMinutes(10))
                .then(I1)
                .answered("L1", ABANDON)
                .asked(Effect.SendCommand.class, 5);
        assertThat(polled.state(I1).progress().toString()).contains(status.toString(), "the last of 5 commands");
    }

    @ParameterizedTest
    @EnumSource(names = {"PENDING", "IN_PROGRESS", "DELAYED", "CANCELLING"})
    void a_status_on_the_way_is_no_end(CommandStatus status) {
        var story = started(DeclaredLifecycles.answeringLast());
        story.when(command(I1, 21, "command-0", status.toString()))
                .then(I1)
                .isAt("starting")
                .hasNotAnswered("L1");
        story.when(command(I1, 22, "command-0", "Success")).then(I1).serves().answered("L1", CONTINUE);
    }
}
