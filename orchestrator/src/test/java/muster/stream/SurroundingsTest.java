package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.schemas.Place.EC2;
import static muster.schemas.Place.WARM_POOL;
import static muster.stream.Events.command;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import muster.instance.Waiting;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.HookToken;
import muster.schemas.Hostname;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.Outcome.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fault of the surroundings decides over no machine, and nothing that was parked stays so when its cause has gone. */
class SurroundingsTest {
    private static final InstanceId I1 = instance(1);
    private static final Outcome DENIED = new Outcome.Blocked(
            Fault.SURROUNDINGS, "AccessDenied: the role may not do it", "grant it to the role of the orchestrator");

    private Story story;

    @BeforeEach
    void open(@TempDir Path folder) {
        story = new Story(DeclaredLifecycles.answeringLast(), folder);
    }

    @AfterEach
    void close() {
        story.close();
    }

    private void deny(Predicate<Effect> what) {
        story.world().fault(effect -> what.test(effect) ? Optional.of(DENIED) : Optional.empty());
    }

    private void grant() {
        story.world().fault(_ -> Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Effect.DescribeInstance.class,
                Effect.ClaimHostname.class,
                Effect.UpsertDns.class,
                Effect.TagInstance.class,
                Effect.CheckAgent.class,
                Effect.SendCommand.class,
                Effect.CompleteHook.class
            })
    void a_denial_of_ten_minutes_in_a_launch_is_waited_for_and_the_machine_comes_up(Class<? extends Effect> kind) {
        deny(kind::isInstance);
        story.world().hookTimeout(Duration.ofSeconds(60));
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(10));
        story.then(I1).hasNotAnswered("L1");
        assertThat(story.world().heartbeats(new HookToken("L1"))).as("beats").isGreaterThan(10);
        assertThat(story.state(I1).progress()).isNotInstanceOf(Progress.Parked.class);
        grant();
        story.after(Duration.ofMinutes(3)).when(command(I1, 800, "command-0", "Success"));
        story.after(Duration.ofMinutes(4))
                .then(I1)
                .answered("L1", CONTINUE)
                .isUp("validator-001")
                .serves();
        assertThat(story.timersStored()).isZero();
    }

    /** Hooks that are answered as soon as they are known are kept open too while their answer is denied. */
    @Test
    void a_hook_of_the_pool_whose_answer_is_denied_is_kept_open() {
        deny(Effect.CompleteHook.class::isInstance);
        story.world().hookTimeout(Duration.ofSeconds(60));
        story.given(launching(I1, 0, "W1", EC2, WARM_POOL), running(I1, 20)).after(Duration.ofMinutes(10));
        assertThat(story.world().heartbeats(new HookToken("W1"))).isGreaterThan(10);
        grant();
        story.after(Duration.ofMinutes(10)).then(I1).answered("W1", CONTINUE);
        assertThat(story.timersStored()).isZero();
    }

    @Test
    void what_stands_in_the_way_is_shown_with_its_remedy() {
        deny(Effect.ClaimHostname.class::isInstance);
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(5));
        assertThat(story.waiting(I1).kind()).isEqualTo(Waiting.Kind.FAULT);
        assertThat(story.waiting(I1).why())
                .startsWith("claim-hostname met AccessDenied: the role may not do it;"
                        + " grant it to the role of the orchestrator; tried again at ")
                .endsWith(" tries");
        grant();
        story.after(Duration.ofMinutes(2));
        assertThat(story.waiting(I1).kind()).isNotEqualTo(Waiting.Kind.FAULT);
    }

    @Test
    void a_denial_is_tried_again_at_most_every_minute() {
        deny(Effect.ClaimHostname.class::isInstance);
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(30));
        assertThat(story.world().calls().stream().filter(Effect.ClaimHostname.class::isInstance))
                .hasSizeBetween(25, 40);
    }

    @Test
    void a_denial_that_outlasts_the_deadline_is_a_failure_with_its_reason() {
        deny(Effect.ClaimHostname.class::isInstance);
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(61));
        story.then(I1).answered("L1", ABANDON);
        assertThat(story.state(I1).progress().toString())
                .contains("not done within PT1H", "AccessDenied: the role may not do it");
    }

    @Test
    void a_life_that_was_parked_for_a_denial_and_let_in_all_the_same_goes_on_when_it_is_granted(@TempDir Path another) {
        try (var kind = new Story(DeclaredLifecycles.answeringLast("answer: ABANDON", "answer: CONTINUE"), another)) {
            kind.world().fault(effect -> effect instanceof Effect.TagInstance ? Optional.of(DENIED) : Optional.empty());
            kind.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(90));
            kind.then(I1).answered("L1", CONTINUE);
            kind.world().fault(_ -> Optional.empty());
            kind.after(Duration.ofMinutes(15))
                    .when(command(I1, 7000, "command-0", "Success"))
                    .after(Duration.ofMinutes(1));
            kind.then(I1).isUp("validator-001").serves();
        }
    }

    @Test
    void a_life_whose_launch_was_abandoned_does_nothing_more(@TempDir Path another) {
        deny(Effect.ClaimHostname.class::isInstance);
        story.given(launching(I1, 0, "L1"), running(I1, 20)).after(Duration.ofMinutes(61));
        grant();
        story.after(Duration.ofHours(3)).then(I1).answered("L1", ABANDON).holdsNothing();
    }

    @Test
    void a_command_that_succeeds_after_it_was_given_up_lets_the_life_go_on(@TempDir Path another) {
        try (var kind = new Story(DeclaredLifecycles.validator(), another)) {
            kind.given(launching(I1, 0, "L1"), running(I1, 20), command(I1, 30, "command-0", "Failed"));
            assertThat(kind.state(I1).progress()).isInstanceOf(Progress.Parked.class);
            kind.when(command(I1, 400, "command-0", "Success"))
                    .then(I1)
                    .serves()
                    .wasStartedAs("validator-001");
        }
    }

    @Test
    void a_stray_name_is_given_back_however_often_that_fails() {
        var full = new boolean[] {true};
        story.world()
                .fault(effect -> effect instanceof Effect.ClaimHostname && full[0]
                        ? Optional.of(new Outcome.NoFreeName("full"))
                        : Optional.empty());
        story.given(launching(I1, 0, "L1"));
        var claim = story.asked().stream()
                .filter(Effect.ClaimHostname.class::isInstance)
                .findFirst()
                .orElseThrow();
        story.when(terminating(I1, 5, "T1"));
        // a process that was paused carries the claim out now; and DynamoDB throttles for a while
        full[0] = false;
        story.carryOutAgain(claim);
        story.world()
                .fault(effect -> effect instanceof Effect.ReleaseHostname ? Optional.of(DENIED) : Optional.empty());
        story.carryOutAgain(claim);
        story.after(Duration.ofMinutes(5));
        grant();
        story.after(Duration.ofMinutes(5)).then(I1).holdsNothing();
        assertThat(story.state(I1).strays()).isEmpty();
    }

    @Test
    void a_foreign_record_costs_one_name_and_not_a_launch_and_stays_as_it_is() {
        var foreign = new DnsRecord(
                "Z0000000000000000000",
                DnsRecord.Type.A,
                new Domain("validator-001.xnet.blade.ethernal.private"),
                "192.0.2.1",
                Duration.ofSeconds(60));
        story.world().foreign(foreign);
        story.given(launching(I1, 0, "L1"), running(I1, 20), command(I1, 30, "command-0", "Success"));
        story.then(I1).isUp("validator-002").serves().hasHad(1).answered("L1", CONTINUE);
        assertThat(story.world().foreignRecords()).containsExactly(foreign);
        assertThat(story.world().takenOut()).containsExactly(new Hostname("validator-001"));
        story.when(terminating(I1, 100, "T1")).then(I1).isGone().holdsNothing();
    }
}
