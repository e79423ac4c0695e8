package muster.checker;

import static muster.checker.ViolationsTest.assertOnly;
import static muster.checker.ViolationsTest.judge;
import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** I3 where a transition has several hooks, where a launch is given up, and where a hook ends without an answer. */
class HookRulesTest {
    private static final String A = "i-0000000000000000a";
    private static final String LAUNCH_ACTION = "EC2 Instance-launch Lifecycle Action";
    private static final String TERMINATE_ACTION = "EC2 Instance-terminate Lifecycle Action";

    private static WrittenJournal twoLaunchHooks() {
        return journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .launchHook(A, "t2", "EC2", "AutoScalingGroup")
                .state(A, "running")
                .claim("validator-001", A, 1)
                .point("validator-001", "10.0.0.1")
                .tag(A, "validator-001");
    }

    @Test
    void two_hooks_of_one_transition_that_get_one_answer_each_are_healthy() {
        var journal = twoLaunchHooks()
                .answered(A, "t2", "launching", "CONTINUE", "completion")
                .answered(A, "t1", "launching", "CONTINUE", "completion")
                .lifecycle(A, "InService")
                .ran(A, A + ".1.start-service.1", "validator-001", true)
                .terminateHook(A, "t3", "AutoScalingGroup", "EC2")
                .terminateHook(A, "t4", "AutoScalingGroup", "EC2")
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .answered(A, "t3", "terminating", "CONTINUE", "completion")
                .answered(A, "t4", "terminating", "CONTINUE", "completion")
                .state(A, "shutting-down");

        var verdict = judge(journal);

        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.lives()).isEqualTo(1);
    }

    @Test
    void one_hook_of_two_that_was_never_answered() {
        assertOnly(
                Invariant.I3,
                twoLaunchHooks().answered(A, "t1", "launching", "CONTINUE", "completion"),
                1,
                "the launch hook of " + A + " (token t2) was never answered");
    }

    @Test
    void one_hook_of_two_that_was_answered_twice() {
        assertOnly(
                Invariant.I3,
                twoLaunchHooks()
                        .answered(A, "t1", "launching", "CONTINUE", "completion")
                        .answered(A, "t2", "launching", "CONTINUE", "completion")
                        .answered(A, "t2", "launching", "CONTINUE", "completion"),
                1,
                "token t2 of " + A + " was answered twice");
    }

    @Test
    void two_hooks_of_one_transition_that_get_different_answers() {
        assertOnly(
                Invariant.I3,
                twoLaunchHooks()
                        .answered(A, "t1", "launching", "CONTINUE", "completion")
                        .finished(A, A + ".1.start-service.1", "Failed")
                        .answered(A, "t2", "launching", "ABANDON", "completion"),
                1,
                "the launch hooks of one transition of " + A + " were answered CONTINUE and ABANDON");
    }

    @Test
    void hooks_of_two_transitions_may_get_different_answers() {
        var journal = twoLaunchHooks()
                .answered(A, "t1", "launching", "CONTINUE", "completion")
                .answered(A, "t2", "launching", "CONTINUE", "completion")
                .terminateHook(A, "t3", "AutoScalingGroup", "WarmPool")
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .answered(A, "t3", "terminating", "CONTINUE", "completion")
                .launchHook(A, "t4", "WarmPool", "AutoScalingGroup")
                .finished(A, A + ".2.start-service.1", "Failed")
                .answered(A, "t4", "launching", "ABANDON", "completion");

        assertThat(judge(journal).violationsOf(Invariant.I3)).isEmpty();
    }

    @Test
    void a_hook_that_was_withdrawn_because_another_one_was_abandoned_needs_no_answer() {
        var journal = twoLaunchHooks()
                .finished(A, A + ".1.start-service.1", "Failed")
                .answered(A, "t1", "launching", "ABANDON", "completion")
                .line("hook-withdrawn", "'instance':'%s','token':'t2','transition':'launching'", A)
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .state(A, "shutting-down");

        assertThat(judge(journal).holds()).isTrue();
    }

    @Test
    void a_terminate_hook_that_was_abandoned() {
        var journal = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .terminateHook(A, "t2", "AutoScalingGroup", "EC2")
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .answered(A, "t2", "terminating", "ABANDON", "completion");

        assertOnly(Invariant.I3, journal, 1, "the terminate hook of " + A + " was answered ABANDON");
    }

    @Test
    void a_launch_that_was_given_up_while_only_the_surroundings_had_faults() {
        var journal = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .faulty("dynamodb", "TransactWriteItems", "ACCESS_DENIED")
                .faulty("dynamodb", "TransactWriteItems", "ACCESS_DENIED")
                .faulty("dynamodb", "TransactWriteItems", "EXPIRED_TOKEN")
                .after(Duration.ofMinutes(59))
                .answered(A, "t1", "launching", "ABANDON", "completion");

        assertOnly(
                Invariant.I3,
                journal,
                1,
                "the launch of " + A + " was given up, and nothing of its own stood in its way but faults of its"
                        + " surroundings: ACCESS_DENIED 2 times, EXPIRED_TOKEN 1 times (seq 2, seq 6)");
    }

    @Test
    void a_launch_that_was_given_up_at_its_deadline_or_because_its_command_failed_is_no_violation() {
        var late = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .faulty("dynamodb", "TransactWriteItems", "ACCESS_DENIED")
                .after(Duration.ofMinutes(60))
                .answered(A, "t1", "launching", "ABANDON", "completion");
        var failed = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .finished(A, A + ".1.start-service.1", "Failed")
                .answered(A, "t1", "launching", "ABANDON", "completion");
        var dead = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .state(A, "shutting-down")
                .answered(A, "t1", "launching", "ABANDON", "completion");

        assertThat(judge(late).holds()).isTrue();
        assertThat(judge(failed).holds()).isTrue();
        assertThat(judge(dead).holds()).isTrue();
    }

    @Test
    void a_launch_that_was_given_up_because_one_command_was_not_delivered() {
        var journal = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                .finished(A, A + ".1.start-service.1", "DeliveryTimedOut")
                .answered(A, "t1", "launching", "ABANDON", "completion");

        assertOnly(Invariant.I3, journal, 1, "the launch of " + A + " was given up");
    }

    @Test
    void a_launch_into_the_pool_that_was_given_up() {
        var journal = journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "WarmPool")
                .answered(A, "t1", "launching", "ABANDON", "completion");

        assertOnly(Invariant.I3, journal, 1, "the launch of " + A + " was given up");
    }

    @Test
    void a_hook_whose_time_was_over_before_its_event_came_is_nobodys_fault() {
        assertThat(judge(timedOutBefore(Duration.ofSeconds(90))).holds()).isTrue();
        assertOnly(
                Invariant.I3,
                timedOutBefore(Duration.ofSeconds(30)),
                1,
                "the launch hook of " + A + " was answered by its timeout");
    }

    private static WrittenJournal timedOutBefore(Duration delay) {
        return journal()
                .launched(A, "10.0.0.1")
                .launchHook(A, "t1", "EC2", "WarmPool")
                .announced(A, LAUNCH_ACTION, "t1", 1, delay.toMillis())
                .after(Duration.ofSeconds(60))
                .answered(A, "t1", "launching", "ABANDON", "timeout");
    }

    @Test
    void what_the_deletion_of_a_hook_or_the_script_of_faults_answered_is_nobodys_fault() {
        for (String by : new String[] {"deletion", "script"}) {
            assertThat(judge(journal()
                                    .launched(A, "10.0.0.1")
                                    .launchHook(A, "t1", "EC2", "AutoScalingGroup")
                                    .answered(A, "t1", "launching", "ABANDON", by))
                            .holds())
                    .as(by)
                    .isTrue();
        }
    }

    @Test
    void a_group_that_was_deleted_by_force_leaves_nothing_behind() {
        var journal = journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .terminateHook(A, "t2", "AutoScalingGroup", "EC2")
                .announced(A, TERMINATE_ACTION, "t2", 1, 10)
                .line("group-deleted", "'group':'validators','force':true")
                .line("hook-withdrawn", "'instance':'%s','token':'t2','transition':'terminating'", A)
                .state(A, "shutting-down");
        assertOnly(
                Invariant.I4,
                journal,
                2,
                "validator-001 still belongs to " + A + ", which has terminated",
                "A validator-001.xnet.example. is still there for " + A);

        assertThat(judge(journal.unpoint("validator-001", "10.0.0.1").release("validator-001"))
                        .holds())
                .isTrue();
    }
}
