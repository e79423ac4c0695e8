package muster.demo;

import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import muster.bridge.BridgeApplication;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.orchestrator.OrchestratorApplication;

/**
 * The product: the real bridge and the real orchestrator, told by configuration where the outside is.
 *
 * @param stateDir of the orchestrator's stores; deleted when the programs are closed
 */
record Programs(List<ApplicationContext> contexts, Path stateDir) implements AutoCloseable {
    static final int PARTITIONS = 4;

    static Programs started(Surroundings outside, Account.Resources resources) {
        ApplicationContext bridge = BridgeApplication.start(bridge(outside, resources));
        Path stateDir = freshStateDir();
        ApplicationContext orchestrator = OrchestratorApplication.start(orchestrator(outside, resources, stateDir));
        return new Programs(List.of(bridge, orchestrator), stateDir);
    }

    private static Map<String, Object> orchestrator(Surroundings outside, Account.Resources resources, Path stateDir) {
        Map<String, Object> properties = new HashMap<>(common(outside));
        properties.put("muster.kafka.bootstrap-servers", outside.kafka().bootstrapServers());
        properties.put("muster.kafka.state-dir", stateDir.toString());
        properties.put("muster.kafka.standbys", 0);
        properties.put(
                "muster.lifecycles.files",
                List.of("classpath:lifecycles/demo.yaml", "classpath:lifecycles/demo-archive.yaml"));
        properties.put("muster.lifecycles.variables", Map.of("MUSTER_ZONE_ID", resources.zoneId()));
        properties.put("muster.aws.region", SimulatedAws.REGION);
        properties.put("muster.aws.endpoint", outside.aws().endpoint().toString());
        properties.put("muster.aws.access-key", "demo");
        properties.put("muster.aws.secret-key", "demo");
        return properties;
    }

    /** A fresh one each run: the embedded broker forgets, and a state that outlives it would be taken for corrupted. */
    private static Path freshStateDir() {
        try {
            return Files.createTempDirectory("muster-demo-state");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a folder for the state", e);
        }
    }

    private static Map<String, Object> bridge(Surroundings outside, Account.Resources resources) {
        Map<String, Object> properties = new HashMap<>(common(outside));
        properties.put("muster.bridge.polling.wait-time", "1s");
        properties.put("muster.bridge.queues.demo.region", SimulatedAws.REGION);
        properties.put("muster.bridge.queues.demo.url", resources.queueUrl());
        properties.put(
                "muster.bridge.queues.demo.endpoint",
                outside.outside().sqs().endpoint().toString());
        properties.put("muster.bridge.queues.demo.pollers", 2);
        return properties;
    }

    private static Map<String, Object> common(Surroundings outside) {
        return Map.of(
                "kafka.bootstrap.servers",
                outside.kafka().bootstrapServers(),
                "micronaut.server.port",
                -1,
                "endpoints.all.port",
                -1,
                "muster.topics.partitions",
                PARTITIONS);
    }

    @Override
    public void close() {
        contexts.reversed().forEach(ApplicationContext::close);
        try (Stream<Path> files = Files.walk(stateDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + stateDir, e);
        }
    }
}
