package muster.chaos;

import java.util.Map;
import java.util.TreeMap;

/** How often each kind of fault really came to pass. Thread-safe. */
final class Fired {
    private final Map<String, Integer> counts = new TreeMap<>();

    synchronized void count(String kind) {
        count(kind, 1);
    }

    synchronized void count(String kind, int times) {
        counts.merge(kind, times, Integer::sum);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
