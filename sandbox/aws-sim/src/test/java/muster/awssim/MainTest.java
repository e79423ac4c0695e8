package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import muster.awssim.quota.Quotas;
import muster.awssim.wire.CallLatencies;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {
    @Test
    void a_flag_wins_over_the_environment() {
        Map<String, String> settings = Main.settings(
                new String[] {"--seed", "7", "--port", "0"},
                Map.of("AWS_SIM_SEED", "3", "AWS_SIM_SQS_ENDPOINT", "http://127.0.0.1:9324", "PATH", "/bin"));

        SimConfig config = Main.config(settings);

        assertThat(config.seed()).isEqualTo(7);
        assertThat(config.port()).isZero();
        assertThat(config.sqsEndpoint()).contains(URI.create("http://127.0.0.1:9324"));
        assertThat(config.dynamoDbEndpoint()).isEmpty();
    }

    @Test
    void quotas_and_latencies_are_off_unless_they_are_asked_for_whole_or_scaled() {
        assertThat(Main.config(Map.of()).quotas()).isEqualTo(Quotas.none());
        assertThat(Main.config(Map.of()).callLatencies()).isEqualTo(CallLatencies.none());
        SimConfig config = Main.config(Map.of("quotas", "published", "call-latencies", "0.5"));

        assertThat(config.quotas()).isEqualTo(Quotas.published());
        assertThat(config.callLatencies()).isEqualTo(CallLatencies.realistic().scaled(0.5));
        assertThatIllegalArgumentException().isThrownBy(() -> Main.config(Map.of("quotas", "many")));
    }

    @Test
    void an_unknown_setting_and_a_flag_without_a_value_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Main.config(Map.of("colour", "red")))
                .withMessage("not a setting: colour");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Main.settings(new String[] {"--seed"}, Map.of()))
                .withMessageContaining("--seed");
    }

    @Test
    void the_journal_is_written_to_its_file_line_by_line(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("journal.ndjson");
        try (AwsSim sim = AwsSim.start(SimConfig.defaults().withJournalFile(file))) {
            sim.world().createGroup(GroupSpec.named("validators"));
            sim.world().launchDirect("validators");

            assertThat(Files.readString(file)).startsWith("{\"seq\":1,").contains("\"kind\":\"instance-launched\"");
        }
    }
}
