package muster.orchestrator;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import muster.stream.Backlog;
import muster.stream.DrainedCommits;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka Streams' usual clients, but with producers none of whose transactions can be a zombie's, see {@link FencedProducer}; and
 * with consumers that tell when a thread has nothing more to process, see {@link DrainedCommits}.
 */
public final class FencedClients implements KafkaClientSupplier {
    private static final String CONSUMER = "-consumer";
    private static final String PRODUCER = "-producer";

    /** By the name of their thread, which the names of its clients begin with; gone with a thread that was replaced. */
    private final Map<String, WeakReference<Consumer<byte[], byte[]>>> consumers = new ConcurrentHashMap<>();

    private final DrainedCommits commits;
    private final Backlog backlog;

    /**
     * @param commits asked before each poll of a stream thread
     * @param backlog told of each poll of a stream thread
     */
    public FencedClients(DrainedCommits commits, Backlog backlog) {
        this.commits = commits;
        this.backlog = backlog;
    }

    /** Of a topology whose timers wait for no events. */
    public FencedClients(DrainedCommits commits) {
        this(commits, Backlog.NONE);
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return Admin.create(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        var thread = thread(config, PRODUCER);
        return new FencedProducer(
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()), () -> first(thread));
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        var consumer = new Polling(config);
        consumers.put(thread(config, CONSUMER), new WeakReference<>(consumer));
        return consumer;
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return consumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return new Awaiting(config);
    }

    /** Each poll of a stream thread begins here. */
    private final class Polling extends KafkaConsumer<byte[], byte[]> {
        Polling(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            backlog.polling(this);
            return super.poll(commits.pollingFor(timeout));
        }
    }

    /**
     * Waits for its topic. The thread of the store for readers asks for the topic's partitions once, and the whole topology
     * stops where a broker has not learned of the topic yet: at the first start, with more than one broker.
     */
    private static final class Awaiting extends KafkaConsumer<byte[], byte[]> {
        private static final Duration LONGEST = Duration.ofSeconds(30);
        private static final Duration PAUSE = Duration.ofMillis(100);

        Awaiting(Map<String, Object> config) {
            super(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }

        @Override
        public List<PartitionInfo> partitionsFor(String topic) {
            var end = System.nanoTime() + LONGEST.toNanos();
            while (true) {
                // null where the broker does not know the topic, although its Javadoc does not say so
                var partitions = Objects.requireNonNullElse(super.partitionsFor(topic), List.<PartitionInfo>of());
                if (!partitions.isEmpty()
                        || System.nanoTime() - end >= 0
                        || Thread.currentThread().isInterrupted()) {
                    return partitions;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String thread(Map<String, Object> config, String suffix) {
        var client = String.valueOf(config.get(CommonClientConfigs.CLIENT_ID_CONFIG));
        if (!client.endsWith(suffix)) {
            throw new IllegalStateException("Kafka Streams names its clients otherwise than it did: " + client);
        }
        return client.substring(0, client.length() - suffix.length());
    }

    /** What is committed of a partition of the thread's; called by that thread. */
    private Map<TopicPartition, OffsetAndMetadata> first(String thread) {
        var consumer = Optional.ofNullable(consumers.get(thread))
                .map(WeakReference::get)
                .orElseThrow(() -> new IllegalStateException(thread + " has a producer and no consumer"));
        var partition = consumer.assignment().stream()
                .findFirst()
                .orElseThrow(() -> new CommitFailedException(thread + " has no partitions any more"));
        // where nothing is committed yet, reading begins at the earliest, which 0 comes to as well
        return Map.of(
                partition,
                Optional.ofNullable(consumer.committed(Set.of(partition)).get(partition))
                        .orElseGet(() -> new OffsetAndMetadata(0)));
    }
}
