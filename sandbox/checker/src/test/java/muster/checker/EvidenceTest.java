package muster.checker;

import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import muster.checker.Evidence.Standing;
import org.junit.jupiter.api.Test;

/** I5 to I8, and those parts of I2 and I3 that speak of calls: each broken once. */
class EvidenceTest {
    private static final String A = "i-a";
    private static final String STATE_CHANGE = "EC2 Instance State-change Notification";
    private static final Standing SERVING = new Standing("active", "serving", false, "nothing", "nothing", "running");

    private final WrittenJournal journal =
            journal().started(A, "10.0.0.1", "validator-001", "t1").announced(A, STATE_CHANGE, "", 1, 5);
    private final String event = "e" + (journal.seq() - 1);

    private Evidence wholesome() {
        return new Evidence(
                Set.of(STATE_CHANGE),
                Set.of(event),
                Set.of("not json"),
                Set.of("not json"),
                0,
                List.of(),
                Map.of(A, SERVING),
                Set.of("serving"),
                OptionalLong.of(1),
                List.of(),
                List.of());
    }

    private Evidence with(Standing standing) {
        Evidence e = wholesome();
        return new Evidence(
                e.wantedTypes(),
                e.recorded(),
                e.poison(),
                e.deadLetters(),
                e.unread(),
                e.differences(),
                Map.of(A, standing),
                e.finalStates(),
                e.namesHeld(),
                e.errors(),
                e.secrets());
    }

    private Verdict judge(Evidence evidence) {
        return new Checker(Settings.defaults()).judge(journal.lines(), evidence);
    }

    private void assertBroken(Invariant broken, Evidence evidence, String sentence) {
        Verdict verdict = judge(evidence);
        assertThat(verdict.violationsOf(broken)).singleElement().asString().contains(sentence);
        assertThat(verdict.judged()).containsExactly(Invariant.values());
        assertThat(verdict.judged().stream().filter(other -> other != broken))
                .allSatisfy(other -> assertThat(verdict.violationsOf(other)).isEmpty());
    }

    @Test
    void what_is_as_it_should_be_is_found_so_and_without_evidence_nothing_is_said_of_it() {
        assertThat(judge(wholesome()).holds()).isTrue();
        assertThat(new Checker(Settings.defaults()).judge(journal.lines()).judged())
                .containsExactly(Invariant.I1, Invariant.I2, Invariant.I3, Invariant.I4);
    }

    @Test
    void an_event_that_was_delivered_and_is_nowhere() {
        Evidence e = wholesome();
        assertBroken(
                Invariant.I5,
                new Evidence(
                        e.wantedTypes(),
                        Set.of(),
                        e.poison(),
                        e.deadLetters(),
                        0,
                        List.of(),
                        e.standings(),
                        e.finalStates(),
                        e.namesHeld(),
                        List.of(),
                        List.of()),
                "of i-a (event " + event + ") is on no topic and no dead letter");
    }

    @Test
    void poison_that_is_not_among_the_dead_letters_and_records_that_nobody_read() {
        Evidence e = wholesome();
        Verdict verdict = judge(new Evidence(
                e.wantedTypes(),
                e.recorded(),
                e.poison(),
                Set.of(),
                3,
                List.of(),
                e.standings(),
                e.finalStates(),
                e.namesHeld(),
                List.of(),
                List.of()));
        assertThat(verdict.violationsOf(Invariant.I5))
                .containsExactly(
                        "'not json' is not among the dead letters", "3 records of the input topics were not read");
    }

    @Test
    void a_rebuilt_state_that_differs() {
        Evidence e = wholesome();
        assertBroken(
                Invariant.I6,
                new Evidence(
                        e.wantedTypes(),
                        e.recorded(),
                        e.poison(),
                        e.deadLetters(),
                        0,
                        List.of("i-a differs"),
                        e.standings(),
                        e.finalStates(),
                        e.namesHeld(),
                        List.of(),
                        List.of()),
                "i-a differs");
    }

    @Test
    void an_instance_that_has_not_come_to_its_end() {
        assertBroken(
                Invariant.I7,
                with(new Standing("active", "named", false, "result", "waits for upsert-dns", "running")),
                "i-a (active, named) has not come to its end: waits for upsert-dns");
    }

