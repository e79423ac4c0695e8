package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import muster.harness.Watch;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A process with many live instances is killed with SIGKILL and started again at once, as Kubernetes would. It has recovered
 * when an event on each partition has been decided upon; the start of its JVM counts.
 */
record Recovery(Stand stand, TempFolders folders, Path reports) {
    private static final Duration LIMIT = Duration.ofSeconds(150);

    /** Numbers of instances that nobody else has. */
    private static final long PROBES = 1L << 40;

    /** @return [ms] from the kill to the last partition's next decision */
    double run(int instances, boolean standby) throws Exception {
        var name = "recovery" + instances + (standby ? "s" : "a");
        var topics = Engine.topics(name);
        Engine.create(stand.kafka(), topics);
        new Fleet(stand.kafka(), name, topics).lay(instances);
        var probes = onePerPartition();
        try (var feeder = new Feeder(stand.kafka().bootstrapServers(), topics, 0);
                var decisions = decisions(topics);
                var second = standby ? Child.start(what(name, "b", true)) : null) {
            var what = what(name, "a", standby);
            var first = Child.start(what);
            try (first) {
                first.awaitReady(LIMIT);
                if (second != null) {
                    second.awaitReady(LIMIT);
                    // nothing outside tells that the copies have caught up; they read no slower than a restore
                    new Watch(LIMIT).pause(Duration.ofMillis(4_000 + instances / 10));
                }
                probe(feeder, probes, Ec2State.PENDING);
                awaitAll(decisions, probes);
                long killed = System.nanoTime();
                first.program().kill();
                try (var _ = Child.start(what)) {
                    probe(feeder, probes, Ec2State.RUNNING);
                    awaitAll(decisions, probes);
                    return (System.nanoTime() - killed) / 1e6;
                }
            }
        }
    }

    private Child.What what(String name, String process, boolean standby) {
        var properties = stand.orchestrator(name, folders.next());
        properties.put("muster.kafka.instance-id", process);
        properties.put("muster.kafka.standbys", standby ? 1 : 0);
        return Child.What.orchestrator(properties, List.of("-Xmx512m"), reports.resolve("recovery.log"));
    }

    private static List<InstanceId> onePerPartition() {
        var seen = new HashSet<Integer>();
        return LongStream.iterate(PROBES, number -> number + 1)
                .mapToObj(Event::instance)
                .filter(id -> seen.add(Fleet.partition(id.value().getBytes(StandardCharsets.UTF_8))))
                .limit(TopicSettings.DEFAULT_PARTITIONS)
                .toList();
    }

    private static void probe(Feeder feeder, List<InstanceId> probes, Ec2State state) {
        var now = Instant.now();
        probes.forEach(id -> feeder.send(Event.state(id, now, state)));
        feeder.flush();
    }

    /** What is decided from now on. */
    private KafkaConsumer<byte[], byte[]> decisions(Topics topics) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stand.kafka().bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topics.journal()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static void awaitAll(KafkaConsumer<byte[], byte[]> decisions, List<InstanceId> probes) {
        var left = new HashSet<String>();
        probes.forEach(id -> left.add(id.value()));
        var watch = new Watch(LIMIT);
        while (!left.isEmpty()) {
            decisions
                    .poll(Duration.ofMillis(20))
                    .forEach(record -> left.remove(new String(record.key(), StandardCharsets.UTF_8)));
            if (watch.isOver()) {
                throw new IllegalStateException(left.size() + " partitions decide nothing after " + LIMIT);
            }
        }
    }
}
