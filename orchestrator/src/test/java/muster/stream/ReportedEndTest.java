package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.schemas.Place.ACTIVE_GROUP;
import static muster.schemas.Place.EC2;
import static muster.schemas.Place.WARM_POOL;
import static muster.stream.Events.launchUnsuccessful;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static muster.stream.Events.terminated;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import muster.instance.Waiting;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.EndRefuted;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An event alone ends no machine that no terminate hook has announced: EC2 is asked first. */
class ReportedEndTest {
    private static final InstanceId I1 = instance(1);

    private Story story;

    @BeforeEach
    void begin(@TempDir Path stateDir) {
        story = new Story(DeclaredLifecycles.validator(), stateDir);
    }

    @AfterEach
    void end() {
        story.close();
    }

    private void serving() {
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(5));
        story.then(I1).isUp("validator-001").serves();
    }

    @Test
    void a_forged_end_of_a_host_that_serves_gives_nothing_back() {
        serving();
        story.forged(terminated(I1, 300));
        assertThat(story.waiting(I1).kind()).isEqualTo(Waiting.Kind.EC2);
        assertThat(story.waiting(I1).why()).contains("says that it has ended", "before anything is given back");
        story.after(Duration.ofHours(1));
        story.then(I1).isUp("validator-001").serves();
        assertThat(story.waiting(I1).kind()).isEqualTo(Waiting.Kind.NOTHING);
        assertThat(story.journal())
                .flatExtracting(entry -> entry.events())
                .filteredOn(EndRefuted.class::isInstance)
                .hasSize(1);
        // its true end, later
        story.when(shuttingDown(I1, 4000)).then(I1).holdsNothing().isGone();
    }

    @Test
    void a_forged_failure_of_a_launch_ends_neither_a_launch_nor_a_host_that_serves() {
        story.world().machine(I1).agent = false;
        story.given(launching(I1, 0, "L1"), running(I1, 20)).forged(launchUnsuccessful(I1, 30));
        story.world().machine(I1).agent = true;
        story.after(Duration.ofMinutes(5));
        story.then(I1).isUp("validator-001").serves().answered("L1", CONTINUE);
        story.forged(launchUnsuccessful(I1, 600)).after(Duration.ofHours(1));
        story.then(I1).isUp("validator-001").serves();
    }

    @Test
    void an_end_that_ec2_shows_late_is_believed_as_soon_as_ec2_shows_it() {
        serving();
        story.forged(shuttingDown(I1, 300)).after(Duration.ofSeconds(30));
        story.then(I1).isUp("validator-001");
        story.world().machine(I1).state = Ec2State.SHUTTING_DOWN;
        story.after(Duration.ofSeconds(40)).then(I1).holdsNothing().isGone();
    }

    @Test
    void nothing_is_given_back_while_ec2_may_not_be_asked() {
        serving();
        story.world()
                .fault(effect -> effect instanceof Effect.DescribeInstance
                        ? Optional.of(new Outcome.Blocked(
                                Outcome.Fault.SURROUNDINGS, "AccessDenied: ec2:DescribeInstances", "grant it"))
                        : Optional.empty());
        story.given(terminated(I1, 300)).after(Duration.ofHours(2));
        story.then(I1).isUp("validator-001").serves();
        story.world().fault(_ -> Optional.empty());
        story.after(Duration.ofMinutes(2)).then(I1).holdsNothing().isGone();
    }

    @Test
    void a_machine_that_ec2_shows_no_more_has_ended() {
        serving();
        story.world().machine(I1).shown = false;
        story.given(terminated(I1, 300)).after(Duration.ofMinutes(4));
        story.then(I1).isUp("validator-001");
        story.after(Duration.ofMinutes(2)).then(I1).holdsNothing().isGone();
    }

    @Test
    void a_terminate_hook_and_an_end_need_no_look() {
        serving();
        story.hold().given(terminating(I1, 300, "T1"));
        story.forged(terminated(I1, 301)).letGo();
        story.then(I1).holdsNothing().isGone().answered("T1", CONTINUE);
        assertThat(story.journal().getLast().events()).noneMatch(EndRefuted.class::isInstance);
    }

    @Test
    void a_forged_end_in_the_pool_does_not_stand_in_the_way_of_a_promotion() {
        story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20));
        story.forged(terminated(I1, 60)).after(Duration.ofHours(30));
        assertThat(story.state(I1).life()).isInstanceOf(Life.Pooled.class);
        story.when(launching(I1, 120_000, "L1", WARM_POOL, ACTIVE_GROUP));
        story.then(I1).isUp("validator-001").answered("L1", CONTINUE);
    }

    @Test
    void a_forged_end_before_the_launch_is_heard_of_does_not_stand_in_its_way() {
        story.given(running(I1, 20));
        story.forged(terminated(I1, 30));
        story.given(launching(I1, 0, "L1")).after(Duration.ofMinutes(10));
        story.then(I1).isUp("validator-001").answered("L1", CONTINUE);
    }

    @Test
    void an_end_of_a_stranger_is_asked_nothing_about_and_forgotten() {
        story.given(terminated(I1, 30)).then(I1).askedNothing();
        story.after(Duration.ofHours(2));
        assertThat(story.state(I1).life()).isInstanceOf(Life.Unseen.class);
        assertThat(story.timersStored()).isZero();
    }
}
