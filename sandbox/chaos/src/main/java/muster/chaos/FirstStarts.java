package muster.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import muster.bridge.BridgeApplication;
import muster.harness.Account;
import muster.harness.JvmProgram.Launch;
import muster.harness.SimulatedAws;
import muster.harness.Watch;
import muster.orchestrator.OrchestratorApplication;

/**
 * The first start of all, again and again: the bridge and two orchestrators at once on a broker without a topic. All must become
 * ready, and none may end.
 */
final class FirstStarts {
    private static final Duration READY = Duration.ofSeconds(120);
    /** A JVM option that changes nothing: {@link Program} is given one for the agent, which has no part here. */
    private static final String NO_AGENT = "-Dchaos.run=first-start";

    private final Path logs;
    private final Disturbances disturbances = new Disturbances(Clock.systemUTC());

    FirstStarts(Path reports) {
        logs = reports.resolve("first-starts");
    }

    /** @return whether each of them succeeded */
    boolean run(int times, PrintStream out) throws IOException {
        if (times == 0) {
            return true;
        }
        Files.createDirectories(logs);
        int failures = 0;
        try (var aws = SimulatedAws.started(config -> config)) {
            var account = new Account(aws).create();
            for (int round = 1; round <= times; round++) {
                boolean ready = start(round, aws, account);
                failures += ready ? 0 : 1;
                out.printf("first start %2d of %d %s%n", round, times, ready ? "is ready" : "FAILED; see " + logs);
                out.flush();
            }
        }
        return failures == 0;
    }

    private boolean start(int round, SimulatedAws aws, Account.Resources account) throws IOException {
        Path work = Files.createTempDirectory("muster-first-start-");
        try (var broker = new Broker(work, logs, NO_AGENT, disturbances);
                var http = HttpClient.newHttpClient();
                var bridge = bridge(round, broker, aws, account, http);
                var one = orchestrator(round, "a", work, broker, aws, account, http);
                var other = orchestrator(round, "b", work, broker, aws, account, http)) {
            var all = List.of(bridge, one, other);
            boolean over = new Watch(READY)
                    .until(() -> all.stream().allMatch(Program::isReady)
                            || !all.stream().allMatch(Program::isAlive));
            return over && all.stream().allMatch(Program::isAlive);
        } finally {
            delete(work);
        }
    }

    private Program bridge(int round, Broker broker, SimulatedAws aws, Account.Resources account, HttpClient http) {
        var properties = new HashMap<String, String>();
        properties.put("kafka.bootstrap.servers", broker.bootstrapServers());
        properties.put("muster.bridge.queues.q.region", SimulatedAws.REGION);
        properties.put("muster.bridge.queues.q.url", account.queueUrl());
        properties.put("muster.bridge.queues.q.endpoint", aws.sqs().endpoint().toString());
        properties.put("muster.bridge.polling.wait-time", "1s");
        return program("bridge-" + round, BridgeApplication.class, properties, http);
    }

    private Program orchestrator(
            int round,
            String name,
            Path work,
            Broker broker,
            SimulatedAws aws,
            Account.Resources account,
            HttpClient http) {
        var properties = new HashMap<String, String>();
        properties.put("muster.kafka.bootstrap-servers", broker.bootstrapServers());
        properties.put("muster.kafka.instance-id", name);
        properties.put("muster.kafka.state-dir", work.resolve("state-" + name).toString());
        properties.put("muster.lifecycles.variables.MUSTER_ZONE_ID", account.zoneId());
        properties.put("muster.aws.region", SimulatedAws.REGION);
        properties.put("muster.aws.endpoint", aws.sim().endpoint().toString());
        properties.put("muster.aws.access-key", "chaos");
        properties.put("muster.aws.secret-key", "chaos");
        return program("orchestrator-" + name + "-" + round, OrchestratorApplication.class, properties, http);
    }

    private Program program(String name, Class<?> main, Map<String, String> properties, HttpClient http) {
        var ports = Program.Ports.free();
        properties.putAll(ports.properties());
        properties.put("aws.accessKeyId", "chaos");
        properties.put("aws.secretAccessKey", "chaos");
        var launch = new Launch(
                name,
                main.getName(),
                List.of(
                        "-Xmx300m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                properties,
                List.of(),
                logs.resolve(name + ".log"));
        return new Program(launch, NO_AGENT, ports, http, disturbances);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
