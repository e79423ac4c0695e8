package muster.instance;

import static muster.instance.Signals.instance;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import muster.instance.Waiting.Kind;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.CommandStatus;
import muster.schemas.DueTime;
import muster.schemas.Ec2State;
import muster.schemas.EffectResult;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.Place;
import muster.schemas.StateName;
import muster.schemas.StepName;
import org.junit.jupiter.api.Test;

/** What is said of an instance at three in the morning. */
class WaitingTest {
    private static final InstanceId I1 = instance(1);
    private static final InstanceId I2 = instance(2);

    private final Lifecycle lifecycle = ValidatorLifecycle.of(1, Lifecycle.OnReturn.RELEASE);
    private final Play play = new Play(new Lifecycles(List.of(lifecycle)));

    private Waiting waiting(InstanceId id) {
        return Waiting.of(play.state(id), Optional.of(lifecycle));
    }

    private void assertWaits(InstanceId id, Kind kind, String... words) {
        var waiting = waiting(id);
        assertThat(waiting.kind()).isEqualTo(kind);
        assertThat(waiting.why()).contains(words);
    }

    private void launch(InstanceId id, String token) {
        play.hear(Signals.launching(id, 0, token, Place.EC2, Place.ACTIVE_GROUP));
    }

    @Test
    void one_that_nobody_has_heard_of_waits_for_nothing() {
        assertWaits(I1, Kind.NOTHING, "none of ours");
    }

    @Test
    void one_in_the_pool_waits_to_be_promoted() {
        play.hear(Signals.launching(I1, 0, "W1", Place.EC2, Place.WARM_POOL));
        assertWaits(I1, Kind.POOL, "warm pool of validator-group");
    }

    @Test
    void a_call_that_has_not_come_back_is_named_with_its_time() {
        launch(I1, "L1");
        play.answerOne();
        assertWaits(
                I1, Kind.RESULT, "waits for the result of claim-hostname (claim-hostname), asked for at 2026-01-13T");
        assertThat(waiting(I1).since()).isPresent();
    }

    @Test
    void an_address_that_is_asked_for_is_what_is_waited_for() {
        launch(I1, "L1");
        assertWaits(I1, Kind.EC2, "waits for EC2 to tell its address: EC2 has said nothing of it");
    }

    @Test
    void without_a_free_name_it_says_in_which_pool_since_when_and_when_it_asks_again() {
        launch(I1, "L1");
        play.settle();
        launch(I2, "L2");
        play.settle();
        assertWaits(I2, Kind.NAME, "waits for a free name in validator-%03d since", "asks again at");
    }

    @Test
    void a_machine_that_does_not_run_says_what_ec2_said_last() {
        play.hear(Signals.ec2(I1, 5, Ec2State.PENDING));
        launch(I1, "L1");
        play.settle();
        assertWaits(I1, Kind.EC2, "waits for running: EC2 said pending at 2026-01-13T00:00:05Z");
    }

    @Test
    void an_agent_that_is_offline_is_what_is_waited_for() {
        play.world().machine(I1).agent = false;
        play.world().machine(I1).state = Ec2State.RUNNING;
        launch(I1, "L1");
        play.hear(Signals.ec2(I1, 5, Ec2State.RUNNING));
        play.settle();
        assertWaits(I1, Kind.AGENT, "waits for its SSM agent to come online; asks again at");
    }

    @Test
    void a_command_that_has_not_ended_is_named() {
        play.world().machine(I1).state = Ec2State.RUNNING;
        launch(I1, "L1");
        play.hear(Signals.ec2(I1, 5, Ec2State.RUNNING));
        play.settle();
        assertWaits(I1, Kind.COMMAND, "waits for the end of start-service, command command-0 of");
    }

    @Test
    void at_the_deadline_it_says_what_was_missing() {
        play.world().machine(I1).agent = false;
        play.world().machine(I1).state = Ec2State.RUNNING;
        launch(I1, "L1");
        play.hear(Signals.ec2(I1, 5, Ec2State.RUNNING));
        play.settle();
        play.wait(Duration.ofMinutes(61));
        assertWaits(I1, Kind.OPERATOR, "parked at admitted", "not done within PT1H", "agent-online");
    }

