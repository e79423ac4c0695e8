package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import muster.effects.aws.Account;
import muster.platform.EmbeddedKafka;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What an operator puts right outside is seen without another start; what cannot be put right so asks for one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RecoveryTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private Path folder;
    private EmbeddedKafka kafka;
    private Account account;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        kafka = EmbeddedKafka.started();
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
        kafka.close();
    }

    @Test
    void a_table_that_is_created_later_makes_the_program_ready() throws Exception {
        var settings = settings("later");
        settings.put("muster.aws.hostnames-table", "Later");
        try (var program = Running.started(settings)) {
            assertThat(program.readiness().isUp()).isFalse();
            assertThat(program.readiness().indicator("account").problem())
                    .isEqualTo("there is no DynamoDB table Later in us-east-1: create it with the string 'Hostname' as"
                            + " its key, or correct muster.aws.hostnames-table");
            assertThat(program.liveness().isUp()).isTrue();
            account.table("Later", "Hostname");
            await().atMost(SOON).until(() -> program.readiness().isUp());
            assertThat(program.readiness().indicator("account").problem()).isEmpty();
        }
    }

    @Test
    void a_topology_that_has_stopped_for_good_asks_for_another_start() throws Exception {
        try (var program = Running.started(settings("dead"))) {
            await().atMost(SOON).until(() -> program.readiness().isUp());
            assertThat(program.liveness().isUp()).isTrue();
            program.context().getBean(StreamsRuntime.class).stop();
            assertThat(program.liveness().isUp()).isFalse();
            assertThat(program.readiness().isUp()).isFalse();
        }
    }

    private Map<String, Object> settings(String application) {
        return new HashMap<>(Map.ofEntries(
                Map.entry("micronaut.server.port", -1),
                Map.entry("muster.topics.partitions", 2),
                Map.entry("muster.topics.prefix", application + "-"),
                Map.entry("muster.kafka.bootstrap-servers", kafka.bootstrapServers()),
                Map.entry("muster.kafka.application-id", application),
                Map.entry("muster.kafka.state-dir", folder.resolve(application).toString()),
                Map.entry("muster.kafka.standbys", 0),
                Map.entry("muster.lifecycles.variables", Map.of("MUSTER_ZONE_ID", account.zone)),
                Map.entry("muster.aws.endpoint", account.sim.endpoint().toString()),
                Map.entry("muster.aws.access-key", "sandbox"),
                Map.entry("muster.aws.secret-key", "sandbox"),
                Map.entry("muster.aws.check-interval", "200ms")));
    }
}
