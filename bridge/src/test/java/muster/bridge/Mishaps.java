package muster.bridge;

import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import muster.bridge.event.Intake;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Forwarder;
import muster.bridge.forward.ProducerMonitor;
import muster.platform.EmbeddedKafka;
import muster.platform.ProgramRun;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.settings.StartFailure;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** All that is known to go wrong, and ways to bring it about, by the names of the README's rows. */
final class Mishaps implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MAIN = "muster.bridge.BridgeApplication";

    private final Path folder;
    private final Outside outside = new Outside();
    private final Map<String, Mishap> all = new LinkedHashMap<>();

    /** What a person saw. */
    record Told(String message, String shows) {}

    @FunctionalInterface
    interface Mishap {
        Told happen() throws Exception;
    }

    Mishaps(Path folder) throws IOException {
        this.folder = folder;
        kafkaFails();
        topicsAreUnfit();
        configurationIsWrong();
        queuesFail();
    }

    Map<String, Mishap> all() {
        return all;
    }

    static Told unknown() {
        throw new AssertionError("the README has a row that no mishap here brings about");
    }

    private void kafkaFails() {
        all.put(
                "no Kafka at the start",
                () -> exitOf(Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MUSTER_TOPICS_TIMEOUT", "1s")));
        all.put("Kafka away later for the bridge", this::kafkaAwayLater);
        all.put(
                "a broker that can't be found",
                () -> exitOf(Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS", "nowhere.invalid:9092", "MUSTER_KAFKA_PLAINTEXT_ALLOWED", "true")));
        all.put("a producer that can't go on", Mishaps::producerIsLost);
        all.put("Kafka without TLS", () -> exitOf(Map.of("KAFKA_BOOTSTRAP_SERVERS", "b-1.example:9092")));
        // a cluster with passwords and rights is not at hand; the client's own exceptions are
        all.put(
                "Kafka lets nobody in",
                () -> refused(new KafkaException(new SaslAuthenticationException("wrong password"))));
        all.put(
                "Kafka forbids topics",
                () -> refused(new KafkaException(
                        "could not list topics", new TopicAuthorizationException("not authorized"))));
    }

    private static Told producerIsLost() {
        var producer = new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
        producer.sendException = new ProducerFencedException("another has its identity");
        var topics = Topics.of(TopicSettings.defaults());
        var monitor = new ProducerMonitor(Instant::now);
        var fate = new Forwarder(
                        ShippedRoutes.table(topics),
                        producer,
                        topics,
                        new BridgeMetrics(new SimpleMeterRegistry()),
                        Instant::now,
                        monitor)
                .forward(
                        Samples.state(Samples.I1, "running").getBytes(StandardCharsets.UTF_8),
                        new Intake("sqs:q", "m", "us-east-1"))
                .join();
        var health = LivenessTest.of(monitor);
        return new Told(
                health.getDetails() instanceof Map<?, ?> details ? String.valueOf(details.get("problem")) : "" + fate,
                "liveness " + health.getStatus().getName() + ", producer");
    }

    private static Told refused(RuntimeException failure) {
        try {
            new KafkaFailure("b-1:9098", "kafka.bootstrap.servers", "kafka.*", Duration.ofSeconds(1)).explained(() -> {
                throw failure;
            });
            throw new AssertionError("not refused");
        } catch (RuntimeException told) {
            return told(told);
        }
    }

    private static Told told(RuntimeException refused) {
        var failure = StartFailure.of(refused);
        return new Told(failure.message(), "exit " + failure.code().number());
    }

    private Told kafkaAwayLater() throws Exception {
        try (var away = EmbeddedKafka.started()) {
            var settings = settings("away");
            settings.put("kafka.bootstrap.servers", away.bootstrapServers());
            try (var program = Running.started(settings)) {
                await().atMost(LIMIT).until(() -> program.readiness().isUp());
                away.stop();
                await().atMost(LIMIT)
                        .until(() -> !program.readiness().indicator("kafka").isUp());
                var told = program.readiness().indicator("kafka").problem();
                away.start();
                await().atMost(LIMIT).until(() -> program.readiness().isUp());
                return new Told(told, "readiness DOWN, kafka");
            }
        }
    }

    private void topicsAreUnfit() {
        all.put("wrong cleanup policy", () -> unfit("policy-", "xnet-journal", 2, Map.of("cleanup.policy", "compact")));
        all.put("wrong partition count", () -> unfit("count-", "xnet-effects", 3, Map.of()));
        all.put("too short a retention", () -> unfit("time-", "xnet-journal", 2, Map.of("retention.ms", "3600000")));
        all.put("a topic is missing", () -> {
            var settings = settings("missing");
            settings.put("muster.topics.prefix", "missing-");
            settings.put("muster.topics.create", false);
            return exit(settings);
        });
    }

    private Told unfit(String prefix, String topic, int partitions, Map<String, String> config) throws Exception {
        topic(prefix + topic, partitions, config);
        var settings = settings("unfit");
        settings.put("muster.topics.prefix", prefix);
        return exit(settings);
    }

    private void topic(String name, int partitions, Map<String, String> config) throws Exception {
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", outside.kafka().bootstrapServers()))) {
            var all = new HashMap<>(Map.of("max.message.bytes", "2097152", "retention.ms", "-1"));
            all.putAll(config);
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(all)))
                    .all()
                    .get();
        }
    }

    private void configurationIsWrong() {
        all.put("an unknown key", () -> file("muster:\n  bridge:\n    polling:\n      backof: 5s\n"));
        all.put("an unknown variable", () -> exitOf(Map.of("MUSTER_BRIDGE_POLLING_BACKOF", "5s")));
        all.put("a value of the wrong type", () -> exitOf(Map.of("MUSTER_BRIDGE_POLLING_BACKOFF", "soon")));
        all.put("a value out of range", () -> exitOf(Map.of("MUSTER_TOPICS_PARTITIONS", "0")));
        all.put("a configuration that is not YAML", () -> file("muster:\n  topics:\n    create: true\n   prefix: x\n"));
        all.put("no such configuration file", () -> exitOf(Map.of("MICRONAUT_CONFIG_FILES", "/nowhere.yml")));
        all.put("a value is missing", () -> exitOf(Map.of("MUSTER_BRIDGE_QUEUES_Q_URL", "http://127.0.0.1:1/q")));
        all.put("a port that is taken", () -> {
            try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                var settings = settings("port");
                settings.put("micronaut.server.port", taken.getLocalPort());
                return exit(settings);
            }
        });
        all.put("a fault of ours", () -> told(new IllegalStateException("something nobody has thought of")));
    }

    private Told file(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("wrong.yml"), yaml);
        return exitOf(Map.of("MICRONAUT_CONFIG_FILES", file.toString()));
    }

    private void queuesFail() {
        all.put("no such queue", () -> queue("absent", outside.sqs()));
        all.put("a queue that may not be looked up", () -> {
            try (var denying = new Denying()) {
                return queue("secret", denying.endpoint());
            }
        });
        all.put("no SQS", () -> queue("unreachable", URI.create("http://127.0.0.1:1")));
    }

    private Told queue(String name, URI endpoint) {
        var settings = settings("queue");
        settings.put("muster.bridge.queues.q.region", "us-east-1");
        settings.put("muster.bridge.queues.q.queue", name);
        settings.put("muster.bridge.queues.q.endpoint", endpoint.toString());
        return exit(settings);
    }

    /** As a shell starts it. */
    private static Told exitOf(Map<String, String> environment) {
        var run = ProgramRun.of(MAIN, environment, LIMIT);
        return new Told(run.err().substring(run.err().indexOf("bridge: ")), "exit " + run.exitCode());
    }

    /** The same in this JVM: what main makes of the failure is what the other way shows. */
    private static Told exit(Map<String, Object> settings) {
        try (var context = BridgeApplication.start(settings)) {
            throw new AssertionError("started: " + context);
        } catch (RuntimeException refused) {
            return told(refused);
        }
    }

    private Map<String, Object> settings(String prefix) {
        var settings = outside.configuration(prefix + "-");
        settings.put("muster.topics.partitions", 2);
        return settings;
    }

    @Override
    public void close() {
        outside.close();
    }

    /** An SQS that lets nobody do anything. */
    private static final class Denying implements AutoCloseable {
        private static final byte[] ANSWER =
                "{\"__type\":\"com.amazon.coral.service#AccessDeniedException\",\"message\":\"not authorized\"}"
                        .getBytes(StandardCharsets.UTF_8);

        private final HttpServer server;

        Denying() {
            try {
                server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.0");
                exchange.sendResponseHeaders(403, ANSWER.length);
                exchange.getResponseBody().write(ANSWER);
                exchange.close();
            });
            server.start();
        }

        URI endpoint() {
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