    /** Carries out everything but one step, which fails. */
    private void settleFailing(InstanceId id, String step) {
        for (var effect = play.asked().poll();
                effect != null;
                effect = play.asked().poll()) {
            play.tell(
                    effect,
                    effect.target().step().value().equals(step)
                            ? new EffectResult(
                                    effect.id(),
                                    id,
                                    effect.generation(),
                                    new Outcome.Failed("Throttling", false),
                                    play.now(),
                                    1)
                            : play.result(effect));
        }
    }

    @Test
    void a_step_that_failed_says_when_it_is_tried_again_and_how_often_it_has_failed() {
        launch(I1, "L1");
        settleFailing(I1, "upsert-dns");
        assertWaits(I1, Kind.RETRY, "waits to try upsert-dns again at 2026-01-13T", ", after 1 failures");
    }

    @Test
    void a_command_that_ended_badly_says_how_and_when_it_is_sent_again() {
        play.world().machine(I1).state = Ec2State.RUNNING;
        play.world().machine(I1).commandsEnd = CommandStatus.DELIVERY_TIMED_OUT;
        launch(I1, "L1");
        play.hear(Signals.ec2(I1, 5, Ec2State.RUNNING));
        play.settle();
        assertWaits(I1, Kind.COMMAND, "waits for the end of start-service");
        for (int tick = 0; tick < 600 && waiting(I1).kind() == Kind.COMMAND; tick++) {
            play.wait(Duration.ofMillis(100));
        }
        assertWaits(I1, Kind.RETRY, "waits to try start-service again at", "command command-0 ended as");
    }

    @Test
    void a_declared_pause_is_named_with_its_end() {
        play.hear(Signals.launching(I1, 0, "L1", Place.EC2, Place.ACTIVE_GROUP));
        var pause = new StepName("settle-down");
        var until = Signals.at(90);
        var paused = play.state(I1)
                .change()
                .progress(new Progress.Moving(
                        new StateName("named"), new StateName("reachable"), "make-it-reachable", List.of(pause)))
                .timers(timers -> timers.put(Timers.pause(pause), new DueTime(until)))
                .build();
        var waiting = Waiting.of(paused, Optional.of(lifecycle));
        assertThat(waiting.kind()).isEqualTo(Kind.CONDITION);
        assertThat(waiting.why()).isEqualTo("waits for settle-down until " + until + " on its way to reachable");
    }

    @Test
    void one_whose_lifecycle_has_been_taken_away_waits_for_it() {
        launch(I1, "L1");
        var waiting = Waiting.of(play.state(I1), Optional.empty());
        assertThat(waiting.kind()).isEqualTo(Kind.DECLARATION);
        assertThat(waiting.why())
                .isEqualTo("its lifecycle validator is in none of the files; its hooks are kept open,"
                        + " and it goes on once that is declared again");
    }

    @Test
    void one_that_serves_waits_for_nothing_and_neither_does_one_that_is_gone() {
        play.world().machine(I1).state = Ec2State.RUNNING;
        launch(I1, "L1");
        play.hear(Signals.ec2(I1, 5, Ec2State.RUNNING));
        play.settle();
        play.wait(Duration.ofMinutes(1));
        assertWaits(I1, Kind.NOTHING, "it is serving");
        play.hear(Signals.ec2(I1, 90, Ec2State.SHUTTING_DOWN));
        assertWaits(I1, Kind.EC2, "says that it has ended", "before anything is given back");
        play.world().machine(I1).state = Ec2State.SHUTTING_DOWN;
        play.answerOne();
        assertWaits(I1, Kind.RESULT, "waits for the result of give-back-dns");
        play.settle();
        assertWaits(I1, Kind.NOTHING, "it has ended at", "left nothing behind");
    }
}
