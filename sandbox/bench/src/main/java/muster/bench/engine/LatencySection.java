package muster.bench.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import muster.bench.Chart;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.harness.Watch;
import muster.orchestrator.OrchestratorApplication;

/**
 * From the second event's arrival on its topic to the command that starts the service, on a system where nothing else
 * happens: the whole orchestrator with its real AWS clients, against aws-sim over HTTP. And the same over the commit interval.
 */
public final class LatencySection implements Section {
    private static final int WARM_UP = 10;
    private static final Duration APART = Duration.ofMillis(160);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Settings settings, Report report) {
        var intervals = settings.quick() ? List.<Integer>of() : List.of(5, 20, 50, 100);
        var p50 = new TreeMap<Double, Double>();
        var p99 = new TreeMap<Double, Double>();
        try (var folders = new TempFolders();
                var stand = Stand.started()) {
            // the first program in this JVM is slow for a while, whatever its interval
            var _ = measure(stand, folders, "warmup", Map.of(), WARM_UP, false);
            for (int interval : intervals) {
                var latencies = measure(stand, folders, "latency" + interval, onlyEvery(interval), 30, false);
                p50.put((double) interval, latencies.median());
                p99.put((double) interval, latencies.quantile(0.99));
                report.put("latencyMillis.byCommitInterval." + interval, both(latencies));
                report.say("  a commit only every %3d ms: %s", interval, said(latencies));
            }
            var latencies = measure(stand, folders, "latency", Map.of(), settings.quick() ? 30 : 100, false);
            report.put("latencyMillis.p50", Runs.rounded(latencies.median()));
            report.put("latencyMillis.p99", Runs.rounded(latencies.quantile(0.99)));
            report.put("latencyMillis.count", latencies.count());
            report.say("  a commit when nothing is left to process: %s", said(latencies));
            var promoted = measure(stand, folders, "promotion", Map.of(), settings.quick() ? 10 : 30, true);
            report.put("latencyMillis.wholeChainOfAPromotion", both(promoted));
            report.say("  a promotion, all steps one after the other: %s", said(promoted));
            if (!p50.isEmpty()) {
                Chart.logarithmic("From the second event to SendCommand", "commit interval [ms]", "latency [ms]")
                        .with("p50, interval only", p50)
                        .with("p99, interval only", p99)
                        .with("p50, when drained", level(p50, latencies.median()))
                        .with("p99, when drained", level(p99, latencies.quantile(0.99)))
                        .write(settings.reports().resolve("latency.svg"));
            }
        }
    }

    /** Commits wait for the interval even where nothing is left to process. */
    private static Map<String, Object> onlyEvery(int interval) {
        var time = interval + "ms";
        return Map.of("muster.kafka.commit-interval", time, "muster.kafka.commit-pause", time);
    }

    private static TreeMap<Double, Double> level(TreeMap<Double, Double> over, double y) {
        var line = new TreeMap<Double, Double>();
        line.put(over.firstKey(), y);
        line.put(over.lastKey(), y);
        return line;
    }

    private static String said(Runs latencies) {
        return "p50 %.0f ms, p99 %.0f ms, of %d"
                .formatted(latencies.median(), latencies.quantile(0.99), latencies.count());
    }

    private static Map<String, Object> both(Runs latencies) {
        return Map.of(
                "p50", Runs.rounded(latencies.median()),
                "p99", Runs.rounded(latencies.quantile(0.99)),
                "count", latencies.count());
    }

    /** Once one instance is through, everything has joined its group. */
    private static void awaitFirst(Stand stand, SecondEvents events, Watch watch) {
        var first = stand.aws().sim().world().launchDirect(Stand.DIRECT);
        if (!watch.until(() -> events.isCommanded(first))) {
            throw new IllegalStateException("the first instance was not started");
        }
    }

    private static Runs measure(
            Stand stand, TempFolders folders, String name, Map<String, Object> settings, int count, boolean promotion) {
        var properties = stand.orchestrator(name, folders.next());
        properties.putAll(settings);
        try (var feeder = new Feeder(stand.kafka().bootstrapServers(), Engine.topics(name), 0);
                var _ = OrchestratorApplication.start(properties);
                var events = new SecondEvents(stand.aws().sim(), feeder, promotion)) {
            var world = stand.aws().sim().world();
            var watch = new Watch(LIMIT);
            var instances = new ArrayList<String>();
            awaitFirst(stand, events, watch);
            IntStream.range(0, count + WARM_UP).forEach(_ -> {
                instances.add(promotion ? world.launchIntoPool(Stand.POOLED) : world.launchDirect(Stand.DIRECT));
                watch.pause(APART);
            });
            if (promotion) {
                watch.pause(Duration.ofSeconds(2));
                for (var instance : instances) {
                    world.promote(instance);
                    watch.pause(APART.multipliedBy(2));
                }
            }
            watch.until(() -> instances.stream().allMatch(events::isSent));
            var latencies = new Runs();
            instances.stream()
                    .skip(WARM_UP)
                    .filter(events::isSent)
                    .mapToDouble(events::latency)
                    .forEach(latencies::add);
            if (latencies.count() < count) {
                throw new IllegalStateException(
                        "of %d instances only %d were started".formatted(count, latencies.count()));
            }
            return latencies;
        }
    }
}
