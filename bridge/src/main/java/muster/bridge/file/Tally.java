package muster.bridge.file;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import muster.bridge.event.Reason;
import muster.bridge.forward.Fate;

/** Counts what became of the lines. Acknowledgements come on the producer's thread, hence the locks. */
final class Tally {
    private final Map<Reason, Long> deadLetters = new TreeMap<>();
    private long forwarded;
    private long ignored;
    private Optional<Failure> firstFailure = Optional.empty();

    synchronized void add(long line, Fate fate) {
        switch (fate) {
            case Fate.Forwarded _ -> forwarded++;
            case Fate.Ignored _ -> ignored++;
            case Fate.DeadLettered(var reason) -> deadLetters.merge(reason, 1L, Long::sum);
            case Fate.Unsettled(var cause) -> {
                if (firstFailure.isEmpty() || line < firstFailure.get().line()) {
                    firstFailure = Optional.of(new Failure(line, cause));
                }
            }
        }
    }

    synchronized boolean failed() {
        return firstFailure.isPresent();
    }

    synchronized Summary summary() {
        return new Summary(forwarded, ignored, Map.copyOf(deadLetters), firstFailure);
    }

    /** A line that Kafka did not acknowledge. */
    record Failure(long line, Exception cause) {}

    /** @param firstFailure the lowest line that Kafka did not acknowledge; reading stopped soon after it */
    record Summary(long forwarded, long ignored, Map<Reason, Long> deadLetters, Optional<Failure> firstFailure) {

        long deadLettered() {
            return deadLetters.values().stream().mapToLong(Long::longValue).sum();
        }

        long settled() {
            return forwarded + ignored + deadLettered();
        }

        /** One line for people. */
        String inWords() {
            var reasons = new TreeMap<>(deadLetters)
                    .entrySet().stream()
                            .map(entry ->
                                    entry.getValue() + " " + entry.getKey().label())
                            .collect(Collectors.joining(", "));
            return settled() + " records: " + forwarded + " forwarded, " + ignored + " ignored, " + deadLettered()
                    + " dead letters" + (reasons.isEmpty() ? "" : " (" + reasons + ")");
        }
    }
}
