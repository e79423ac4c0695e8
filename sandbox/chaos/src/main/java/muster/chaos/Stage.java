package muster.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import muster.awssim.AwsSim;
import muster.awssim.base.Spread;
import muster.awssim.events.DeliveryOdds;
import muster.bridge.BridgeApplication;
import muster.chaos.agent.Agent;
import muster.harness.Account;
import muster.harness.JvmProgram.Launch;
import muster.harness.SimulatedAws;
import muster.harness.Watch;
import muster.orchestrator.OrchestratorApplication;
import muster.schemas.topic.Topics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;

/** All that a run needs: AWS in this JVM; Kafka, the bridge and two orchestrators in JVMs of their own. */
final class Stage implements AutoCloseable {
    static final String APPLICATION = "muster-orchestrator";
    static final String QUEUE = "chaos";
    static final String NAME_REFUSED = "name given up for a record that is not Muster's";
    /** Must stand in no log. */
    static final String SECRET = "chaos-secret-b7e151628aed2a6b";

    private static final Logger LOG = LoggerFactory.getLogger(Stage.class);
    /** Of no subnet of ours (RFC 5737). */
    private static final String FOREIGN_ADDRESS = "192.0.2.9";

    private static final int PARTITIONS = 4;
    private static final Duration START = Duration.ofSeconds(150);

