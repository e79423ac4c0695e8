package muster.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import muster.checker.Invariant;
import muster.checker.Verdict;

/**
 * What came of a run.
 *
 * @param fired how often each kind of fault came to pass
 * @param unfired faults of the scenario that never did, in words
 * @param rested whether all came to rest in time
 * @param recoveries milliseconds from a kill until all partitions were read again, in order
 * @param restarts of programs that ended, or said that they were dead, without anybody's order
 * @param took from the first launch to the verdict
 */
record Result(
        Scenario scenario,
        Verdict verdict,
        Map<String, Integer> fired,
        List<String> unfired,
        boolean rested,
        List<Long> recoveries,
        int restarts,
        Duration took) {

    boolean holds() {
        return verdict.holds() && unfired.isEmpty() && rested;
    }

    int kills() {
        return fired.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(" killed")
                        || entry.getKey().endsWith("tor halted")
                        || entry.getKey().equals("bridge halted"))
                .mapToInt(Map.Entry::getValue)
                .sum();
    }

    /** Nearest rank; 0 of none. */
    long recovery(int percent) {
        return recoveries.isEmpty() ? 0 : recoveries.get(Math.ceilDiv(percent * recoveries.size(), 100) - 1);
    }

    /** Violations of an invariant whose sentence has one of these words. */
    long saying(Invariant invariant, String... words) {
        return verdict.violationsOf(invariant).stream()
                .filter(sentence -> List.of(words).stream().anyMatch(sentence::contains))
                .count();
    }

    /** Calls that could change something, less those that did: what repeating cost. */
    long callsBeyondOne() {
        Map<String, Long> calls = verdict.calls();
        Map<String, Long> effects = verdict.effects();
        return beyond(calls, effects, "SendCommand", "start-service")
                + beyond(calls, effects, "CompleteLifecycleAction", "complete-hook")
                + beyond(calls, effects, "CreateTags", "tag-instance")
                + Math.max(
                        0,
                        calls.getOrDefault("ChangeResourceRecordSets", 0L)
                                - effects.getOrDefault("upsert-dns", 0L)
                                - effects.getOrDefault("delete-dns", 0L))
                + Math.max(
                        0,
                        calls.getOrDefault("TransactWriteItems", 0L)
                                - effects.getOrDefault("claim-hostname", 0L)
                                - effects.getOrDefault("release-hostname", 0L));
    }

    private static long beyond(Map<String, Long> calls, Map<String, Long> effects, String call, String effect) {
        return Math.max(0, calls.getOrDefault(call, 0L) - effects.getOrDefault(effect, 0L));
    }
}
