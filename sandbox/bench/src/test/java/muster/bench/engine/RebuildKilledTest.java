package muster.bench.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import muster.harness.JvmProgram;
import muster.platform.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rebuild that is killed half way, in a JVM of its own, and run again: it goes on, and ends at the fold of the journal. */
@Timeout(180)
class RebuildKilledTest {
    private static final int LIVES = 2_000;
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final Pattern FOLDED = Pattern.compile("folded (\\d+) records");

    private final Path folder;
    private int runs;

    RebuildKilledTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void what_was_folded_before_the_kill_is_not_folded_again_and_the_state_is_the_journal_s() throws Exception {
        try (var kafka = EmbeddedKafka.started();
                var admin = Admin.create(
                        Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            long entries = new Journal(kafka, "killed").write(LIVES);

            try (var first = JvmProgram.start(orchestrator(kafka, "old", "rebuild", "--to", "new"))) {
                await().atMost(LIMIT)
                        .pollInterval(Duration.ofMillis(20))
                        .until(() -> !first.isAlive() || committed(admin) > 0);
                assertThat(first.isAlive())
                        .as("the first run, once it has committed a part:\n%s", said())
                        .isTrue();
                first.kill();
            }

            // until the session of the killed one is over, it is refused in one sentence
            await().atMost(LIMIT).until(() -> rebuilt(kafka));

            assertThat(lastFolded())
                    .as("records that the second run folded")
                    .isPositive()
                    .isLessThan(entries);
            try (var verify = JvmProgram.start(orchestrator(kafka, "new", "verify"))) {
                assertThat(verify.awaitExit(LIMIT)).as(said()).isEqualTo(OptionalInt.of(0));
            }
            assertThat(said()).contains(LIVES + " instances", "0 differences");
        }
    }

    private boolean rebuilt(EmbeddedKafka kafka) throws IOException {
        try (var again = JvmProgram.start(orchestrator(kafka, "old", "rebuild", "--to", "new"))) {
            var exit = again.awaitExit(LIMIT);
            assertThat(exit).as(said()).isPresent();
            if (exit.getAsInt() != 0) {
                assertThat(said()).contains("the generation 'new' is live");
            }
            return exit.getAsInt() == 0;
        }
    }

    private JvmProgram.Launch orchestrator(EmbeddedKafka kafka, String application, String... arguments) {
        var properties = Map.of(
                "muster.kafka.bootstrap-servers", kafka.bootstrapServers(),
                "muster.kafka.application-id", application,
                "muster.kafka.state-dir", folder.resolve("state").toString(),
                "muster.topics.prefix", "killed-",
                "muster.lifecycles.files", "classpath:lifecycles/validator.yaml",
                "muster.lifecycles.variables.MUSTER_ZONE_ID", "Z0123456789ABCDEFGHIJ",
                "micronaut.server.port", "-1",
                // nobody is there: a call to AWS fails the run
                "muster.aws.endpoint", "http://127.0.0.1:1",
                "muster.aws.access-key", "test",
                "muster.aws.secret-key", "test");
        return new JvmProgram.Launch(
                "orchestrator",
                "muster.orchestrator.OrchestratorApplication",
                List.of("-Xmx300m", "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED"),
                properties,
                List.of(arguments),
                folder.resolve(++runs + ".log"));
    }

    /** Entries whose fold the first run has committed: those that need not be folded again. */
    private static long committed(Admin admin) throws Exception {
        return admin
                .listConsumerGroupOffsets("new")
                .partitionsToOffsetAndMetadata()
                .get(5, TimeUnit.SECONDS)
                .values()
                .stream()
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private long lastFolded() throws IOException {
        var matcher = FOLDED.matcher(said());
        long folded = -1;
        while (matcher.find()) {
            folded = Long.parseLong(matcher.group(1));
        }
        return folded;
    }

    private String said() throws IOException {
        var all = new StringBuilder();
        for (int run = 1; run <= runs; run++) {
            var log = folder.resolve(run + ".log");
            if (Files.exists(log)) {
                all.append(Files.readString(log));
            }
        }
        return all.toString();
    }
}
