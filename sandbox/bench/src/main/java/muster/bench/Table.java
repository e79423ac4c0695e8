package muster.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoublePredicate;

/** The figures of {@code bench.json} as people read them: a table between two marks of the README. */
final class Table {
    private static final String BEGIN = "<!-- figures: mvn -q -Pbench -Dsections=none -Dreadme -->";
    private static final String END = "<!-- end of figures -->";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What is promised of a figure, and how it is spelt. */
    private record Row(String what, String path, String target, DoublePredicate met, String unit) {
        static Row most(String what, String path, double target, String unit) {
            return new Row(what, path, "≤ " + number(target) + unit, value -> value <= target, unit);
        }

        static Row least(String what, String path, double target) {
            return new Row(what, path, "≥ " + number(target), value -> value >= target, "");
        }

        static Row told(String what, String path, String unit) {
            return new Row(what, path, "–", _ -> true, unit);
        }

        /** Nothing where it was not measured. */
        List<String> lines(JsonNode figures) {
            var figure = at(figures, path);
            if (!figure.isNumber()) {
                return List.of();
            }
            var yes = target.equals("–") ? "–" : met.test(figure.asDouble()) ? "yes" : "**no**";
            return List.of("| %s | %s | %s%s%s | %s |"
                    .formatted(
                            what, target, number(figure.asDouble()), unit, spread(at(figures, path + "Spread")), yes));
        }

        private static String spread(JsonNode spread) {
            return spread.isObject()
                    ? " (%s–%s)"
                            .formatted(
                                    number(spread.path("least").asDouble()),
                                    number(spread.path("most").asDouble()))
                    : "";
        }
    }

    private static final List<Row> ROWS = List.of(
            Row.most(
                    "1,000 hosts at once, as a multiple of what the quotas allow", "fleet.ratioToQuotaBound", 1.15, ""),
            Row.told(
                    "… with one call for each instance and the SDK's retries, as far as it came",
                    "fleet.naiveRatio",
                    ""),
            Row.told("… hosts that had their service by then", "fleet.naive.started", ""),
            Row.told("… its calls that were throttled", "fleet.naive.throttled", ""),
            Row.told("… Muster's that were", "fleet.muster.throttled", ""),
            Row.told("engine: whole lives a second", "engine.livesPerSecond", ""),
            Row.least("engine: records a second, of a pass-through's", "engine.ratioToPassThrough", 0.5),
            Row.most("second event → SendCommand, p50", "latencyMillis.p50", 60, " ms"),
            Row.most("second event → SendCommand, p99", "latencyMillis.p99", 150, " ms"),
            Row.least("files into the bridge, of ProducerPerformance", "bridge.ratioToProducerPerformance", 0.8),
            Row.told("HTTP into the bridge, events a second", "bridge.http.eventsPerSecond", ""),
            Row.told("SQS into the bridge, of a reader that throws away", "bridge.sqs.ratioToBareReader", ""),
            Row.least("restore, of ConsumerPerformance", "restore.ratioToConsumerPerformance", 0.5),
            Row.least(
                    "rebuild from the journal, of ConsumerPerformance",
                    "restore.rebuild.ratioToConsumerPerformance",
                    0.5),
            Row.told(
                    "kill -9 → all partitions decide again, 10,000 instances",
                    "restore.recoveryMillis.withoutStandby.10000",
                    " ms"),
            Row.most("orchestrator ready", "startup.orchestratorMillis", 3_000, " ms"),
            Row.most("… with an AOT cache", "startup.orchestratorWithAotCacheMillis", 3_000, " ms"),
            Row.most("bridge ready", "startup.bridgeMillis", 2_000, " ms"),
            Row.most("… with an AOT cache", "startup.bridgeWithAotCacheMillis", 2_000, " ms"),
            Row.most("heap after a collection, 100,000 live instances", "memory.heapMiB", 512, " MiB"),
            Row.told("bytes of an instance in its store", "memory.bytesPerInstance", ""),
            Row.told("bytes of an instance in its changelog", "memory.changelogBytesPerInstance", ""),
            Row.told("cost of an event, the largest fleet against the smallest", "growth.costOfLargestToSmallest", ""));

    private Table() {}

    private static JsonNode at(JsonNode figures, String path) {
        var node = figures;
        for (var name : path.split("\\.", -1)) {
            node = node.path(name);
        }
        return node;
    }

    /** The lines of the table, in the order of the README. */
    static List<String> of(JsonNode figures) {
        var lines = new ArrayList<String>();
        lines.add("Measured %s on %s%s."
                .formatted(
                        figures.path("measured").asText().replaceAll("T.*", ""),
                        figures.path("machine").asText(),
                        figures.path("quick").asBoolean() ? ", in a hurry (`-Dquick`)" : ""));
        lines.add("");
        lines.add("| what | target | found | met |");
        lines.add("|---|---|---|---|");
        ROWS.forEach(row -> lines.addAll(row.lines(figures)));
        if (figures.path("peers").isArray()) {
            lines.addAll(peers(figures.path("peers")));
        }
        return lines;
    }

    private static List<String> peers(JsonNode peers) {
        var lines = new ArrayList<String>();
        lines.add("");
        lines.add("| beside its peers | durable | a call takes | flushes each write | lives a second | p50 | p99 |");
        lines.add("|---|---|---|---|---|---|---|");
        peers.forEach(peer -> lines.add("| %s | %s | %s ms | %s | %s | %s ms | %s ms |"
                .formatted(
                        peer.path("name").asText(),
                        peer.path("durable").asBoolean() ? "yes" : "no",
                        number(peer.path("callMillis").asDouble()),
                        peer.path("fsync").asBoolean() ? "yes" : "no",
                        number(peer.path("livesPerSecond").asDouble()),
                        number(peer.path("p50").asDouble()),
                        number(peer.path("p99").asDouble()))));
        return lines;
    }

    /**
     * Puts the figures of the last run into the README, and the plots beside the page that explains them.
     *
     * @param reports the folder with {@code bench.json}
     * @param repository the folder with the README
     */
    static void write(Path reports, Path repository) throws IOException {
        var readme = repository.resolve("README.md");
        var text = Files.readString(readme);
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("the marks of the figures are missing in " + readme);
        }
        var lines = of(JSON.readTree(reports.resolve("bench.json").toFile()));
        Files.writeString(
                readme,
                text.substring(0, begin + BEGIN.length()) + "\n" + String.join("\n", lines) + "\n"
                        + text.substring(end));
        var plots = Files.createDirectories(repository.resolve("docs/plots"));
        try (var files = Files.list(reports)) {
            for (var plot :
                    files.filter(file -> file.toString().endsWith(".svg")).toList()) {
                Files.copy(plot, plots.resolve(plot.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String number(double value) {
        var digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,." + digits + "f", value);
    }
}
