package muster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import muster.checker.Invariant;
import muster.checker.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private final Summary summary = new Summary(
            7,
            14,
            new Verdict(
                    new TreeMap<>(Map.of(
                            Invariant.I1,
                            List.of(),
                            Invariant.I2,
                            List.of(),
                            Invariant.I3,
                            List.of("the launch of i-a was continued, but it owns no hostname (seq 9)"),
                            Invariant.I4,
                            List.of())),
                    Map.of("CreateTags", 12L),
                    Map.of("tag-instance", 11L),
                    new Verdict.Latency(11, 1500, 4200),
                    11));

    @Test
    void the_report_has_the_keys_that_its_readers_rely_on(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("demo.json");
        summary.write(file);

        JsonNode report = new ObjectMapper().readTree(file.toFile());

        assertThat(report).isEqualTo(new ObjectMapper().readTree("""
                                        {"seed": 7, "instances": 14, "invariants": {"I1": 0, "I2": 0, "I3": 1, "I4": 0},
                                         "launchToStartedMillis": {"p50": 1500, "p99": 4200},
                                         "calls": {"CreateTags": 12}, "effects": {"tag-instance": 11}}"""));
    }

    @Test
    void people_are_told_which_invariant_is_broken_and_by_what() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        summary.print(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("p50 1500 ms, p99 4200 ms")
                .contains("I1 holds")
                .contains("I3 BROKEN")
                .contains("it owns no hostname (seq 9)");
    }
}
