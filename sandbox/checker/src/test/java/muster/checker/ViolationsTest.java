package muster.checker;

import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A journal per rule that breaks it. Each breaks that rule alone, so that a rule that sees too much is found too. */
class ViolationsTest {
    private static final String A = "i-0000000000000000a";
    private static final String B = "i-0000000000000000b";
    private static final String STATE_CHANGE = "EC2 Instance State-change Notification";
    private static final String TERMINATE_ACTION = "EC2 Instance-terminate Lifecycle Action";

    @Nested
    class I1 {
        @Test
        void a_claim_that_replaces_a_live_owner() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").launched(B, "10.0.0.2");
            journal.claim("validator-001", B, 1);

            assertOnly(
                    Invariant.I1,
                    journal,
                    2,
                    "validator-001 went to " + B + " while " + A + ", which lives, owned it (seq 4, seq 12)");
        }

        @Test
        void a_claim_on_the_name_of_a_dead_owner_is_no_violation() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .state(A, "shutting-down")
                    .unpoint("validator-001", "10.0.0.1")
                    .started(B, "10.0.0.2", "validator-001", "t2");

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_claim_while_the_record_points_at_another_live_host() {
            var journal = journal().started(A, "10.0.0.1", "validator-001", "t1");
            journal.terminateHook(A, "t2", "AutoScalingGroup", "WarmPool").release("validator-001");
            journal.launched(B, "10.0.0.2").claim("validator-001", B, 1).unpoint("validator-001", "10.0.0.1");
            journal.answered(A, "t2", "terminating", "CONTINUE", "completion");

            assertOnly(Invariant.I1, journal, 1, "while its record still pointed at " + A);
        }

        @Test
        void a_tag_that_another_live_host_wears_and_owns() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .launched(B, "10.0.0.2")
                    .tag(B, "validator-001");

