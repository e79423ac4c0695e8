package muster.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import muster.schemas.Instance;
import muster.schemas.Json;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What Muster says of its instances: the topic of their states, read as any reader would, committed records only. */
final class MusterView implements AutoCloseable {
    private final KafkaConsumer<String, Instance> consumer;
    private final Map<String, Instance> instances = new ConcurrentHashMap<>();
    private final Set<String> forgotten = ConcurrentHashMap.newKeySet();
    private final Thread reader;

    MusterView(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest"),
                new StringDeserializer(),
                Json.instance().deserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reader = Thread.ofPlatform().daemon().name("muster-view").start(this::read);
    }

    /** Empty where Muster has never heard of it, or has forgotten it. */
    Optional<Instance> find(String instance) {
        return Optional.ofNullable(instances.get(instance));
    }

    /** Whether Muster knew it and has dropped its state some time after its end. */
    boolean hasForgotten(String instance) {
        return forgotten.contains(instance);
    }

    private void read() {
        try (consumer) {
            while (true) {
                consumer.poll(Duration.ofMillis(500)).forEach(this::take);
            }
        } catch (WakeupException _) {
            // closed
        }
    }

    private void take(ConsumerRecord<String, Instance> seen) {
        Optional.ofNullable(seen.value()).ifPresentOrElse(state -> instances.put(seen.key(), state), () -> {
            instances.remove(seen.key());
            forgotten.add(seen.key());
        });
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            reader.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