    private final Path logs;
    private final Disturbances disturbances = new Disturbances(Clock.systemUTC());
    private final Path work;
    private final Duration rest;
    private final SimulatedAws aws;
    private final Account.Resources resources;
    private final Broker broker;
    private final Program bridge;
    private final List<Program> orchestrators;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Topics topics = Topics.defaults();
    private boolean keepsTopics;
    private final ScheduledExecutorService kubelet = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("kubelet").factory());

    Stage(Scenario scenario, Path reports) {
        logs = reports.resolve(scenario.name());
        rest = scenario.rest();
        work = folder(logs);
        String jar = Agent.jar(work).toString();
        String agent =
                "-javaagent:" + jar + "=parent=" + ProcessHandle.current().pid();
        aws = SimulatedAws.started(config -> config.withSeed(scenario.seed())
                .withJournalFile(logs.resolve("aws-journal.ndjson"))
                .withDelivery(DeliveryOdds.rough().withOvertaken(0.33, Spread.millis(100, 3_000))));
        broker = new Broker(work, logs, agent, disturbances);
        resources = new Account(aws).create();
        String mutated =
                agent + scenario.mutant().map(it -> ";mutant=" + it.label()).orElse("");
        bridge = new Program(bridgeLaunch(), mutated, ports(), http, disturbances);
        orchestrators = List.of(orchestrator("a", mutated), orchestrator("b", mutated));
        var _ = kubelet.scheduleWithFixedDelay(this::tend, 1, 1, TimeUnit.SECONDS);
        if (!new Watch(START).until(() -> programs().allMatch(Program::isReady))) {
            close();
            throw new IllegalStateException("not ready after " + START.toSeconds() + " s; see the logs in " + logs);
        }
    }

    private static Path folder(Path logs) {
        try {
            delete(logs);
            Files.createDirectories(logs);
            return Files.createTempDirectory("muster-chaos-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + logs, e);
        }
    }

    // the launches need the ports before the programs exist
    private Program.Ports lastPorts = Program.Ports.free();

    private Program.Ports ports() {
        return lastPorts;
    }

    private Map<String, String> common() {
        lastPorts = Program.Ports.free();
        var properties = new HashMap<>(lastPorts.properties());
        properties.put("muster.topics.partitions", String.valueOf(PARTITIONS));
        properties.put("aws.accessKeyId", "chaos");
        properties.put("aws.secretAccessKey", SECRET);
        return properties;
    }

    private Launch bridgeLaunch() {
        var properties = common();
        properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
        // shorter than the outages, so that they outlast every timeout of the client; the visibility outlasts these
        properties.put("kafka.producers.bridge.request.timeout.ms", "2000");
        properties.put("kafka.producers.bridge.delivery.timeout.ms", "5000");
        properties.put("kafka.producers.bridge.max.block.ms", "500");
        properties.put("muster.bridge.polling.visibility", "10s");
        properties.put("muster.bridge.polling.wait-time", "1s");
        properties.put("muster.bridge.queues." + QUEUE + ".region", SimulatedAws.REGION);
        properties.put("muster.bridge.queues." + QUEUE + ".url", resources.queueUrl());
        properties.put(
                "muster.bridge.queues." + QUEUE + ".endpoint",
                aws.sqs().endpoint().toString());
        properties.put("muster.bridge.queues." + QUEUE + ".pollers", "2");
        return launch("bridge", BridgeApplication.class, properties, List.of());
    }

    private Program orchestrator(String name, String agent) {
        var properties = orchestrator(name);
        return new Program(
                launch("orchestrator-" + name, OrchestratorApplication.class, properties, List.of()),
                agent,
                ports(),
                http,
                disturbances);
    }

    private Map<String, String> orchestrator(String name) {
        var properties = common();
        properties.put("muster.kafka.bootstrap-servers", broker.bootstrapServers());
        properties.put("muster.kafka.application-id", APPLICATION);
        properties.put("muster.kafka.instance-id", "chaos-" + name);
        properties.put("muster.kafka.state-dir", work.resolve("state-" + name).toString());
        properties.put(
                "muster.lifecycles.files",
                String.join(
                        ",", lifecycle("chaos.yaml"), lifecycle("chaos-archive.yaml"), lifecycle("chaos-ipv6.yaml")));
        properties.put("muster.aws.region", SimulatedAws.REGION);
        properties.put("muster.aws.endpoint", aws.sim().endpoint().toString());
        properties.put("muster.aws.access-key", "chaos");
        properties.put("muster.aws.secret-key", SECRET);
        return properties;
    }

    /** With the zone and the rest of names written into it: a system property can't say what an environment variable does. */
    private String lifecycle(String name) {
        try (var stream = Stage.class.getResourceAsStream("/lifecycles/" + name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is not on the class path");
            }
            var text = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return Files.writeString(
                            work.resolve(name),
                            text.replaceAll("\\$\\{MUSTER_ZONE_ID:[^}]*}", resources.zoneId())
                                    .replaceAll("rest: \\w+", "rest: " + rest.toSeconds() + "s"))
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Launch launch(String name, Class<?> main, Map<String, String> properties, List<String> arguments) {
        return new Launch(
                name,
                main.getName(),
                List.of(
                        "-Xmx300m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                properties,
                arguments,
                logs.resolve(name + ".log"));
    }

    /** {@code orchestrator verify}, beside those that run. */
    Launch verify() {
        return launch("verify", OrchestratorApplication.class, orchestrator("verify"), List.of("verify"));
    }

    private void tend() {
        try {
            programs().forEach(Program::tend);
        } catch (RuntimeException fault) {
            // an exception would end the tending for good
            LOG.error("a program could not be tended", fault);
        }
    }

    Stream<Program> programs() {
        return Stream.concat(Stream.of(bridge), orchestrators.stream());
    }

    AwsSim aws() {
        return aws.sim();
    }

    SimulatedAws outside() {
        return aws;
    }

    Broker broker() {
        return broker;
    }

    Program bridge() {
        return bridge;
    }

    List<Program> orchestrators() {
        return orchestrators;
    }

    Topics topics() {
        return topics;
    }

    HttpClient http() {
        return http;
    }

    String queueUrl() {
        return resources.queueUrl();
    }

    /** Gives a name a record of somebody else's, beside which no address can be written. */
    void bar(String hostname) {
        try (var route53 =
                Account.at(Route53Client.builder(), aws.sim().endpoint()).build()) {
            var alias = Change.builder()
                    .action(ChangeAction.UPSERT)
                    .resourceRecordSet(set -> set.name(hostname + "." + Account.DOMAIN)
                            .type(RRType.CNAME)
                            .ttl(300L)
                            .resourceRecords(record -> record.value("elsewhere." + Account.DOMAIN)))
                    .build();
            route53.changeResourceRecordSets(
                    request -> request.hostedZoneId(resources.zoneId()).changeBatch(batch -> batch.changes(alias)));
        }
    }

    /** Gives names that Muster may choose the addresses of another tool's machines. */
    void occupy(Stream<String> hostnames) {
        try (var route53 =
                Account.at(Route53Client.builder(), aws.sim().endpoint()).build()) {
            var changes = hostnames
                    .map(hostname -> Change.builder()
                            // the answer may be lost, and the client then asks again
                            .action(ChangeAction.UPSERT)
                            .resourceRecordSet(set -> set.name(hostname + "." + Account.DOMAIN)
                                    .type(RRType.A)
                                    .ttl(300L)
                                    .resourceRecords(record -> record.value(FOREIGN_ADDRESS)))
                            .build())
                    .toList();
            route53.changeResourceRecordSets(
                    request -> request.hostedZoneId(resources.zoneId()).changeBatch(batch -> batch.changes(changes)));
        }
    }

    Path logs() {
        return logs;
    }

    /** What was done to Kafka and to the programs, and when. */
    Disturbances disturbances() {
        return disturbances;
    }

    /** Leaves Kafka's topics beside the logs, for whoever looks for the reason. */
    void keepTopics() {
        keepsTopics = true;
    }

    @Override
    public void close() {
        kubelet.shutdownNow();
        programs().forEach(Program::close);
        broker.close();
        aws.close();
        http.close();
        if (keepsTopics) {
            Broker.keep(work, logs);
        }
        delete(work);
    }

    private static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
