package muster.demo;

import io.micronaut.context.ApplicationContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.bridge.BridgeApplication;

/** The product: the real bridge and the real orchestrator, told by configuration where the outside is. */
record Programs(List<ApplicationContext> contexts) implements AutoCloseable {
    static final int PARTITIONS = 4;

    static Programs started(Surroundings outside, Account.Resources resources) {
        ApplicationContext bridge = BridgeApplication.start(bridge(outside, resources));
        return new Programs(List.of(bridge));
    }

    private static Map<String, Object> bridge(Surroundings outside, Account.Resources resources) {
        Map<String, Object> properties = new HashMap<>(common(outside));
        properties.put("muster.bridge.polling.wait-time", "1s");
        properties.put("muster.bridge.queues.demo.region", Surroundings.REGION);
        properties.put("muster.bridge.queues.demo.url", resources.queueUrl());
        properties.put(
                "muster.bridge.queues.demo.endpoint", outside.sqs().endpoint().toString());
        properties.put("muster.bridge.queues.demo.pollers", 2);
        return properties;
    }

    private static Map<String, Object> common(Surroundings outside) {
        return Map.of(
                "kafka.bootstrap.servers",
                outside.kafka().bootstrapServers(),
                "micronaut.server.port",
                -1,
                "muster.topics.partitions",
                PARTITIONS);
    }

    @Override
    public void close() {
        contexts.reversed().forEach(ApplicationContext::close);
    }
}
