package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogsTest {
    private final Path folder;

    LogsTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private void write(String file, String... lines) throws Exception {
        Files.write(folder.resolve(file), List.of(lines));
    }

    @Test
    void an_error_of_ours_is_found_and_what_kafka_owes_to_a_kill_is_not() throws Exception {
        write(
                "a.log",
                "{\"level\":\"INFO\",\"loggerName\":\"muster\",\"formattedMessage\":\"no ERROR here\"}",
                "{\"level\":\"ERROR\",\"loggerName\":\"muster.effects.EffectRunner\",\"formattedMessage\":\"it stops\"}",
                "{\"level\":\"ERROR\",\"loggerName\":\"o.a.k.TaskManager\",\"formattedMessage\":\"Get exceptions for the"
                        + " following tasks: {0_0=TaskCorruptedException\"}",
                "{\"level\":\"ERR");
        write(
                "kafka.log",
                "06:00:00.000 ERROR [x] k.s.ReplicaManager [ReplicaManager broker=1] Error processing append operation on",
                "06:00:00.000 WARN  [x] k.s.Other an ERROR in the text",
                "06:00:00.000 ERROR [x] k.s.Other something else");

        assertThat(new Logs(folder, Duration.ZERO).errors())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("a.log: ") && line.contains("it stops"))
                .anyMatch(line -> line.equals("kafka.log: 06:00:00.000 ERROR [x] k.s.Other something else"));
    }

    @Test
    void a_commit_may_fail_where_kafka_is_away_for_longer_than_it_waits_and_for_no_other_reason() throws Exception {
        var failed =
                "{\"level\":\"ERROR\",\"loggerName\":\"org.apache.kafka.streams.processor.internals.TaskExecutor\","
                        + "\"formattedMessage\":\"stream-thread [t] Committing task(s) 0_2, 0_0 failed.\",\"throwable\":{%s}}";
        write(
                "a.log",
                failed.formatted(
                        "\"className\":\"org.apache.kafka.common.errors.TimeoutException\",\"message\":\"Timeout"
                                + " expired after 60000ms while awaiting TxnOffsetCommitHandler. SendOffsetsToTransaction timed"
                                + " out\""),
                failed.formatted("\"className\":\"java.lang.IllegalStateException\""));

        assertThat(new Logs(folder, Duration.ofSeconds(70)).errors())
                .singleElement()
                .asString()
                .contains("IllegalStateException");
        assertThat(new Logs(folder, Duration.ofSeconds(12)).errors()).hasSize(2);
    }

    @Test
    void a_secret_is_told_by_its_file_alone() throws Exception {
        write("a.log", "harmless");
        write("b.log", "with swordfish", "and swordfish");

        assertThat(new Logs(folder, Duration.ZERO).containing("swordfish")).containsExactly("b.log");
    }
}
