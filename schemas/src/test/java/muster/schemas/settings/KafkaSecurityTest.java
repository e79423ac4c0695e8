package muster.schemas.settings;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSecurityTest {
    private static final KafkaSecurity SECURITY = new KafkaSecurity("muster.kafka.bootstrap-servers", "muster.kafka.*");

    private static void check(String servers, Map<String, String> properties) {
        SECURITY.refusePlaintext(servers, properties, false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:9092",
                "localhost:9092,kafka:9092",
                "10.0.0.7:9092",
                "PLAINTEXT://b-1:9092",
                "localhost.example.com:9092",
                "127.0.0.1.example.com:9092",
                "[2001:db8::1]:9092"
            })
    void without_tls_another_machine_is_refused(String servers) {
        assertThatThrownBy(() -> check(servers, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("muster.kafka.bootstrap-servers: '")
                .hasMessageContaining("security.protocol is PLAINTEXT")
                .hasMessageContaining("muster.kafka.plaintext-allowed");
        assertThatCode(() -> SECURITY.refusePlaintext(servers, Map.of(), true)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost:9092", "127.0.0.1:9092, 127.0.0.2:9092", "[::1]:9092", "", "LOCALHOST:1"})
    void without_tls_this_machine_is_fine(String servers) {
        assertThatCode(() -> check(servers, Map.of())).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SASL_SSL", "SSL", "sasl_ssl"})
    void with_tls_any_machine_is_fine(String protocol) {
        assertThatCode(() -> check("kafka:9092", Map.of("security.protocol", protocol)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_password_without_tls_is_as_open() {
        assertThatThrownBy(() -> check("kafka:9092", Map.of("security.protocol", "SASL_PLAINTEXT")))
                .hasMessageContaining("security.protocol is SASL_PLAINTEXT");
    }

    @Test
    void one_client_without_tls_is_enough() {
        assertThatThrownBy(() -> check(
                        "kafka:9092",
                        Map.of("security.protocol", "SSL", "producers.bridge.security.protocol", "plaintext")))
                .hasMessageContaining("security.protocol is PLAINTEXT");
    }
}
