package muster.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.journal.Entry;

/**
 * What became of the events on their way, by aws-sim's plan.
 *
 * @param events that were emitted
 * @param twice of them, those that were delivered more than once
 * @param late of them, those that came a second or more after the fact
 * @param overtaken of them, those that came after a later event of the same instance
 */
record Deliveries(int events, int twice, int late, int overtaken) {
    private static final Duration LATE = Duration.ofSeconds(1);

    /** @param emitted the journal's lines of kind {@code event-emitted}, in order */
    static Deliveries of(List<Entry> emitted) {
        int twice = 0;
        int late = 0;
        Map<String, List<Instant>> arrivals = new HashMap<>();
        for (Entry event : emitted) {
            if (event.field("deliveries").asInt() == 0) {
                continue;
            }
            Duration delay = Duration.ofMillis(event.field("delayMillis").asLong());
            twice += event.field("deliveries").asInt() > 1 ? 1 : 0;
            late += delay.compareTo(LATE) >= 0 ? 1 : 0;
            arrivals.computeIfAbsent(event.instance(), _ -> new ArrayList<>())
                    .add(event.at().plus(delay));
        }
        int overtaken =
                arrivals.values().stream().mapToInt(Deliveries::overtaken).sum();
        return new Deliveries(emitted.size(), twice, late, overtaken);
    }

    private static int overtaken(List<Instant> arrivals) {
        int overtaken = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            Instant arrival = arrivals.get(i);
            overtaken += arrivals.subList(i + 1, arrivals.size()).stream().anyMatch(arrival::isAfter) ? 1 : 0;
        }
        return overtaken;
    }

    /** Whether there was trouble of each kind, without which the story shows nothing. */
    boolean wereTroubled() {
        return twice > 0 && late > 0 && overtaken > 0;
    }

    @Override
    public String toString() {
        return "%d events: %d delivered twice, %d late by a second or more, %d overtaken by a later one of their instance"
                .formatted(events, twice, late, overtaken);
    }
}
