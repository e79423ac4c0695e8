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
    private static final int DEFAULT_INTERVAL = 20;
    private static final int WARM_UP = 10;
    private static final Duration APART = Duration.ofMillis(160);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public void run(Settings settings, Report report) {
        var intervals = settings.quick() ? List.of(DEFAULT_INTERVAL) : List.of(5, DEFAULT_INTERVAL, 50, 100);
        var p50 = new TreeMap<Double, Double>();
        var p99 = new TreeMap<Double, Double>();
        try (var folders = new TempFolders();
                var stand = Stand.started()) {
            // the first program in this JVM is slow for a while, whatever its interval
            var _ = measure(stand, folders, "warmup", DEFAULT_INTERVAL, WARM_UP, false);
            for (int interval : intervals) {
                int count = interval != DEFAULT_INTERVAL ? 30 : settings.quick() ? 30 : 100;
                var latencies = measure(stand, folders, "latency" + interval, interval, count, false);
                p50.put((double) interval, latencies.median());
                p99.put((double) interval, latencies.quantile(0.99));
                report.put("latencyMillis.byCommitInterval." + interval, both(latencies));
                report.say(
                        "  commit every %3d ms: p50 %.0f ms, p99 %.0f ms, of %d",
                        interval, latencies.median(), latencies.quantile(0.99), latencies.count());
                if (interval == DEFAULT_INTERVAL) {
                    report.put("latencyMillis.p50", Runs.rounded(latencies.median()));
                    report.put("latencyMillis.p99", Runs.rounded(latencies.quantile(0.99)));
                    report.put("latencyMillis.count", latencies.count());
                }
            }
            var promoted = measure(stand, folders, "promotion", DEFAULT_INTERVAL, settings.quick() ? 10 : 30, true);
            report.put("latencyMillis.wholeChainOfAPromotion", both(promoted));
            report.say(
                    "  a promotion, all steps one after the other: p50 %.0f ms, p99 %.0f ms",
                    promoted.median(), promoted.quantile(0.99));
        }
        if (p50.size() > 1) {
            Chart.logarithmic("From the second event to SendCommand", "commit interval [ms]", "latency [ms]")
                    .with("p50", p50)
                    .with("p99", p99)
                    .write(settings.reports().resolve("latency.svg"));
        }
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
            Stand stand, TempFolders folders, String name, int interval, int count, boolean promotion) {
        var properties = stand.orchestrator(name, folders.next());
        properties.put("muster.kafka.commit-interval", interval + "ms");
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
