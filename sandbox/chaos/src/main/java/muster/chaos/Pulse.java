package muster.chaos;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how long after a kill all partitions are read again. An event of nobody's instance goes to each partition five
 * times a second; a kill is recovered from when the topology has committed, everywhere, one that came after it.
 */
final class Pulse implements AutoCloseable {
    private static final long EVERY = 200;

    private final String topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final int partitions;
    private final Map<Integer, Long> newest = new ConcurrentHashMap<>();
    private final List<Pending> pending = new ArrayList<>();
    private final List<Long> recoveries = new ArrayList<>();
    private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(
            2, Thread.ofPlatform().daemon().name("pulse").factory());

    private record Pending(long nanos, Map<Integer, Long> targets) {}

    Pulse(Stage stage, int partitions) {
        this.topic = stage.topics().ec2Running();
        this.partitions = partitions;
        this.producer = KafkaClients.producer(stage.broker().bootstrapServers());
        this.admin = KafkaClients.admin(stage.broker().bootstrapServers());
        var _ = timer.scheduleWithFixedDelay(this::beat, 0, EVERY, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(this::look, 0, EVERY, TimeUnit.MILLISECONDS);
    }

    private void beat() {
        try {
            for (int partition = 0; partition < partitions; partition++) {
                int to = partition;
                producer.send(new ProducerRecord<>(topic, to, key(to), event(to)), (metadata, failure) -> {
                    if (failure == null) {
                        newest.put(to, metadata.offset());
                    }
                });
            }
        } catch (KafkaException away) {
            // the next beat comes soon
        }
    }

    private static byte[] key(int partition) {
        return "i-0000000000000%04x".formatted(partition).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] event(int partition) {
        var id = new String(key(partition), StandardCharsets.UTF_8);
        return """
                {"version":"0","id":"pulse-%s-%d","detail-type":"EC2 Instance State-change Notification",
                 "source":"aws.ec2","account":"999988887777","time":"%s","region":"us-east-1",
                 "resources":["arn:aws:ec2:us-east-1:999988887777:instance/%s"],
                 "detail":{"instance-id":"%s","state":"terminated"}}""".formatted(
                        id, System.nanoTime(), Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS), id, id)
                .getBytes(StandardCharsets.UTF_8);
    }

    private void look() {
        try {
            var committed = admin.listConsumerGroupOffsets(Stage.APPLICATION)
                    .partitionsToOffsetAndMetadata()
                    .get(2, TimeUnit.SECONDS);
            settle(committed);
        } catch (ExecutionException | TimeoutException | KafkaException away) {
            // asked again soon
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void settle(Map<TopicPartition, OffsetAndMetadata> committed) {
        pending.removeIf(kill -> {
            boolean recovered = kill.targets().entrySet().stream().allMatch(target -> {
                var position = committed.get(new TopicPartition(topic, target.getKey()));
                // one more than the newest at the kill: committed past it, so that one was read that came later
                return position != null && position.offset() > target.getValue() + 1;
            });
            if (recovered) {
                recoveries.add(
                        Duration.ofNanos(System.nanoTime() - kill.nanos()).toMillis());
            }
            return recovered;
        });
    }

    /** An orchestrator was killed just now. */
    synchronized void killed() {
        pending.add(new Pending(System.nanoTime(), Map.copyOf(newest)));
    }

    /** Kafka is away: how long it takes now is no matter of the kills before. */
    synchronized void forget() {
        pending.clear();
    }

    /** Milliseconds, in order. */
    synchronized List<Long> recoveries() {
        return recoveries.stream().sorted().toList();
    }

    /** Kills after which some partition has not been read again so far. */
    synchronized int unrecovered() {
        return pending.size();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
