package muster.orchestrator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of the store for readers, which Kafka Streams calls global. Where a process was killed it refuses them at each
 * further start, and does not delete them as it does the others (KAFKA-21034, open for 4.3): the program would never start
 * again. So they go, unless the process before has said that it stopped in order; the topic has all that was in them.
 */
final class ReadersStore {
    private static final Logger LOG = LoggerFactory.getLogger(ReadersStore.class);

    private final Path files;
    private final Path stoppedInOrder;

    ReadersStore(KafkaSettings settings) {
        var folder = Path.of(settings.stateDir(), settings.applicationId());
        files = folder.resolve("global");
        stoppedInOrder = folder.resolve("stopped-in-order");
    }

    /** Before the topology starts, once it has locked its folder. */
    void begin() {
        try {
            if (!Files.deleteIfExists(stoppedInOrder) && Files.exists(files)) {
                LOG.info("the process before was killed: the store for readers is read anew");
                delete();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the state folder cannot be written: " + files, e);
        }
    }

    /** Once all stores are closed. */
    void end() {
        try {
            if (Files.exists(files)) {
                Files.writeString(stoppedInOrder, "");
            }
        } catch (IOException e) {
            LOG.warn("the next start reads the store for readers anew: {}", e.toString());
        }
    }

    private void delete() throws IOException {
        try (var all = Files.walk(files)) {
            for (var file : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
