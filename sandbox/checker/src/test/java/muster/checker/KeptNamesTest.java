package muster.checker;

import static muster.checker.ViolationsTest.assertOnly;
import static muster.checker.ViolationsTest.judge;
import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What runs on keeps its name: in Standby, detached and retained. And what a service calls itself is its host's name. */
class KeptNamesTest {
    private static final String A = "i-0000000000000000a";
    private static final String B = "i-0000000000000000b";

    private static WrittenJournal inStandby() {
        return journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .line("entered-standby", "'instance':'%s','group':'validators'", A)
                .lifecycle(A, "Standby");
    }

    private static WrittenJournal detached() {
        return journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .line("detached", "'instance':'%s','group':'validators'", A)
                .lifecycle(A, "Detached");
    }

    private static WrittenJournal retained() {
        return journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .terminateHook(A, "t2", "AutoScalingGroup", "EC2")
                .answered(A, "t2", "terminating", "ABANDON", "script")
                .lifecycle(A, "Terminating:Retained");
    }

    @Test
    void what_runs_on_with_its_name_is_healthy() {
        assertThat(judge(inStandby()).holds()).isTrue();
        assertThat(judge(detached()).holds()).isTrue();
        assertThat(judge(retained()).holds()).isTrue();
    }

    @Test
    void what_ends_after_it_gives_its_name_back() {
        for (var journal : new WrittenJournal[] {inStandby(), detached(), retained()}) {
            journal.state(A, "shutting-down");
            assertOnly(
                    Invariant.I4,
                    journal,
                    2,
                    "validator-001 still belongs to " + A + ", which has terminated",
                    "A validator-001.xnet.example. is still there");
            journal.unpoint("validator-001", "10.0.0.1").release("validator-001");
            assertThat(judge(journal).holds()).isTrue();
        }
    }

    @Test
    void a_name_that_is_taken_from_what_runs_on() {
        for (var journal : new WrittenJournal[] {inStandby(), detached()}) {
            assertOnly(
                    Invariant.I4,
                    journal.release("validator-001"),
                    1,
                    "validator-001 was freed in the midst of a life of its owner " + A);
        }
    }

    @Test
    void a_retained_host_whose_name_was_given_back() {
        var journal = journal().started(A, "10.0.0.1", "validator-001", "t1");
        journal.terminateHook(A, "t2", "AutoScalingGroup", "EC2")
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .answered(A, "t2", "terminating", "ABANDON", "script")
                .lifecycle(A, "Terminating:Retained");

        assertOnly(Invariant.I1, journal, 1, A + " was retained and runs, and its name was taken from it");
    }

    @Test
    void a_name_that_goes_to_another_while_its_owner_runs_on() {
        for (var journal : new WrittenJournal[] {inStandby(), detached(), retained()}) {
            journal.launched(B, "10.0.0.2").claim("validator-001", B, 1);
            assertThat(judge(journal).violationsOf(Invariant.I1))
                    .anyMatch(it ->
                            it.startsWith("validator-001 went to " + B + " while " + A + ", which lives, owned it"));
        }
    }

    @Test
    void a_service_that_starts_under_a_name_that_its_host_does_not_hold() {
        var journal = journal().started(A, "10.0.0.1", "validator-001", "t1").rootReplaced(A, "t2", "t3");
        journal.answered(A, "t3", "launching", "CONTINUE", "completion").lifecycle(A, "InService");
        journal.ran(A, A + ".1.start-service.2", "validator-009", true);

        assertOnly(
                Invariant.I1,
                journal,
                1,
                A + " started as 'validator-009.xnet.example', which it does not hold (seq " + journal.seq() + ")");
    }

    @Test
    void a_service_that_starts_under_no_name_because_the_metadata_lag() {
        var journal = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .claim("validator-001", A, 1)
                .point("validator-001", "10.0.0.1")
                .tag(A, "validator-001")
                .answered(A, "t1", "launching", "CONTINUE", "completion")
                .lifecycle(A, "InService")
                .ranByMetadata(A, A + ".1.start-service.1", "");

        assertOnly(Invariant.I1, journal, 1, A + " started as '', which it does not hold");
    }

    @Test
    void a_command_that_was_under_way_when_the_life_ended_is_no_violation() {
        var journal = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .ended(A, "10.0.0.1", "validator-001", "t2")
                .ran(A, A + ".1.start-service.2", "validator-001", true);

        assertThat(judge(journal).violationsOf(Invariant.I1)).isEmpty();
    }

    @Test
    void a_record_of_another_tool_on_a_name_of_the_pool() {
        var journal = journal()
                .line(
                        "record-upserted",
                        "'zone':'Z1','name':'validator-007.xnet.example.','type':'CNAME','values':['elsewhere.'],"
                                + "'ttl':60,'changed':true")
                .started(A, "10.0.0.1", "validator-001", "t1");
        assertThat(judge(journal).holds()).isTrue();

        journal.line(
                "record-deleted",
                "'zone':'Z1','name':'validator-007.xnet.example.','type':'CNAME','values':['elsewhere.'],"
                        + "'ttl':60,'changed':true");
        assertOnly(Invariant.I4, journal, 1, "CNAME validator-007.xnet.example. was deleted, which is not Muster's");
    }

    @Test
    void a_life_may_take_another_name_where_the_first_bears_a_record_of_another_tool() {
        for (String first : new String[] {"validator-007", "validator-008"}) {
            var journal = journal()
                    .point("validator-007", "192.0.2.9")
                    .launched(A, "10.0.0.1")
                    .claim(first, A, 1)
                    .release(first)
                    .claim("validator-001", A, 1);
            assertThat(judge(journal).violationsOf(Invariant.I2)).hasSize(first.equals("validator-007") ? 0 : 1);
        }
    }

    @Test
    void a_text_record_of_another_tool_that_was_overwritten() {
        var journal = journal()
                .line(
                        "record-upserted",
                        "'zone':'Z1','name':'validator-001.xnet.example.','type':'TXT','values':['mine'],'ttl':60,"
                                + "'changed':true")
                .started(A, "10.0.0.1", "validator-001", "t1")
                .line(
                        "record-upserted",
                        "'zone':'Z1','name':'validator-001.xnet.example.','type':'TXT','values':['muster'],'ttl':60,"
                                + "'changed':true,'previous':['mine']");

        assertOnly(Invariant.I4, journal, 1, "TXT validator-001.xnet.example. was overwritten, which is not Muster's");
    }

    @Test
    void an_instance_without_any_ipv4_address_is_known_by_its_ipv6_address() {
        var journal = journal()
                .line(
                        "instance-launched",
                        "'instance':'%s','group':'validators','into':'none','ipv6':'2001:db8::1','launchTime':'x'",
                        A)
                .line(
                        "record-upserted",
                        "'zone':'Z1','name':'validator-001.xnet.example.','type':'AAAA','values':['2001:db8::1'],"
                                + "'ttl':60,'changed':true");

        assertOnly(Invariant.I1, journal, 1, "AAAA validator-001.xnet.example. was pointed at " + A);
    }
}
