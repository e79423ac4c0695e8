package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.health;
import static muster.stream.Events.launchUnsuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.launchingRaw;
import static muster.stream.Events.running;
import static muster.stream.Events.spot;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import muster.instance.Signals;
import muster.instance.ValidatorLifecycle;
import muster.schemas.Ec2State;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.InterruptionSeen;
import muster.schemas.InstanceId;
import muster.schemas.InterruptionKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What AWS announces besides hooks, states and commands, told to the whole topology. */
class NoticesTest {
    private static final InstanceId I1 = instance(1);
    private static final InstanceId I2 = instance(2);
    private static final InstanceId I3 = instance(3);

    private Story story;

    @BeforeEach
    void open(@TempDir Path stateDir) {
        story = new Story(ValidatorLifecycle.alone(), stateDir);
    }

    @AfterEach
    void close() {
        story.close();
    }

    private List<InterruptionSeen> interruptions(InstanceId id) {
        return story.journal().stream()
                .filter(entry -> entry.instance().equals(id))
                .flatMap(entry -> entry.events().stream())
                .filter(InterruptionSeen.class::isInstance)
                .map(InterruptionSeen.class::cast)
                .toList();
    }

    @Test
    void s15_a_hook_s_own_message_opens_a_life_like_eventbridge_s() {
        story.when(launchingRaw(I1, 0, "L1"), running(I1, 20))
                .then(I1)
                .isUp("validator-001")
                .answered("L1", CONTINUE);
        story.when(launching(I1, 0, "L1")).then(I1).hasHad(1);
    }

    @Test
    void s19_a_health_event_with_three_instances_is_noted_for_each_by_its_own_start() {
        story.given(launching(I1, 0, "L1"), launching(I2, 1, "L2"), launching(I3, 2, "L3"));
        story.when(health(I1, 10, I1, I2, I3), health(I2, 10, I1, I2, I3), health(I3, 10, I1, I2, I3));
        for (var id : List.of(I1, I2, I3)) {
            assertThat(interruptions(id))
                    .containsExactly(new InterruptionSeen(
                            InterruptionKind.HEALTH,
                            "AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED",
                            Instant.parse("2026-01-31T15:10:09Z")));
            story.then(id).hasHad(1);
        }
        assertThat(story.deadLetters()).isEmpty();
    }

    @Test
    void s20_a_spot_warning_is_noted_and_the_hook_is_still_answered() {
        story.hold().given(launching(I1, 0, "L1"));
        story.when(spot(I1, 5)).letGo().then(I1).answered("L1", CONTINUE);
        assertThat(interruptions(I1))
                .containsExactly(new InterruptionSeen(
                        InterruptionKind.SPOT, "terminate", Signals.at(5).plus(Duration.ofMinutes(2))));
    }

    @Test
    void a_warning_about_an_instance_that_is_none_of_ours_leaves_nothing() {
        story.when(spot(I1, 5));
        assertThat(story.journal()).isEmpty();
    }

    @Test
    void s21_a_launch_that_auto_scaling_gave_up_gives_everything_back() {
        story.given(launching(I1, 0, "L1")).then(I1).isNamed("validator-001");
        story.world().expire(token -> token.value().equals("L1"));
        story.world().machine(I1).state = Ec2State.SHUTTING_DOWN;
        story.when(launchUnsuccessful(I1, 60)).then(I1).holdsNothing().isGone();
        assertThat(story.state(I1).hooks().values()).allMatch(hook -> hook.isClosed());
    }

    @Test
    void s21_a_launch_that_is_given_up_while_its_hook_is_open_has_it_answered() {
        story.hold().given(launching(I1, 0, "L1"));
        story.world().machine(I1).state = Ec2State.SHUTTING_DOWN;
        story.when(launchUnsuccessful(I1, 60))
                .letGo()
                .then(I1)
                .holdsNothing()
                .isGone()
                .answered("L1", ABANDON);
    }

    @Test
    void s21_a_failure_of_an_older_launch_does_not_end_a_later_life() {
        story.given(launching(I1, 100, "L2"));
        story.when(launchUnsuccessful(I1, 60)).then(I1).isNamed("validator-001");
        assertThat(story.journal().getLast().events().getFirst())
                .isInstanceOfSatisfying(
                        InstanceEvent.Ignored.class,
                        ignored -> assertThat(ignored.reason()).isEqualTo(InstanceEvent.Reason.OLDER));
    }
}
