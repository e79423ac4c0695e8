package muster.checker;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the checker found.
 *
 * @param violations for every invariant that was judged, one sentence each, with the lines' numbers; empty where it
 *     holds
 * @param calls by action, whatever came of them
 * @param effects by kind, as they took effect outside: what a repeated call did not change is not counted
 * @param launchToStarted from the opening of a life's launch hook to the first run of a document on its host
 * @param lives in the active group, of all instances
 */
public record Verdict(
        Map<Invariant, List<String>> violations,
        Map<String, Long> calls,
        Map<String, Long> effects,
        Latency launchToStarted,
        int lives) {

    /**
     * Nearest-rank percentiles.
     *
     * @param count of lives that were started; with none the percentiles are 0
     * @param p50 milliseconds
     * @param p99 milliseconds
     */
    public record Latency(int count, long p50, long p99) {}

    public boolean holds() {
        return violations.values().stream().allMatch(List::isEmpty);
    }

    /** Those of which this verdict tells, in their order. */
    public Set<Invariant> judged() {
        return violations.keySet();
    }

    public List<String> violationsOf(Invariant invariant) {
        return violations.getOrDefault(invariant, List.of());
    }
}
