package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a killed process leaves of the store for readers is not opened again: that would fail at each start. */
class ReadersStoreTest {
    private ReadersStore store;
    private Path file;

    @BeforeEach
    void a_store_with_a_file(@TempDir Path folder) throws IOException {
        store = new ReadersStore(new KafkaSettings(
                "",
                "app",
                folder.toString(),
                "",
                1,
                0,
                Duration.ofMillis(100),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                false,
                Map.of()));
        file = Files.createDirectories(folder.resolve("app/global/rocksdb/all-instances"))
                .resolve("000007.sst");
        Files.writeString(file, "states");
    }

    @Test
    void what_a_killed_process_left_is_read_anew() {
        store.begin();
        assertThat(file).doesNotExist();
    }

    @Test
    void what_a_stop_in_order_left_is_kept_once() {
        store.end();
        store.begin();
        assertThat(file).exists();
        // and then this process is killed
        store.begin();
        assertThat(file).doesNotExist();
    }
}
