package muster.platform;

import java.nio.file.Files;
import java.nio.file.Path;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * One Kafka node in a JVM of its own, so that it can be killed: {@code muster.platform.KafkaNode FOLDER BROKER_PORT
 * CONTROLLER_PORT}. A start on a folder that has data goes on with it.
 */
public final class KafkaNode {
    private KafkaNode() {}

    public static void main(String[] arguments) {
        Path data = Path.of(arguments[0]);
        var ports = new EmbeddedKafka.Ports(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        if (!Files.exists(data.resolve("meta.properties"))) {
            EmbeddedKafka.format(data);
        }
        var node = new KafkaRaftServer(new KafkaConfig(EmbeddedKafka.properties(data, ports)), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(node::shutdown, "stop"));
        node.startup();
        node.awaitShutdown();
    }
}