            assertOnly(Invariant.I1, journal, 2, B + " was tagged validator-001.xnet.example");
        }

        @Test
        void the_tag_that_a_pooled_host_still_carries_is_no_violation() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .terminateHook(A, "t2", "AutoScalingGroup", "WarmPool")
                    .unpoint("validator-001", "10.0.0.1")
                    .release("validator-001")
                    .answered(A, "t2", "terminating", "CONTINUE", "completion")
                    .started(B, "10.0.0.2", "validator-001", "t3");

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_record_that_points_at_a_host_that_does_not_own_the_name() {
            var journal = journal().launched(A, "10.0.0.1").point("validator-001", "10.0.0.1");

            assertOnly(Invariant.I1, journal, 1, "pointed at " + A + " (10.0.0.1), but nobody owns the name (seq 2)");
        }

        @Test
        void two_hosts_that_start_under_one_name() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .launched(B, "10.0.0.2")
                    .launchHook(B, "t2", "EC2", "AutoScalingGroup")
                    .answered(B, "t2", "launching", "ABANDON", "script")
                    .ran(B, B + ".1.start-service.1", "validator-001", true);

            assertOnly(Invariant.I1, journal, 2, B + " started as validator-001.xnet.example while " + A + " serves");
        }
    }

    @Nested
    class I2 {
        @Test
        void one_effect_that_ran_twice() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .ran(A, A + ".1.start-service.1", "validator-001", true);

            assertOnly(Invariant.I2, journal, 2, A + ".1.start-service.1 ran twice on " + A + " (seq 10, seq 11)");
        }

        @Test
        void two_rounds_that_both_ran_in_one_life() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .ran(A, A + ".1.start-service.2", "validator-001", true);

            assertOnly(Invariant.I2, journal, 1, "start was done twice in life 1 of " + A);
        }

        @Test
        void a_second_round_after_a_failed_one_is_no_violation() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .finished(A, A + ".1.start-service.1", "Failed")
                    .ran(A, A + ".1.start-service.2", "validator-001", true);

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_host_in_service_that_was_never_started() {
            var lines = journal().started(A, "10.0.0.1", "validator-001", "t1").lines();

            var verdict = new Checker(Settings.defaults()).judge(lines.subList(0, lines.size() - 1));

            assertThat(verdict.violationsOf(Invariant.I2))
                    .containsExactly("life 1 of " + A + " is in service and was never started (seq 2, seq 8)");
        }

        @Test
        void a_host_whose_service_said_no_was_asked_to_start() {
            var failed = new ArrayList<>(
                    journal().started(A, "10.0.0.1", "validator-001", "t1").lines());
            failed.add(failed.removeLast()
                    .replace("\"kind\":\"command-ran\"", "\"kind\":\"command-finished\",\"status\":\"Failed\""));
            assertThat(new Checker(Settings.defaults()).judge(failed).holds()).isTrue();
        }

        @Test
        void a_host_that_has_just_come_into_service_may_yet_be_started() {
            var lines = journal().started(A, "10.0.0.1", "validator-001", "t1").lines();

            var verdict = new Checker(Settings.defaults().withSettle(Duration.ofSeconds(5)))
                    .judge(lines.subList(0, lines.size() - 1));

            assertThat(verdict.holds()).isTrue();
        }

        @Test
        void a_host_whose_agent_is_away_need_not_be_started() {
            var journal = journal();
            journal.launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "AutoScalingGroup");
            journal.claim("validator-001", A, 1)
                    .point("validator-001", "10.0.0.1")
                    .tag(A, "validator-001");
            journal.answered(A, "t1", "launching", "CONTINUE", "completion").lifecycle(A, "InService");
            journal.line("agent-offline", "'instance':'%s'", A);

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_service_on_a_host_that_never_left_the_pool() {
            var journal = journal().launched(A, "10.0.0.1").ran(A, A + ".0.start-service.1", "", true);

            assertOnly(Invariant.I2, journal, 1, "which has never been in the active group");
        }

        @Test
        void an_instance_that_takes_a_second_name() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").claim("validator-002", A, 2);

            assertOnly(Invariant.I2, journal, 1, A + " took validator-002 while it held validator-001");
        }

        @Test
        void a_generation_that_takes_a_name_again_after_it_gave_it_back() {
            var journal = journal().launched(A, "10.0.0.1").claim("validator-001", A, 1);
            journal.release("validator-001").claim("validator-002", A, 1);

            assertOnly(
                    Invariant.I2,
                    journal,
                    1,
                    "generation 1 of " + A + " took a name twice, the second time validator-002");
        }
    }

    @Nested
    class I3 {
        @Test
        void a_token_that_was_answered_twice() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .answered(A, "t1", "launching", "CONTINUE", "completion");

            assertOnly(Invariant.I3, journal, 1, "token t1 of " + A + " was answered twice (seq 7, seq 11)");
        }

        @Test
        void a_hook_that_was_never_answered() {
            var journal = journal().launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "WarmPool");

            assertOnly(Invariant.I3, journal, 1, "the launch hook of " + A + " (token t1) was never answered");
        }

        @Test
        void a_hook_that_timed_out_on_a_live_instance() {
            var journal = journal()
                    .launched(A, "10.0.0.1")
                    .launchHook(A, "t1", "EC2", "WarmPool")
                    .answered(A, "t1", "launching", "ABANDON", "timeout");

            assertOnly(Invariant.I3, journal, 1, "the launch hook of " + A + " was answered by its timeout");
        }

        @Test
        void a_hook_that_timed_out_or_stayed_open_on_a_dead_instance_is_no_violation() {
            var journal = journal()
                    .launched(A, "10.0.0.1")
                    .launchHook(A, "t1", "EC2", "WarmPool")
                    .state(A, "shutting-down")
                    .answered(A, "t1", "launching", "ABANDON", "timeout")
                    .terminateHook(A, "t2", "WarmPool", "EC2");

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_continue_without_name_without_record_or_without_tag() {
            var bare = journal().launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "AutoScalingGroup");
            bare.answered(A, "t1", "launching", "CONTINUE", "completion");
            assertOnly(Invariant.I3, bare, 1, "it owns no hostname");

            var unresolved = journal().launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "AutoScalingGroup");
            unresolved.claim("validator-001", A, 1).tag(A, "validator-001");
            unresolved.answered(A, "t1", "launching", "CONTINUE", "completion");
            assertOnly(Invariant.I3, unresolved, 1, "no record of validator-001 points at it");

            var untagged = journal().launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "AutoScalingGroup");
            untagged.claim("validator-001", A, 1).point("validator-001", "10.0.0.1");
            untagged.answered(A, "t1", "launching", "CONTINUE", "completion");
            assertOnly(Invariant.I3, untagged, 1, "its tag Hostname is '', not validator-001");
        }

        @Test
        void a_continue_into_the_pool_needs_no_name() {
            var journal = journal().launched(A, "10.0.0.1").launchHook(A, "t1", "EC2", "WarmPool");
            journal.answered(A, "t1", "launching", "CONTINUE", "completion");

            assertThat(judge(journal).holds()).isTrue();
        }

        @Test
        void a_continue_after_a_terminate_that_had_been_delivered() {
            assertOnly(
                    Invariant.I3,
                    endBeforeTheAnswer(1, 500),
                    1,
                    "was continued after its end was known (seq 3, seq 7)");
        }

        @Test
        void a_continue_after_a_terminate_that_was_lost_or_still_on_its_way_is_no_violation() {
            assertThat(judge(endBeforeTheAnswer(0, 0)).holds()).isTrue();
            assertThat(judge(endBeforeTheAnswer(1, 9_000)).holds()).isTrue();
        }

        @Test
        void a_continue_after_a_shutdown_that_had_been_delivered() {
            var journal = journal()
                    .launched(A, "10.0.0.1")
                    .launchHook(A, "t1", "EC2", "WarmPool")
                    .state(A, "shutting-down")
                    .announced(A, STATE_CHANGE, "", 1, 100)
                    .after(Duration.ofSeconds(5))
                    .answered(A, "t1", "launching", "CONTINUE", "completion");

            assertOnly(Invariant.I3, journal, 1, "was continued after its end was known");
        }

        /** The answer comes five seconds after the terminate hook opened. */
        private static WrittenJournal endBeforeTheAnswer(int deliveries, long delayMillis) {
            return journal()
                    .launched(A, "10.0.0.1")
                    .launchHook(A, "t1", "EC2", "WarmPool")
                    .terminateHook(A, "t2", "WarmPool", "EC2")
                    .announced(A, TERMINATE_ACTION, "t2", deliveries, delayMillis)
                    .announced(A, TERMINATE_ACTION, "t2", 2, 0)
                    .after(Duration.ofSeconds(5))
                    .answered(A, "t2", "terminating", "CONTINUE", "completion")
                    .answered(A, "t1", "launching", "CONTINUE", "completion");
        }
    }

    @Nested
    class I4 {
        @Test
        void a_name_that_a_dead_instance_still_owns() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").state(A, "shutting-down");
            journal.unpoint("validator-001", "10.0.0.1");

            assertOnly(
                    Invariant.I4,
                    journal,
                    1,
                    "validator-001 still belongs to " + A + ", which has terminated (seq 4, seq 11)");
        }

        @Test
        void a_name_that_a_pooled_instance_still_owns_unless_names_stay() {
            var journal = journal()
                    .started(A, "10.0.0.1", "validator-001", "t1")
                    .terminateHook(A, "t2", "AutoScalingGroup", "WarmPool")
                    .answered(A, "t2", "terminating", "CONTINUE", "completion");
            var keeping = new Settings("Hostnames", Duration.ZERO, Duration.ofSeconds(2), true, 8, Duration.ofHours(1));

            assertOnly(
                    Invariant.I4,
                    journal,
                    2,
                    "validator-001 still belongs to " + A + ", which returned to the pool",
                    "A validator-001.xnet.example. is still there for " + A);
            assertThat(new Checker(keeping).judge(journal.lines()).holds()).isTrue();
        }

        @Test
        void a_record_that_a_dead_instance_left() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").state(A, "shutting-down");
            journal.release("validator-001");

            assertOnly(
                    Invariant.I4, journal, 1, "A validator-001.xnet.example. is still there for " + A + " (10.0.0.1)");
        }

        @Test
        void a_reverse_record_that_a_dead_instance_left() {
            var journal = journal().launched(A, "10.0.0.1");
            journal.line(
                    "record-upserted",
                    "'zone':'Z2','name':'1.0.0.10.in-addr.arpa.','type':'PTR','values':['validator-001.'],'ttl':60,'changed':true");
            journal.state(A, "shutting-down");

            assertOnly(Invariant.I4, journal, 1, "PTR 1.0.0.10.in-addr.arpa. is still there for " + A);
        }

        @Test
        void what_has_just_ended_may_yet_be_cleaned_up() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").state(A, "shutting-down");

            var verdict = new Checker(Settings.defaults().withSettle(Duration.ofSeconds(5))).judge(journal.lines());

            assertThat(verdict.holds()).isTrue();
        }

        @Test
        void a_record_of_somebody_else_that_was_deleted() {
            var journal =
                    journal().launched(A, "10.0.0.1").point("web", "192.0.2.7").unpoint("web", "192.0.2.7");

            assertOnly(
                    Invariant.I4,
                    journal,
                    1,
                    "A web.xnet.example. was deleted, which pointed at 192.0.2.7, no instance of ours");
        }

        @Test
        void a_record_of_somebody_else_that_was_overwritten() {
            var journal = journal().launched(A, "10.0.0.1").point("validator-001", "192.0.2.7");
            journal.claim("validator-001", A, 1).point("validator-001", "10.0.0.1", "192.0.2.7");

            assertOnly(
                    Invariant.I4,
                    journal,
                    1,
                    "A validator-001.xnet.example. was overwritten, which pointed at 192.0.2.7");
        }

        @Test
        void the_record_of_a_live_owner_that_was_deleted() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").unpoint("validator-001", "10.0.0.1");

            assertOnly(Invariant.I4, journal, 1, "was deleted while " + A + " lives and owns the name");
        }

        @Test
        void the_name_of_a_live_owner_that_was_freed() {
            var journal =
                    journal().started(A, "10.0.0.1", "validator-001", "t1").release("validator-001");

            assertOnly(Invariant.I4, journal, 1, "validator-001 was freed in the midst of a life of its owner " + A);
        }
    }

    static Verdict judge(WrittenJournal journal) {
        return new Checker(Settings.defaults()).judge(journal.lines());
    }

    static void assertOnly(Invariant broken, WrittenJournal journal, int count, String... sentences) {
        Verdict verdict = judge(journal);
        List<String> found = verdict.violationsOf(broken);
        assertThat(found).hasSize(count);
        assertThat(String.join("\n", found)).contains(sentences);
        assertThat(verdict.judged().stream().filter(invariant -> invariant != broken))
                .allSatisfy(other -> assertThat(verdict.violationsOf(other)).isEmpty());
    }
}
