package muster.checker;

import static muster.checker.WrittenJournal.journal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckerTest {
    private static final String A = "i-0000000000000000a";
    private static final String B = "i-0000000000000000b";

    @Test
    void a_launch_a_return_a_promotion_under_another_name_and_an_end_are_healthy() {
        Verdict verdict = judge(healthy());

        assertThat(verdict.violations().values())
                .allSatisfy(found -> assertThat(found).isEmpty());
        assertThat(verdict.holds()).isTrue();
    }

    @Test
    void calls_are_counted_apart_from_effects() {
        Verdict verdict = judge(journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .call("route53", "ChangeResourceRecordSets", "ok", true)
                .call("route53", "ChangeResourceRecordSets", "ok", false)
                .call("ssm", "SendCommand", "throttled", false));

        assertThat(verdict.calls())
                .containsEntry("ChangeResourceRecordSets", 2L)
                .containsEntry("SendCommand", 1L);
        assertThat(verdict.effects())
                .containsEntry("claim-hostname", 1L)
                .containsEntry("upsert-dns", 1L)
                .containsEntry("tag-instance", 1L)
                .containsEntry("start-service", 1L)
                .containsEntry("complete-hook", 1L)
                .doesNotContainKey("release-hostname");
    }

    @Test
    void the_time_from_launch_to_start_is_that_between_hook_and_run() {
        Verdict verdict = judge(journal().started(A, "10.0.0.1", "validator-001", "t1"));

        // eight lines of 100 ms stand between them
        assertThat(verdict.launchToStarted()).isEqualTo(new Verdict.Latency(1, 800, 800));
    }

    @Test
    void an_unknown_kind_and_an_unknown_key_are_passed_over() {
        assertThat(judge(journal().line("moon-rose", "'phase':'full'")).holds()).isTrue();
    }

    @Test
    void a_gap_in_the_numbers_is_refused() {
        List<String> lines = healthy().lines();

        assertThatThrownBy(() -> new Checker(Settings.defaults()).judge(List.of(lines.get(0), lines.get(2))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("from seq 1 to seq 3");
    }

    @Test
    void a_line_that_is_no_line_of_a_journal_is_refused_and_shown() {
        assertThatThrownBy(() -> new Checker(Settings.defaults()).judge(List.of("{\"seq\":1}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{\"seq\":1}");
    }

    @Test
    void the_program_exits_with_0_where_all_holds_and_with_1_where_not(@TempDir Path folder) throws Exception {
        Path good = Files.write(folder.resolve("good.ndjson"), healthy().lines());
        Path bad = Files.write(
                folder.resolve("bad.ndjson"),
                healthy().launched(B, "10.0.0.9").claim("validator-002", B, 1).lines());
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(run(out, good.toString())).isZero();
        assertThat(run(out, bad.toString(), "0")).isOne();
        assertThat(run(out, folder.resolve("missing").toString())).isEqualTo(2);
        assertThat(run(out)).isEqualTo(2);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("I1 FAILS")
                .contains("validator-002 went to " + B + " while " + A);
    }

    /** A lives, returns to the pool, is promoted under another name; B takes the first name, and ends. */
    private static WrittenJournal healthy() {
        return journal()
                .started(A, "10.0.0.1", "validator-001", "t1")
                .terminateHook(A, "t2", "AutoScalingGroup", "WarmPool")
                .unpoint("validator-001", "10.0.0.1")
                .release("validator-001")
                .answered(A, "t2", "terminating", "CONTINUE", "completion")
                .started(B, "10.0.0.2", "validator-001", "t3")
                .launchHook(A, "t4", "WarmPool", "AutoScalingGroup")
                .claim("validator-002", A, 2)
                .point("validator-002", "10.0.0.1")
                .tag(A, "validator-002")
                .answered(A, "t4", "launching", "CONTINUE", "completion")
                .lifecycle(A, "InService")
                .ran(A, A + ".2.start-service.1", "validator-002", true)
                .ran(A, A + ".2.start-service.1", "validator-002", false)
                .ended(B, "10.0.0.2", "validator-001", "t5");
    }

    private static Verdict judge(WrittenJournal journal) {
        return new Checker(Settings.defaults()).judge(journal.lines());
    }

    private static int run(ByteArrayOutputStream out, String... arguments) {
        PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
        return Main.run(arguments, printed, printed);
    }
}
