package muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the programs have logged: JSON lines, and plain ones of Kafka's node. */
final class Logs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern PLAIN_ERROR = Pattern.compile("^\\S+ ERROR .*");

    /** What Kafka's own classes log as an error after a kill or a pause, and get over by themselves. */
    private static final List<Pattern> EXPECTED = List.of(
            // under exactly-once a store that was not closed is restored anew
            Pattern.compile("TaskManager.*Get exceptions for the following tasks.*TaskCorruptedException"),
            // a process that was paused for longer than its session wakes: it is fenced, and joins again
            Pattern.compile("RecordCollectorImpl.*InvalidProducerEpochException"),
            Pattern.compile("RecordCollectorImpl.*ProducerFencedException"),
            Pattern.compile("ConsumerCoordinator.*Offset commit failed .*not aware of this member"),
            // Kafka was away for longer than a transaction may last, and has ended it
            Pattern.compile(
                    "KafkaStreams.*Replacing thread in the streams uncaught exception handler.*InvalidTxnState"),
            // and this is how Kafka's node refuses what it still sends
            Pattern.compile("^kafka.log.*ReplicaManager.*Error processing append operation"));

    /** A minute, Kafka's own {@code max.block.ms}: a commit that begins while Kafka is away waits as long. */
    private static final Duration COMMIT_WAITS = Duration.ofMinutes(1);

    /** The tasks then go back to what was committed. */
    private static final Pattern COMMIT_FAILED = Pattern.compile(
            "TaskExecutor.*Committing task.*failed.*TimeoutException.*SendOffsetsToTransaction timed out");

    private final Path folder;
    private final Duration longestOutage;

    /** @param longestOutage how long Kafka was away, which decides what is expected */
    Logs(Path folder, Duration longestOutage) {
        this.folder = folder;
        this.longestOutage = longestOutage;
    }

    /** Lines that say ERROR and were not expected, each with its file. */
    List<String> errors() {
        return lines(Logs::isError).stream().filter(line -> !isExpected(line)).toList();
    }

    private boolean isExpected(String line) {
        return EXPECTED.stream().anyMatch(it -> it.matcher(line).find())
                || (longestOutage.compareTo(COMMIT_WAITS) > 0
                        && COMMIT_FAILED.matcher(line).find());
    }

    /** Files in which a text stands that must stand in none. */
    List<String> containing(String secret) {
        return lines(line -> line.contains(secret)).stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .distinct()
                .toList();
    }

    private List<String> lines(Predicate<String> test) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .sorted()
                    .flatMap(file -> lines(file, test))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
    }

    private static Stream<String> lines(Path file, Predicate<String> test) {
        try {
            return Files.readAllLines(file).stream().filter(test).map(line -> file.getFileName() + ": " + line);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static boolean isError(String line) {
        if (!line.startsWith("{")) {
            return PLAIN_ERROR.matcher(line).matches();
        }
        try {
            JsonNode json = JSON.readTree(line);
            return json.path("level").asText().equals("ERROR")
                    || json.path("log.level").asText().equals("ERROR");
        } catch (IOException cut) {
            // the last line of a process that was killed
            return false;
        }
    }
}
