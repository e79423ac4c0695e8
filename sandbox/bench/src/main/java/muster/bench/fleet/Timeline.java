package muster.bench.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import muster.awssim.journal.Entry;
import muster.awssim.journal.Journal;
import muster.bench.Chart;

/** When the calls that each host needs went through, second by second: whether the tightest quota ever had to wait for us. */
record Timeline(Map<String, NavigableMap<Double, Double>> done, Map<String, Integer> throttled) {
    /** Those that cannot be batched, in the order in which a host needs them. */
    private static final List<String> EACH = List.of("CreateTags", "CompleteLifecycleAction", "SendCommand");

    private static final double SECOND = 1e3;

    /** @param from the number of the last line before the launch */
    static Timeline of(Journal journal, long from) {
        var done = new LinkedHashMap<String, NavigableMap<Double, Double>>();
        var throttled = new TreeMap<String, Integer>();
        var count = new TreeMap<String, Integer>();
        Instant first = null;
        for (Entry entry : journal.after(from)) {
            if (first == null && entry.kind().equals("event-emitted")) {
                first = entry.at();
            }
            if (first == null || !entry.kind().equals("call")) {
                continue;
            }
            var action = entry.text("action");
            if (entry.text("outcome").equals("throttled")) {
                throttled.merge(action, 1, Integer::sum);
            } else if (entry.text("outcome").equals("ok")) {
                var second = Math.ceil(Duration.between(first, entry.at()).toMillis() / SECOND);
                done.computeIfAbsent(action, _ -> new TreeMap<>())
                        .put(second, (double) count.merge(action, 1, Integer::sum));
            }
        }
        return new Timeline(done, throttled);
    }

    Chart drawn(String title) {
        var chart = Chart.linear(title, "since the first event [s]", "calls that went through");
        EACH.forEach(action -> chart.with(action, done.getOrDefault(action, new TreeMap<>())));
        return chart;
    }

    /** Seconds from the first event until so many of all calls had gone through: the first, a tenth, half, nine tenths, all. */
    Map<String, List<Double>> marks() {
        var marks = new LinkedHashMap<String, List<Double>>();
        done.forEach((action, points) -> {
            var all = points.lastEntry().getValue();
            marks.put(
                    action,
                    List.of(0.0, 0.1, 0.5, 0.9, 1.0).stream()
                            .map(part -> points.entrySet().stream()
                                    .filter(point -> point.getValue() >= part * all)
                                    .findFirst()
                                    .orElseThrow()
                                    .getKey())
                            .toList());
        });
        return marks;
    }
}
