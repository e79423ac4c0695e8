package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import muster.bridge.sqs.QueueSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that the deployments give to the bridge are configuration that it takes. */
class DeployedConfigurationTest {
    @ParameterizedTest
    @ValueSource(strings = {"k8s/base/bridge.yml", "sandbox/compose/bridge.yml"})
    void a_deployed_file_has_known_keys_and_names_a_queue(String file) throws IOException {
        Map<String, Object> properties;
        try (var stream = Files.newInputStream(Path.of("..", file))) {
            properties = new HashMap<>(new YamlPropertySourceLoader().read(file, stream));
        }
        // a producer looks its brokers up when it is made, and these have no names here
        assertThat(properties.put("kafka.bootstrap.servers", "localhost:9092")).isIn("kafka:9098", "kafka:19092");
        try (var context = BridgeApplication.context(properties)) {
            assertThat(context.getBeansOfType(QueueSettings.class))
                    .singleElement()
                    .satisfies(queue -> assertThat(queue.queue()).isEqualTo("muster-events"));
            assertThat(context.getRequiredProperty("micronaut.server.host", String.class))
                    .isEqualTo("0.0.0.0");
        }
    }
}