    @Test
    void an_instance_that_is_parked_unless_its_command_failed() {
        Evidence parked = with(new Standing("active", "starting", true, "operator", "start-service failed", "running"));
        assertBroken(Invariant.I7, parked, "i-a is parked for no cause that stands: start-service failed");

        journal.finished(A, A + ".1.start-service.1", "Failed");
        assertThat(judge(parked).holds()).isTrue();
    }

    @Test
    void an_instance_that_is_dead_for_aws_and_lives_for_muster() {
        journal.ended(A, "10.0.0.1", "validator-001", "t2");
        Evidence e = wholesome();
        Verdict verdict = judge(new Evidence(
                e.wantedTypes(),
                e.recorded(),
                e.poison(),
                e.deadLetters(),
                0,
                List.of(),
                e.standings(),
                e.finalStates(),
                OptionalLong.of(0),
                List.of(),
                List.of()));
        assertThat(verdict.violationsOf(Invariant.I7))
                .singleElement()
                .asString()
                .contains("i-a (active, serving)");
    }

    @Test
    void a_gauge_that_says_another_number_an_error_in_a_log_and_a_secret() {
        Evidence e = wholesome();
        Verdict verdict = judge(new Evidence(
                e.wantedTypes(),
                e.recorded(),
                e.poison(),
                e.deadLetters(),
                0,
                List.of(),
                e.standings(),
                e.finalStates(),
                OptionalLong.of(2),
                List.of("ERROR: a bug"),
                List.of("a.log")));
        assertThat(verdict.violationsOf(Invariant.I8))
                .containsExactly(
                        "Muster's gauge says that 2 names are held; the table has 1",
                        "ERROR: a bug",
                        "a secret stands in a.log");
    }

    @Test
    void a_state_that_ec2_does_not_know() {
        assertBroken(
                Invariant.I8,
                with(new Standing("active", "serving", false, "nothing", "nothing", "stopped")),
                "Muster says that i-a is stopped; EC2 says that it is running");
    }

    @Test
    void a_command_that_is_sent_again_without_a_look_whether_it_is_there() {
        WrittenJournal blind = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .sent(A, A + ".1.start-service.1")
                .sent(A, A + ".1.start-service.1");
        assertThat(judged(blind).violationsOf(Invariant.I2))
                .singleElement()
                .asString()
                .contains("was sent again, and nobody had looked");

        WrittenJournal seeing = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .sent(A, A + ".1.start-service.1")
                .call("ssm", "ListCommands", A, "ok")
                .sent(A, A + ".1.start-service.1");
        assertThat(judged(seeing).holds()).isTrue();

        // one look for the commands of a document serves many instances
        WrittenJournal seeingAll = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .sent(A, A + ".1.start-service.1")
                .call("ssm", "ListCommands", "ok", false)
                .sent(A, A + ".1.start-service.1");
        assertThat(judged(seeingAll).holds()).isTrue();
    }

    @Test
    void a_hook_that_is_asked_for_again_and_again_after_its_answer() {
        WrittenJournal loops = journal().started(A, "10.0.0.1", "validator-001", "t1");
        for (int i = 0; i < Settings.defaults().repeats(); i++) {
            loops.call("autoscaling", "CompleteLifecycleAction", A, "refused");
        }
        assertThat(judged(loops).holds()).isTrue();
        loops.call("autoscaling", "CompleteLifecycleAction", A, "refused");
        assertThat(judged(loops).violationsOf(Invariant.I3))
                .singleElement()
                .asString()
                .contains("more than 8 times with nothing to answer");
    }

    @Test
    void a_timeout_that_the_script_of_faults_forced_is_nobodys_fault() {
        assertThat(judged(journal()
                                .launched(A, "10.0.0.1")
                                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                                .answered(A, "t1", "launching", "ABANDON", "script"))
                        .violationsOf(Invariant.I3))
                .isEmpty();
    }

    private static Verdict judged(WrittenJournal journal) {
        return new Checker(Settings.defaults()).judge(journal.lines());
    }
}
