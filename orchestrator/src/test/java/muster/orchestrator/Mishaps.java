package muster.orchestrator;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.wire.Fault;
import muster.effects.aws.Account;
import muster.platform.EmbeddedKafka;
import muster.platform.ProgramRun;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.settings.StartFailure;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.StringSerializer;

/** All that is known to go wrong, and ways to bring it about, by the names of the README's rows. */
final class Mishaps implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String MAIN = "muster.orchestrator.OrchestratorApplication";

    private final Path folder;
    private final EmbeddedKafka kafka = EmbeddedKafka.started();
    private final Account account = new Account();
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
        accountLacks();
        othersAreNewer();
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
                () -> exitOf(Map.of("MUSTER_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "MUSTER_TOPICS_TIMEOUT", "1s")));
        all.put("Kafka away later", this::kafkaAwayLater);
        all.put(
                "a broker that can't be found",
                () -> exitOf(Map.of(
                        "MUSTER_KAFKA_BOOTSTRAP_SERVERS",
                        "nowhere.invalid:9092",
                        "MUSTER_KAFKA_PLAINTEXT_ALLOWED",
                        "true")));
        all.put("Kafka without TLS", () -> exitOf(Map.of("MUSTER_KAFKA_BOOTSTRAP_SERVERS", "b-1.example:9092")));
        // a cluster with passwords and rights is not at hand; the client's own exceptions are
        all.put(
                "Kafka lets nobody in",
                () -> refused(new KafkaException(new SaslAuthenticationException("wrong password"))));
        all.put(
                "Kafka forbids topics",
                () -> refused(new KafkaException(
                        "could not list topics", new TopicAuthorizationException("not authorized"))));
    }

    private static Told refused(RuntimeException failure) {
        try {
            new KafkaFailure(
                            "b-1:9098",
                            "muster.kafka.bootstrap-servers",
                            "muster.kafka.properties",
                            Duration.ofSeconds(1))
                    .explained(() -> {
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
            settings.put("muster.kafka.bootstrap-servers", away.bootstrapServers());
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
        all.put("wrong changelog", () -> {
            topic("logs-instances-changelog", 2, Map.of("cleanup.policy", "delete"));
            return exit(settings("logs"));
        });
    }

    private Told unfit(String prefix, String topic, int partitions, Map<String, String> config) throws Exception {
        topic(prefix + topic, partitions, config);
        var settings = settings("unfit");
        settings.put("muster.topics.prefix", prefix);
        return exit(settings);
    }

    private void topic(String name, int partitions, Map<String, String> config) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var all = new HashMap<>(Map.of("max.message.bytes", "2097152", "retention.ms", "-1"));
            all.putAll(config);
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1).configs(all)))
                    .all()
                    .get();
        }
    }

    private void configurationIsWrong() {
        all.put("an unknown key", () -> file("muster:\n  kafka:\n    tik: 5s\n"));
        all.put("an unknown variable", () -> exitOf(Map.of("MUSTER_KAFKA_TIK", "5s")));
        all.put("a value of the wrong type", () -> exitOf(Map.of("MUSTER_KAFKA_TICK", "soon")));
        all.put("a value out of range", () -> exitOf(Map.of("MUSTER_KAFKA_THREADS", "0")));
        all.put("a configuration that is not YAML", () -> file("muster:\n  kafka:\n    tick: 5s\n   threads: 1\n"));
        all.put("no such configuration file", () -> exitOf(Map.of("MICRONAUT_CONFIG_FILES", "/nowhere.yml")));
        all.put("a lifecycle with a mistake", () -> {
            var settings = settings("mistaken");
            settings.put("muster.lifecycles.files", List.of(lifecycle("[claim-hostname]", "[claim-hostnam]")));
            return exit(settings);
        });
        all.put("a port that is taken", () -> {
            try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
                var settings = settings("port");
                settings.put("micronaut.server.port", taken.getLocalPort());
                return exit(settings);
            }
        });
        all.put("the journal of another application", () -> {
            var settings = settings("owner");
            OrchestratorApplication.start(settings).close();
            settings.put("muster.kafka.application-id", "stranger");
            return exit(settings);
        });
        all.put("a state folder that can't be written", () -> {
            var settings = settings("folder");
            settings.put(
                    "muster.kafka.state-dir",
                    Files.writeString(folder.resolve("file"), "")
                            .resolve("state")
                            .toString());
            return exit(settings);
        });
        all.put("a fault of ours", () -> told(new IllegalStateException("something nobody has thought of")));
    }

    private Told file(String yaml) throws IOException {
        var file = Files.writeString(folder.resolve("wrong.yml"), yaml);
        return exitOf(Map.of("MICRONAUT_CONFIG_FILES", file.toString()));
    }

    private void accountLacks() {
        all.put("a zone that doesn't exist", () -> {
            var settings = settings("zone");
            settings.put("muster.lifecycles.variables", Map.of("MUSTER_ZONE_ID", "Z00000000000000000000"));
            return exit(settings);
        });
        all.put("no table", () -> notReady("muster.aws.hostnames-table", "Absent"));
        all.put("a table with another key", () -> notReady("muster.aws.hostnames-table", "Instances"));
        all.put(
                "no document",
                () -> notReady(
                        "muster.lifecycles.files",
                        List.of(lifecycle("document: muster-start-service", "document: absent"))));
        all.put("a missing permission at the start", () -> {
            account.sim.faults().always(Fault.ACCESS_DENIED, "route53", "GetHostedZone");
            try {
                return notReady("muster.kafka.standbys", 0);
            } finally {
                account.sim.faults().clear();
            }
        });
        all.put(
                "a missing permission later",
                () -> new Told(account.deniedEffect(), "the effect's block in xnet-journal"));
        all.put("no AWS", () -> {
            var settings = settings("no-aws");
            settings.put("muster.aws.endpoint", "http://127.0.0.1:1");
            return notReady(settings);
        });
    }

    private void othersAreNewer() {
        all.put("an effect of a newer release", () -> {
            var settings = settings("newer-effect");
            try (var program = Running.started(settings)) {
                send("newer-effect-xnet-effects", """
                        {"v":1,"effect":{"type":"hibernate-instance","target":{"instance":"i-0123456789abcdef0",
                         "generation":1,"step":"hibernate","round":1}},"attempt":1,"at":"2026-01-02T03:04:05Z"}""");
                await().atMost(LIMIT)
                        .until(() -> !program.liveness()
                                .indicator("effects-alive")
                                .problem()
                                .isEmpty());
                var indicator = program.liveness().indicator("effects-alive");
                return new Told(indicator.problem(), indicator.isUp() ? "liveness UP, effects-alive" : "down");
            }
        });
        all.put("a state of a newer release", () -> {
            OrchestratorApplication.start(settings("newer-state")).close();
            var state = new String(
                    Json.write(Instance.unseen(new InstanceId("i-0123456789abcdef0"))), StandardCharsets.UTF_8);
            send("newer-state-instances-changelog", state.replace("unseen", "hibernating"));
            var settings = settings("newer-state");
            try (var program = Running.started(settings)) {
                send("newer-state-xnet-ec2-running", """
                        {"version":"0","id":"1","detail-type":"EC2 Instance State-change Notification","source":"aws.ec2",
                         "time":"2026-01-02T03:04:05Z","detail":{"instance-id":"i-0123456789abcdef0","state":"running"}}""");
                await().atMost(LIMIT)
                        .until(() ->
                                !program.liveness().indicator("topology-alive").isUp());
                return new Told(
                        program.liveness().indicator("topology-alive").problem(), "liveness DOWN, topology-alive");
            }
        });
    }

    private void send(String topic, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, "i-0123456789abcdef0", value))
                    .get();
        }
    }

    private Told notReady(String key, Object value) throws Exception {
        var settings = settings("account");
        settings.put(key, value);
        return notReady(settings);
    }

    private static Told notReady(Map<String, Object> settings) throws Exception {
        try (var program = Running.started(settings)) {
            var account = program.readiness().indicator("account");
            return new Told(account.problem(), account.isUp() ? "up" : "readiness DOWN, account");
        }
    }

    /** As a shell starts it. */
    private static Told exitOf(Map<String, String> environment) {
        var run = ProgramRun.of(MAIN, environment, LIMIT);
        return new Told(run.err().substring(run.err().indexOf("orchestrator: ")), "exit " + run.exitCode());
    }

    /** The same in this JVM: what main makes of the failure is what the other way shows. */
    private static Told exit(Map<String, Object> settings) {
        try (var context = OrchestratorApplication.start(settings)) {
            throw new AssertionError("started: " + context);
        } catch (RuntimeException refused) {
            return told(refused);
        }
    }

    Map<String, Object> settings(String application) {
        var settings = new HashMap<String, Object>();
        settings.put("micronaut.server.port", -1);
        settings.put("muster.topics.partitions", 2);
        settings.put("muster.topics.prefix", application + "-");
        settings.put("muster.kafka.bootstrap-servers", kafka.bootstrapServers());
        settings.put("muster.kafka.application-id", application);
        settings.put(
                "muster.kafka.state-dir",
                folder.resolve(application + System.nanoTime()).toString());
        settings.put("muster.kafka.standbys", 0);
        settings.put("muster.lifecycles.variables", Map.of("MUSTER_ZONE_ID", account.zone));
        settings.put("muster.aws.endpoint", account.sim.endpoint().toString());
        settings.put("muster.aws.access-key", "sandbox");
        settings.put("muster.aws.secret-key", "sandbox");
        settings.put("muster.aws.check-interval", "200ms");
        return settings;
    }

    private String lifecycle(String text, String other) {
        try (var shipped = Mishaps.class.getResourceAsStream("/lifecycles/validator.yaml")) {
            if (shipped == null) {
                throw new AssertionError("no validator.yaml");
            }
            var yaml = new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
            return Files.writeString(folder.resolve("lifecycle.yaml"), yaml.replace(text, other))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        account.close();
        kafka.close();
    }
}
