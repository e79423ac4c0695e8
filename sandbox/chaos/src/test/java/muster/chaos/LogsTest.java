package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
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

        assertThat(new Logs(folder).errors())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("a.log: ") && line.contains("it stops"))
                .anyMatch(line -> line.equals("kafka.log: 06:00:00.000 ERROR [x] k.s.Other something else"));
    }

    @Test
    void a_secret_is_told_by_its_file_alone() throws Exception {
        write("a.log", "harmless");
        write("b.log", "with swordfish", "and swordfish");

        assertThat(new Logs(folder).containing("swordfish")).containsExactly("b.log");
    }
}
