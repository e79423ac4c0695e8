package muster.checker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counts what was asked and, apart from it, what took effect. */
final class Tally implements Rule {
    private final Map<String, Long> calls = new TreeMap<>();
    private final Map<String, Long> effects = new TreeMap<>();

    @Override
    public void before(Fact fact, World world) {
        switch (fact) {
            case Fact.Call call -> count(calls, call.action());
            case Fact.TableWritten written
            when world.isAboutHostnames(written) -> {
                Hostnames.Change change = world.hostnames().preview(written);
                if (change.isAcquisition()) {
                    count(effects, "claim-hostname");
                } else if (change.isRelease()) {
                    count(effects, "release-hostname");
                }
            }
            case Fact.Tagged tagged when tagged.tags().containsKey("Hostname") -> count(effects, "tag-instance");
            case Fact.RecordUpserted upserted
            when upserted.changed() && isOfAHost(upserted, world) -> count(effects, "upsert-dns");
            case Fact.RecordDeleted _ -> count(effects, "delete-dns");
            case Fact.CommandRan ran when ran.done() -> count(effects, "start-service");
            case Fact.HookAnswered answered when answered.by().equals("completion") -> count(effects, "complete-hook");
            default -> {}
        }
    }

    @Override
    public void atEnd(Instant end, World world) {}

    Map<String, Long> calls() {
        return calls;
    }

    Map<String, Long> effects() {
        return effects;
    }

    static Verdict.Latency launchToStarted(World world) {
        List<Long> millis = world.machines().stream()
                .flatMap(machine -> machine.lives().stream())
                .flatMap(life -> life.started().stream()
                        .map(started -> Duration.between(life.opened().at(), started.at())
                                .toMillis()))
                .sorted()
                .toList();
        return new Verdict.Latency(millis.size(), percentile(millis, 50), percentile(millis, 99));
    }

    static int lives(World world) {
        return world.machines().stream()
                .mapToInt(machine -> machine.lives().size())
                .sum();
    }

    private static boolean isOfAHost(Fact.RecordUpserted upserted, World world) {
        return upserted.key().type().equals("PTR")
                || upserted.values().stream()
                        .anyMatch(address -> world.machineAt(address).isPresent());
    }

    private static long percentile(List<Long> sorted, int percent) {
        if (sorted.isEmpty()) {
            return 0;
        }
        int rank = Math.ceilDiv(percent * sorted.size(), 100);
        return sorted.get(rank - 1);
    }

    private static void count(Map<String, Long> counts, String kind) {
        counts.merge(kind, 1L, Long::sum);
    }
}
