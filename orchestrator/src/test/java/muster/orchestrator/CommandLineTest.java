package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the program says to what it cannot mean. */
@Isolated
class CommandLineTest {
    private record Ran(int code, String out, String err) {}

    private static Ran run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var before = System.err;
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            var code = OrchestratorCommand.run(
                    Map.of(),
                    false,
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    new PrintStream(err, true, StandardCharsets.UTF_8),
                    arguments);
            return new Ran(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        } finally {
            System.setErr(before);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i-0123456789abcdef0; reboot", "$(reboot)", "i-\n", "", "I-0123456789ABCDEF0"})
    void an_id_that_can_be_nobody_s_is_refused_in_a_sentence(String id) {
        var ran = run("export", id);
        assertThat(ran.code()).isNotZero();
        assertThat(ran.err()).startsWith("orchestrator: instance id: '").contains("expected:");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void a_rebuild_needs_a_new_name() {
        assertThat(run("rebuild").err()).contains("Missing required option: '--to=NAME'");
        assertThat(run("rebuild", "--to", "one", "--from", "one").err())
                .contains("--to must be another name than that of the old generation, one");
    }

    @Test
    void a_replay_must_be_said_to_be_dry() {
        assertThat(run("replay").err()).contains("Missing required option: '--dry-run'");
    }

    @Test
    void a_history_that_is_not_there_or_none_is_named(@TempDir Path folder) throws Exception {
        assertThat(run("verify", "--file", folder.resolve("nowhere").toString()).err())
                .contains("can't be read");
        var nonsense = Files.writeString(folder.resolve("nonsense"), "{}\nnonsense\n");
        var ran = run("verify", "--file", nonsense.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("line 1: not a journal entry", "line 2: not a journal entry", "2 problems");
    }

    @Test
    void a_word_that_is_no_command_is_refused() {
        assertThat(run("rebiuld").code()).isEqualTo(2);
        assertThat(run("--help").code()).isZero();
    }
}
