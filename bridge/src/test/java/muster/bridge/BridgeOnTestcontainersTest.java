package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/** The way to Kafka once more, on the broker as its project publishes it. */
class BridgeOnTestcontainersTest {
    private static final String IMAGE = "apache/kafka:4.3.1";

    @Test
    @Timeout(300)
    void a_file_arrives_on_a_broker_in_a_container(@TempDir Path folder) throws IOException {
        assumeThat(DockerClientFactory.instance().isDockerAvailable())
                .as("no Docker answers here, so that %s can't be started", IMAGE)
                .isTrue();
        // An event a line; JSON does not mind.
        var file = Files.writeString(
                folder.resolve("events.ndjson"), Samples.launching(Samples.I1).replace("\n", ""));
        try (var kafka = new KafkaContainer(IMAGE)) {
            kafka.start();
            var out = new ByteArrayOutputStream();
            var code = BridgeCommand.run(
                    Map.of("kafka.bootstrap.servers", kafka.getBootstrapServers(), "muster.topics.partitions", 3),
                    new PrintStream(out, true, StandardCharsets.UTF_8),
                    System.err,
                    "replay",
                    file.toString());
            assertThat(code).isZero();
            try (var launches = new TopicReader(kafka.getBootstrapServers(), "aws-launch-successful")) {
                assertThat(launches.records())
                        .singleElement()
                        .satisfies(message -> assertThat(message.key()).isEqualTo(Samples.I1));
            }
        }
    }
}
