package muster.schemas.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownKeysTest {
    private static final KnownKeys KNOWN = new KnownKeys(
            new Settings(List.of(
                    setting("muster.kafka.tick", "java.time.Duration"),
                    setting("muster.kafka.properties", "java.util.Map"),
                    setting("muster.lifecycles.files", "java.util.List"),
                    setting("muster.queues.*.region", "java.lang.String"))),
            Set.of("bridge"),
            key -> "file.yml:" + key.length() + ":1: ");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "muster.kafka.tick",
                "muster.kafka.properties.security.protocol",
                "muster.lifecycles.files",
                "muster.lifecycles.files[1]",
                "muster.queues.us-east-1.region",
                "muster.bridge.anything",
                "kafka.bootstrap.servers",
                "micronaut.server.port"
            })
    void a_key_that_somebody_reads_is_fine(String key) {
        assertThat(in(Source.Kind.FILE, key)).isEqualTo(new KnownKeys.Findings(List.of(), List.of()));
    }

    @Test
    void camel_case_names_the_same_key() {
        var known = new KnownKeys(
                new Settings(List.of(setting("muster.aws.call-timeout", "java.time.Duration"))), Set.of(), _ -> "");
        assertThat(known.check(List.of(new Source(Source.Kind.FILE, "f", List.of("muster.aws.callTimeout"))))
                        .mistakes())
                .isEmpty();
    }

    @Test
    void a_misspelt_key_is_refused_with_its_place_and_the_nearest() {
        assertThat(in(Source.Kind.FILE, "muster.kafka.tik").mistakes())
                .containsExactly("file.yml:16:1: unknown configuration key 'muster.kafka.tik'"
                        + " (did you mean 'muster.kafka.tick'?)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "muster.kafak.tick",
                "muster.queues.us-east-1.regoin",
                "muster.something.else",
                "muster.queues.region"
            })
    void a_key_of_a_file_that_nobody_reads_is_refused(String key) {
        assertThat(in(Source.Kind.FILE, key).mistakes()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MUSTER_KAFKA_TIK", "MUSTER_KAFAK_TICK", "MUSTER_QUEUES_A_REGOIN"})
    void a_misspelt_variable_is_refused(String name) {
        assertThat(in(Source.Kind.ENVIRONMENT, name).mistakes())
                .singleElement()
                .asString()
                .startsWith("unknown environment variable '" + name + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MUSTER_KAFKA_TICK",
                "MUSTER_KAFKA_PROPERTIES_SECURITY_PROTOCOL",
                "MUSTER_LIFECYCLES_FILES_0",
                "MUSTER_QUEUES_US_EAST_1_REGION",
                "MUSTER_BRIDGE_POLLING_BATCH",
                "PATH"
            })
    void a_variable_that_somebody_reads_is_fine(String name) {
        assertThat(in(Source.Kind.ENVIRONMENT, name)).isEqualTo(new KnownKeys.Findings(List.of(), List.of()));
    }

    /** A Service that is called muster-kafka gives these to every pod of its namespace. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "MUSTER_KAFKA_SERVICE_HOST",
                "MUSTER_KAFKA_SERVICE_PORT",
                "MUSTER_KAFKA_SERVICE_PORT_HTTP",
                "MUSTER_KAFKA_PORT",
                "MUSTER_KAFKA_PORT_8081_TCP",
                "MUSTER_KAFKA_PORT_8081_TCP_ADDR",
                "MUSTER_KAFKA_PORT_8081_TCP_PORT",
                "MUSTER_KAFKA_PORT_8081_TCP_PROTO"
            })
    void what_kubernetes_sets_for_a_service_stops_nothing(String name) {
        assertThat(in(Source.Kind.ENVIRONMENT, name)).isEqualTo(new KnownKeys.Findings(List.of(), List.of()));
    }

    @Test
    void what_may_be_anybodys_is_only_told() {
        assertThat(in(Source.Kind.ENVIRONMENT, "MUSTER_HOME"))
                .isEqualTo(new KnownKeys.Findings(List.of(), List.of("MUSTER_HOME")));
        assertThat(in(Source.Kind.SYSTEM_PROPERTIES, "muster.reports"))
                .isEqualTo(new KnownKeys.Findings(List.of(), List.of("muster.reports")));
    }

    /** The bridge reads one key of the group that the orchestrator reads many of. */
    @Test
    void in_a_group_that_two_programs_read_only_a_near_miss_is_refused() {
        var bridge = new KnownKeys(
                new Settings(List.of(setting("muster.kafka.plaintext-allowed", "boolean"))), Set.of("kafka"), _ -> "");
        var fine = List.of(
                new Source(
                        Source.Kind.FILE,
                        "f",
                        List.of(
                                "muster.kafka.plaintext-allowed",
                                "muster.kafka.tick",
                                "muster.kafka.properties.security.protocol")),
                new Source(
                        Source.Kind.ENVIRONMENT, "e", List.of("MUSTER_KAFKA_TICK", "MUSTER_KAFKA_PLAINTEXT_ALLOWED")));
        assertThat(bridge.check(fine)).isEqualTo(new KnownKeys.Findings(List.of(), List.of()));
        var wrong = List.of(
                new Source(Source.Kind.FILE, "f", List.of("muster.kafka.plaintext-alowed")),
                new Source(Source.Kind.ENVIRONMENT, "e", List.of("MUSTER_KAFKA_PLAINTEX_ALLOWED")));
        assertThat(bridge.check(wrong).mistakes()).hasSize(2);
    }

    private static KnownKeys.Findings in(Source.Kind kind, String key) {
        return KNOWN.check(List.of(new Source(kind, "somewhere", List.of(key))));
    }

    private static Setting setting(String key, String type) {
        return new Setting(key, type, "", Optional.empty());
    }
}
