package muster.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import muster.checker.Invariant;

/** What a run came to, for machines ({@code chaos.json}) and for people ({@code chaos.html} and the terminal). */
final class ChaosReport {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Result result;

    ChaosReport(Result result) {
        this.result = result;
    }

    void write(Path reports, String name) {
        try {
            JSON.writeValue(reports.resolve(name + ".json").toFile(), figures());
            Files.writeString(reports.resolve(name + ".html"), page());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + reports, e);
        }
    }

    Map<String, Object> figures() {
        var verdict = result.verdict();
        var figures = new LinkedHashMap<String, Object>();
        figures.put("seed", result.scenario().seed());
        figures.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        figures.put("machine", machine());
        figures.put("seconds", result.took().toSeconds());
        figures.put("instances", result.scenario().instances());
        figures.put("lives", verdict.lives());
        figures.put("kills", result.kills());
        figures.put("faults", result.fired());
        figures.put("faultsThatNeverFired", result.unfired());
        var invariants = new LinkedHashMap<String, Integer>();
        for (Invariant invariant : verdict.judged()) {
            invariants.put(invariant.name(), verdict.violationsOf(invariant).size());
        }
        figures.put("invariants", invariants);
        figures.put(
                "calls",
                verdict.calls().values().stream().mapToLong(Long::longValue).sum());
        figures.put("effects", verdict.effects());
        figures.put("callsBeyondOne", result.callsBeyondOne());
        figures.put("duplicateEffects", result.saying(Invariant.I2, "twice", "again", "while it held"));
        figures.put("namesLeaked", result.saying(Invariant.I4, "still belongs to"));
        figures.put("namesHeldTwice", (long) verdict.violationsOf(Invariant.I1).size());
        figures.put("recordsLeftBehind", result.saying(Invariant.I4, "is still there"));
        figures.put("hooksUnanswered", result.saying(Invariant.I3, "never answered", "by its timeout"));
        figures.put("cameToRest", result.rested());
        figures.put("restartsByThemselves", result.restarts());
        var recovery = new LinkedHashMap<String, Long>();
        recovery.put("count", (long) result.recoveries().size());
        recovery.put("p50", result.recovery(50));
        recovery.put("p95", result.recovery(95));
        recovery.put("max", result.recovery(100));
        figures.put("recoveryMillis", recovery);
        return figures;
    }

    static String machine() {
        return "%d processors, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version());
    }

    void print(PrintStream out) {
        var verdict = result.verdict();
        out.printf(
                "%nseed %d: %d lives, %d kills, %d s%n",
                result.scenario().seed(),
                verdict.lives(),
                result.kills(),
                result.took().toSeconds());
        result.fired().forEach((kind, count) -> out.printf("  %-44s %6d%n", kind, count));
        result.unfired().forEach(kind -> out.printf("  NEVER FIRED %s%n", kind));
        out.printf(
                "recovery after a kill: p50 %d ms, p95 %d ms, max %d ms, of %d%n",
                result.recovery(50),
                result.recovery(95),
                result.recovery(100),
                result.recoveries().size());
        if (!result.rested()) {
            out.println("it did NOT come to rest in time");
        }
        for (Invariant invariant : verdict.judged()) {
            var violations = verdict.violationsOf(invariant);
            out.printf("%s %-6s %s%n", invariant, violations.isEmpty() ? "holds" : "BROKEN", invariant.sentence());
            violations.stream().limit(10).forEach(violation -> out.println("   - " + shortened(violation)));
            if (violations.size() > 10) {
                out.printf("   … and %d more%n", violations.size() - 10);
            }
        }
        out.flush();
    }

    private static String shortened(String sentence) {
        return sentence.length() > 400 ? sentence.substring(0, 400) + "…" : sentence;
    }

    private String page() {
        var verdict = result.verdict();
        var rows = verdict.judged().stream()
                .map(invariant -> "<tr class=\"%s\"><td>%s</td><td>%s</td><td>%d</td></tr>%n"
                        .formatted(
                                verdict.violationsOf(invariant).isEmpty() ? "holds" : "broken",
                                invariant,
                                escaped(invariant.sentence()),
                                verdict.violationsOf(invariant).size()))
                .collect(Collectors.joining());
        var violations = verdict.judged().stream()
                .flatMap(invariant -> verdict.violationsOf(invariant).stream()
                        .map(sentence -> "<li>%s: %s</li>%n".formatted(invariant, escaped(sentence))))
                .collect(Collectors.joining());
        return """
                <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Muster under faults, seed %1$d</title>
                <style>body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
                table{border-collapse:collapse;margin:1rem 0}td,th{border:1px solid #bbb;padding:.3rem .6rem;text-align:left}
                td:last-child{text-align:right}.holds td:first-child{background:#dfd}.broken td{background:#fdd}</style></head><body>
                <h1>%2$s</h1>
                <p>Seed %1$d, %3$d lives of instances, %4$d kills, %5$d s, on %6$s.</p>
                <table><tr><th>invariant</th><th></th><th>violations</th></tr>%7$s</table>%8$s
                <h2>Faults that came to pass</h2><table>%9$s</table>%10$s
                <h2>Effects, as they took effect</h2><table>%11$s</table>
                <p>%12$d calls were more than one for an effect: what losing answers and processes costs.</p>
                <h2>Recovery</h2><p>From a kill until all partitions were read again: p50 %13$d ms, p95 %14$d ms, longest %15$d ms,
                of %16$d kills.</p></body></html>
                """.formatted(
                result.scenario().seed(),
                result.holds() ? "All invariants held" : "Broken",
                verdict.lives(),
                result.kills(),
                result.took().toSeconds(),
                escaped(machine()),
                rows,
                violations.isEmpty() ? "" : "<ul>" + violations + "</ul>",
                table(result.fired()),
                result.unfired().isEmpty()
                        ? ""
                        : "<p class=\"broken\">Never fired: " + escaped(String.join(", ", result.unfired())) + "</p>",
                table(verdict.effects()),
                result.callsBeyondOne(),
                result.recovery(50),
                result.recovery(95),
                result.recovery(100),
                result.recoveries().size());
    }

    private static String table(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(entry -> "<tr><td>%s</td><td>%s</td></tr>%n".formatted(escaped(entry.getKey()), entry.getValue()))
                .collect(Collectors.joining());
    }

    private static String escaped(String text) {
        return List.of("&", "<", ">").stream()
                .reduce(text, (left, sign) -> left.replace(sign, "&#" + (int) sign.charAt(0) + ";"));
    }
}
