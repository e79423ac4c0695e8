package muster.platform;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * One Kafka node, controller and broker in one, in this JVM. It keeps its ports and its data when it is stopped and
 * started again, so that a test can take Kafka away for a while; {@link #close()} deletes the data.
 *
 * <p>Topics are never created by themselves. Not safe for use by several threads; clients of the broker may be as
 * many as they like.
 */
public final class EmbeddedKafka implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final int NODE = 1;

    private final TempFolder data;
    private final KafkaConfig config;
    private final int port;
    private Optional<KafkaRaftServer> server = Optional.empty();

    private EmbeddedKafka(TempFolder data, int port, KafkaConfig config) {
        this.data = data;
        this.port = port;
        this.config = config;
    }

    /** A running broker with an empty log. Takes one to three seconds. */
    public static EmbeddedKafka started() {
        return started(Map.of());
    }

    /**
     * A running broker whose configuration differs from ours in {@code overrides}.
     *
     * @param overrides broker properties by name ("Broker Configs" in Kafka's documentation)
     * @throws IllegalStateException when the node cannot be formatted or does not start
     */
    public static EmbeddedKafka started(Map<String, String> overrides) {
        TempFolder data = TempFolder.named("muster-kafka-");
        Ports ports = Ports.free();
        Map<String, String> properties = properties(data.path(), ports);
        properties.putAll(overrides);
        EmbeddedKafka kafka = new EmbeddedKafka(data, ports.broker(), new KafkaConfig(properties));
        try {
            format(data.path());
            kafka.start();
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
        return kafka;
    }

    /** What clients take as {@code bootstrap.servers}. The same after a stop and a start. */
    public String bootstrapServers() {
        return HOST + ":" + port;
    }

    /** Starts the node on the ports and the data that it had; does nothing when it runs. */
    public void start() {
        if (server.isPresent()) {
            return;
        }
        KafkaRaftServer node = new KafkaRaftServer(config, Time.SYSTEM);
        server = Optional.of(node);
        node.startup();
    }

    /**
     * Stops the node and keeps its data; does nothing when it stands still. Clients see refused connections until
     * {@link #start()}.
     */
    public void stop() {
        server.ifPresent(node -> {
            node.shutdown();
            node.awaitShutdown();
        });
        server = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        data.close();
    }

    static void format(Path data) {
        try {
            new Formatter()
                    .setClusterId(Uuid.randomUuid().toString())
                    .setNodeId(NODE)
                    .setControllerListenerName("CONTROLLER")
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new IllegalStateException("cannot format " + data, e);
        }
    }

    static Map<String, String> properties(Path data, Ports ports) {
        Map<String, String> properties = new TreeMap<>();
        properties.put("process.roles", "broker,controller");
        properties.put("node.id", String.valueOf(NODE));
        properties.put("controller.quorum.voters", NODE + "@" + HOST + ":" + ports.controller());
        properties.put(
                "listeners",
                "BROKER://" + HOST + ":" + ports.broker() + ",CONTROLLER://" + HOST + ":" + ports.controller());
        properties.put("advertised.listeners", "BROKER://" + HOST + ":" + ports.broker());
        properties.put("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.put("inter.broker.listener.name", "BROKER");
        properties.put("controller.listener.names", "CONTROLLER");
        properties.put("log.dir", data.toString());
        properties.put("auto.create.topics.enable", "false");
        // one node cannot hold three replicas of the internal topics
        properties.put("offsets.topic.replication.factor", "1");
        properties.put("offsets.topic.num.partitions", "4");
        properties.put("transaction.state.log.replication.factor", "1");
        properties.put("transaction.state.log.min.isr", "1");
        properties.put("transaction.state.log.num.partitions", "4");
        properties.put("share.coordinator.state.topic.replication.factor", "1");
        properties.put("share.coordinator.state.topic.min.isr", "1");
        // a group of one test has no late members to wait for
        properties.put("group.initial.rebalance.delay.ms", "0");
        properties.put("group.min.session.timeout.ms", "1000");
        // the defaults (128 MiB for the cleaner, 10 MiB of index per segment) are sized for a machine of its own
        properties.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        properties.put("log.index.size.max.bytes", String.valueOf(1 << 20));
        properties.put("num.network.threads", "2");
        properties.put("num.io.threads", "4");
        return properties;
    }

    /** Two free ports, both held at once while we choose so that they differ. */
    record Ports(int broker, int controller) {
        static Ports free() {
            InetAddress loopback = InetAddress.getLoopbackAddress();
            try (ServerSocket first = new ServerSocket(0, 1, loopback);
                    ServerSocket second = new ServerSocket(0, 1, loopback)) {
                return new Ports(first.getLocalPort(), second.getLocalPort());
            } catch (IOException e) {
                throw new UncheckedIOException("no free port on " + HOST, e);
            }
        }
    }
}
