package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import muster.checker.Invariant;
import muster.checker.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosReportTest {
    private final Result result = new Result(
            Scenarios.brief(7),
            new Verdict(
                    Map.of(
                            Invariant.I2,
                            List.of("i-a.1.start-service.1 ran twice on i-a (seq 1, seq 2)"),
                            Invariant.I4,
                            List.of("n-1 still belongs to i-b, which has terminated", "A n-2 is still there for i-b")),
                    Map.of("SendCommand", 12L, "CreateTags", 9L),
                    Map.of("start-service", 10L, "tag-instance", 9L),
                    new Verdict.Latency(11, 1500, 4200),
                    60),
            Map.of("orchestrator killed", 3, "orchestrator halted", 2, "bridge killed", 1, "poison", 4),
            List.of("Kafka away"),
            true,
            List.of(100L, 200L, 900L),
            0,
            Duration.ofSeconds(99));

    @Test
    void the_report_has_the_keys_that_its_readers_rely_on(@TempDir Path folder) throws Exception {
        new ChaosReport(result).write(folder, "chaos");

        JsonNode report =
                new ObjectMapper().readTree(folder.resolve("chaos.json").toFile());
        assertThat(report.path("seed").asLong()).isEqualTo(7);
        assertThat(report.path("lives").asInt()).isEqualTo(60);
        assertThat(report.path("kills").asInt()).isEqualTo(6);
        assertThat(report.path("faults").path("poison").asInt()).isEqualTo(4);
        assertThat(report.path("invariants").path("I2").asInt()).isEqualTo(1);
        assertThat(report.path("duplicateEffects").asInt()).isEqualTo(1);
        assertThat(report.path("namesLeaked").asInt()).isEqualTo(1);
        assertThat(report.path("recordsLeftBehind").asInt()).isEqualTo(1);
        assertThat(report.path("callsBeyondOne").asInt()).isEqualTo(2);
        assertThat(report.path("recoveryMillis").path("p50").asLong()).isEqualTo(200);
        assertThat(report.path("recoveryMillis").path("p95").asLong()).isEqualTo(900);
        assertThat(report.path("recoveryMillis").path("max").asLong()).isEqualTo(900);
    }

    @Test
    void the_page_says_what_is_broken_and_what_never_fired(@TempDir Path folder) throws Exception {
        new ChaosReport(result).write(folder, "chaos");

        assertThat(Files.readString(folder.resolve("chaos.html")))
                .contains("<h1>Broken</h1>", "ran twice on i-a", "Never fired: Kafka away");
        assertThat(result.holds()).isFalse();
    }
}
