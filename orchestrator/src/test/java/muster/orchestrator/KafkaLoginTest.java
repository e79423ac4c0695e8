package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.effects.aws.Account;
import muster.platform.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Every client of the program logs in: on a broker that lets nobody in without a password. */
@Timeout(180)
class KafkaLoginTest {
    private static final Duration SOON = Duration.ofSeconds(90);
    private static final String LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"muster\" password=\"secret\";";
    private static final Map<String, String> BROKER = Map.of(
            "listener.security.protocol.map",
            "BROKER:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
            "sasl.enabled.mechanisms",
            "PLAIN",
            "sasl.mechanism.inter.broker.protocol",
            "PLAIN",
            "listener.name.broker.plain.sasl.jaas.config",
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"muster\" password=\"secret\""
                    + " user_muster=\"secret\";");
    private static final Map<String, String> CLIENT =
            Map.of("security.protocol", "SASL_PLAINTEXT", "sasl.mechanism", "PLAIN", "sasl.jaas.config", LOGIN);

    @Test
    void with_the_configured_security_the_program_becomes_ready_and_its_runner_takes_effects(@TempDir Path folder)
            throws Exception {
        try (var kafka = EmbeddedKafka.started(BROKER);
                var account = new Account()) {
            var settings = new HashMap<String, Object>(Map.of(
                    "micronaut.server.port",
                    -1,
                    "muster.topics.partitions",
                    2,
                    "muster.kafka.bootstrap-servers",
                    kafka.bootstrapServers(),
                    "muster.kafka.state-dir",
                    folder.resolve("state").toString(),
                    "muster.kafka.standbys",
                    0,
                    "muster.lifecycles.variables",
                    Map.of("MUSTER_ZONE_ID", account.zone),
                    "muster.aws.endpoint",
                    account.sim.endpoint().toString(),
                    "muster.aws.access-key",
                    "sandbox",
                    "muster.aws.secret-key",
                    "sandbox"));
            CLIENT.forEach((key, value) -> settings.put("muster.kafka.properties." + key, value));
            try (var running = Running.started(settings)) {
                await().atMost(SOON).until(() -> running.readiness().isUp());
                assertThat(running.liveness().isUp()).isTrue();
                var config = new HashMap<String, Object>(CLIENT);
                config.put("bootstrap.servers", kafka.bootstrapServers());
                try (var admin = Admin.create(config)) {
                    await().atMost(SOON).until(() -> members(admin, "muster-orchestrator-effects") == 1);
                    assertThat(members(admin, "muster-orchestrator")).isEqualTo(1);
                }
            }
        }
    }

    private static int members(Admin admin, String group) throws Exception {
        return admin.describeConsumerGroups(List.of(group)).all().get().values().stream()
                .mapToInt(description -> description.members().size())
                .sum();
    }
}
