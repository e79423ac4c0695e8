package muster.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import muster.checker.Invariant;
import muster.checker.Verdict;

/** What is said at the end, to people and to machines. */
record Summary(long seed, int instances, Verdict verdict) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    void print(PrintStream out) {
        var latency = verdict.launchToStarted();
        out.printf(
                "%nlaunch to started: p50 %d ms, p99 %d ms, of %d starts%n",
                latency.p50(), latency.p99(), latency.count());
        out.printf("%neffects, as they took effect outside%n");
        verdict.effects().forEach((kind, count) -> out.printf("  %-34s %5d%n", kind, count));
        out.printf("calls, whatever came of them%n");
        verdict.calls().forEach((kind, count) -> out.printf("  %-34s %5d%n", kind, count));
        out.println();
        for (Invariant invariant : verdict.judged()) {
            var violations = verdict.violationsOf(invariant);
            out.printf("%s %-6s %s%n", invariant, violations.isEmpty() ? "holds" : "BROKEN", invariant.sentence());
            violations.forEach(violation -> out.println("   - " + violation));
        }
    }

    void write(Path file) throws IOException {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("seed", seed);
        report.put("instances", instances);
        Map<String, Integer> invariants = new LinkedHashMap<>();
        for (Invariant invariant : verdict.judged()) {
            invariants.put(invariant.name(), verdict.violationsOf(invariant).size());
        }
        report.put("invariants", invariants);
        Map<String, Long> latency = new LinkedHashMap<>();
        latency.put("p50", verdict.launchToStarted().p50());
        latency.put("p99", verdict.launchToStarted().p99());
        report.put("launchToStartedMillis", latency);
        report.put("calls", verdict.calls());
        report.put("effects", verdict.effects());
        JSON.writeValue(file.toFile(), report);
    }
}
