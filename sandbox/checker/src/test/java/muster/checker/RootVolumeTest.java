package muster.checker;

import static muster.checker.ViolationsTest.assertOnly;
import static muster.checker.ViolationsTest.judge;
import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A root volume replacement: the same life, the same name, and the service once more. */
class RootVolumeTest {
    private static final String A = "i-0000000000000000a";

    private static WrittenJournal replaced() {
        return journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .rootReplaced(A, "t2", "t3")
                .answered(A, "t3", "launching", "CONTINUE", "completion")
                .lifecycle(A, "InService");
    }

    @Test
    void a_service_that_is_started_again_in_the_next_round_is_healthy() {
        var verdict = judge(replaced().ran(A, A + ".1.start-service.2", "validator-001", true));

        assertThat(verdict.holds()).isTrue();
        assertThat(verdict.lives()).isEqualTo(1);
    }

    @Test
    void a_service_that_is_not_started_again() {
        assertOnly(
                Invariant.I2,
                replaced(),
                1,
                "life 1 of " + A + " is in service and was not started on its new root volume");
    }

    @Test
    void a_service_that_is_started_under_the_effect_of_the_lost_disk() {
        var journal = replaced().ran(A, A + ".1.start-service.1", "validator-001", true);

        assertOnly(
                Invariant.I2,
                journal,
                2,
                A + ".1.start-service.1 ran twice on " + A,
                "is no later round of that generation");
    }

    @Test
    void a_service_that_is_started_in_another_generation() {
        assertOnly(
                Invariant.I2,
                replaced().ran(A, A + ".2.start-service.1", "validator-001", true),
                1,
                A + ".2.start-service.1 followed " + A + ".1.start-service.1 on another root volume in life 1 of " + A);
    }

    @Test
    void a_service_that_is_started_twice_on_the_new_disk() {
        assertOnly(
                Invariant.I2,
                replaced()
                        .ran(A, A + ".1.start-service.2", "validator-001", true)
                        .ran(A, A + ".1.start-service.3", "validator-001", true),
                1,
                "start was done twice in life 1 of " + A);
    }

    @Test
    void a_name_that_was_given_back_for_it() {
        var journal = journal().started(A, "10.0.0.1", "validator-001", "t1");
        journal.rootReplaced(A, "t2", "t3").release("validator-001");

        assertThat(judge(journal).violationsOf(Invariant.I4))
                .singleElement()
                .asString()
                .contains("validator-001 was freed in the midst of a life of its owner " + A);
    }

    @Test
    void a_replaced_host_that_goes_on_without_its_name() {
        var journal = journal().started(A, "10.0.0.1", "validator-001", "t1");
        journal.rootReplaced(A, "t2", "t3").release("validator-001");
        journal.answered(A, "t3", "launching", "CONTINUE", "completion");

        assertThat(judge(journal).violationsOf(Invariant.I3))
                .singleElement()
                .asString()
                .contains("the launch of " + A + " was continued, but it owns no hostname");
    }

    @Test
    void the_two_hooks_of_it_are_answered_too() {
        assertOnly(
                Invariant.I3,
                journal().started(A, "10.0.0.1", "validator-001", "t1").rootReplaced(A, "t2", "t3"),
                1,
                "the launch hook of " + A + " (token t3) was never answered");
    }
}
