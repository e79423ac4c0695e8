package muster.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The short form of {@code mvn -q -Pchaos}: real processes, killed, halted and paused, under faults of AWS and of Kafka. */
class ChaosTest {
    private static final long SEED = Long.getLong("seed", 20260102L);
    private static final Path REPORTS = Path.of("..", "target", "reports");

    @Test
    @Timeout(300)
    void every_invariant_holds_and_every_fault_has_fired() throws IOException {
        Files.createDirectories(REPORTS);

        Result result = new Run(Scenarios.brief(SEED), REPORTS).play();

        var report = new ChaosReport(result);
        report.print(System.out);
        report.write(REPORTS, "chaos-brief");
        assertThat(result.unfired()).as("faults that never fired").isEmpty();
        assertThat(result.rested()).as("it came to rest").isTrue();
        result.verdict()
                .judged()
                .forEach(invariant -> assertThat(result.verdict().violationsOf(invariant))
                        .as("%s, seed %d", invariant, SEED)
                        .isEmpty());
    }
}
