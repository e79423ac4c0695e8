package muster.chaos;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the programs have logged: JSON lines, and plain ones of Kafka's node.
 *
 * <p>A line at level ERROR is judged by its cause, not by its words. It is expected where Kafka's own classes write it, while
 * the run's record says that Kafka was away or this process was killed or paused, or within the aftermath of that, and
 * where what they complain of is Kafka's and not an exception of Muster's. Any other is a violation.
 */
final class Logs {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SUFFIX = ".log";

    /** Of Kafka's node: its time, and the class that logs. */
    private static final Pattern PLAIN_ERROR = Pattern.compile("^(\\S+) ERROR .*");

    /** Root causes that Kafka's clients, or the network, bring about. */
    private static final Pattern OF_KAFKA = Pattern.compile(
            "org\\.apache\\.kafka\\..*|java\\.(io|net|nio\\.channels)\\..*|java\\.util\\.concurrent\\.TimeoutException");

    private final Path folder;
    private final Disturbances disturbances;

    private record Complaint(Instant at, boolean isOfKafka) {}

    /** @param disturbances what the run has done to Kafka and to the programs, and when */
    Logs(Path folder, Disturbances disturbances) {
        this.folder = folder;
        this.disturbances = disturbances;
    }

    /** Lines that say ERROR and were not expected, each with its file. */
    List<String> errors() {
        return lines((file, line) -> complaint(line)
                .filter(it -> !it.isOfKafka() || !disturbances.explain(program(file), it.at()))
                .isPresent());
    }

    private static String program(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.length() - SUFFIX.length());
    }

    /** Files in which a text stands that must stand in none. */
    List<String> containing(String secret) {
        return lines((_, line) -> line.contains(secret)).stream()
                .map(line -> line.substring(0, line.indexOf(':')))
                .distinct()
                .toList();
    }

    private interface Test {
        boolean holds(Path file, String line);
    }

    private List<String> lines(Test test) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .flatMap(file -> lines(file, line -> test.holds(file, line)))
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

    /** Empty where the line is none, or is the last one of a process that was killed while it wrote. */
    private static Optional<Complaint> complaint(String line) {
        if (!line.startsWith("{")) {
            Matcher plain = PLAIN_ERROR.matcher(line);
            return plain.matches() ? Optional.of(new Complaint(time(plain.group(1)), true)) : Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(line);
            return either(json, "level", "log.level").asText().equals("ERROR")
                    ? Optional.of(new Complaint(
                            time(either(json, "timestamp", "@timestamp").asText()), isOfKafka(json)))
                    : Optional.empty();
        } catch (IOException cut) {
            return Optional.empty();
        }
    }

    private static JsonNode either(JsonNode json, String key, String other) {
        return json.has(key) ? json.path(key) : json.path(other);
    }

    private static boolean isOfKafka(JsonNode json) {
        JsonNode throwable = json.path("throwable");
        while (throwable.has("cause")) {
            throwable = throwable.path("cause");
        }
        String cause = throwable.path("className").asText();
        String logger = either(json, "loggerName", "log.logger").asText();
        return logger.startsWith("org.apache.kafka.")
                && (cause.isEmpty() || OF_KAFKA.matcher(cause).matches());
    }

    /** Milliseconds since 1970, or RFC 3339. A time that cannot be read is one at which nothing was disturbed. */
    private static Instant time(String text) {
        try {
            return text.matches("[0-9]+") ? Instant.ofEpochMilli(Long.parseLong(text)) : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }
}
