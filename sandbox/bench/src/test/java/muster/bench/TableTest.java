package muster.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {
    private static final String FIGURES = """
            {"measured":"2026-03-04T05:06:07Z", "quick":false, "machine":"2 processors",
             "fleet":{"ratioToQuotaBound":1.09},
             "engine":{"ratioToPassThrough":0.08, "ratioToPassThroughSpread":{"least":0.07,"most":0.1,"runs":5}},
             "startup":{"orchestratorMillis":4600},
             "peers":[{"name":"Temporal, in memory","durable":false,"callMillis":20,"fsync":false,
                       "livesPerSecond":412.3,"p50":81,"p99":120.7}]}
            """;

    private static JsonNode figures() throws IOException {
        return new ObjectMapper().readTree(FIGURES);
    }

    @Test
    void tells_of_each_figure_that_was_measured_whether_its_target_is_met() throws IOException {
        assertThat(Table.of(figures()))
                .contains(
                        "Measured 2026-03-04 on 2 processors.",
                        "| 1,000 hosts at once, as a multiple of what the quotas allow | ≤ 1.15 | 1.09 | yes |",
                        "| engine: records a second, of a pass-through's | ≥ 0.50 | 0.08 (0.07–0.10) | **no** |",
                        "| orchestrator ready | ≤ 3,000 ms | 4,600 ms | **no** |",
                        "| Temporal, in memory | no | 20 ms | no | 412 | 81 ms | 121 ms |")
                .noneMatch(line -> line.contains("bridge ready"));
    }

    @Test
    void takes_the_place_of_the_figures_before_and_leaves_the_rest_alone(@TempDir Path folder) throws IOException {
        var reports = Files.createDirectories(folder.resolve("reports"));
        Files.writeString(reports.resolve("bench.json"), FIGURES);
        Files.writeString(reports.resolve("latency.svg"), "<svg/>");
        var readme = folder.resolve("README.md");
        Files.writeString(readme, """
                before
                <!-- figures: mvn -q -Pbench -Dsections=none -Dreadme -->
                old
                <!-- end of figures -->
                after
                """);
        Table.write(reports, folder);
        assertThat(readme)
                .content()
                .startsWith("before\n<!-- figures")
                .endsWith("<!-- end of figures -->\nafter\n")
                .contains("Temporal")
                .doesNotContain("old");
        assertThat(folder.resolve("docs/plots/latency.svg")).exists();
    }

    @Test
    void does_not_guess_where_the_figures_belong(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("bench.json"), FIGURES);
        Files.writeString(folder.resolve("README.md"), "no marks");
        assertThatThrownBy(() -> Table.write(folder, folder)).hasMessageContaining("the marks of the figures");
    }
}
