package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import muster.harness.Watch;
import muster.orchestrator.StoreMemory;
import muster.orchestrator.StreamsConfiguration;
import muster.platform.EmbeddedKafka;
import muster.schemas.topic.TopicSettings;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/**
 * What Kafka Streams does on this machine at best with Muster's settings: exactly-once, and for each record one get, one put
 * and one record that goes on. Nothing is parsed.
 */
final class PassThrough implements AutoCloseable {
    private static final String STORE = "seen";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final String from;
    private final AtomicLong passed = new AtomicLong();
    private final StoreMemory memory = Engine.memory();
    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaStreams streams;
    private long sent;
    private volatile long lastPassed;

    PassThrough(EmbeddedKafka kafka, String name, Path stateDir) {
        from = name + "-in";
        var to = name + "-out";
        create(kafka, from, to);
        producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        ProducerConfig.LINGER_MS_CONFIG,
                        5),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        streams = new KafkaStreams(
                topology(to),
                StreamsConfiguration.of(Engine.settings(kafka.bootstrapServers(), name, stateDir, ""), memory));
    }

    private static void create(EmbeddedKafka kafka, String... topics) {
        try (var admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            var all = List.of(topics).stream()
                    .map(topic -> new NewTopic(topic, Optional.of(TopicSettings.DEFAULT_PARTITIONS), Optional.empty()))
                    .toList();
            admin.createTopics(all)
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private Topology topology(String to) {
        var bytes = new ByteArrayDeserializer();
        return new Topology()
                .addSource(AutoOffsetReset.earliest(), "in", bytes, bytes, from)
                .addProcessor("pass", new Passing(this::passed), "in")
                .addSink("out", to, new ByteArraySerializer(), new ByteArraySerializer(), "pass");
    }

    private void passed() {
        passed.incrementAndGet();
        lastPassed = System.nanoTime();
    }

    PassThrough started() {
        streams.start();
        if (!new Watch(LIMIT).until(() -> streams.state() == KafkaStreams.State.RUNNING)) {
            throw new IllegalStateException("the pass-through is " + streams.state() + " after " + LIMIT);
        }
        return this;
    }

    /**
     * Lays the records ready, then lets them pass.
     *
     * @param size [bytes] of each value
     * @return [records/s]
     */
    double run(int records, int keys, int size) {
        streams.pause();
        for (int i = 0; i < records; i++) {
            var key = Event.instance(i % keys).value().getBytes(StandardCharsets.UTF_8);
            var _ = producer.send(new ProducerRecord<>(from, key, new byte[size]));
        }
        producer.flush();
        sent += records;
        long begin = System.nanoTime();
        streams.resume();
        if (!new Watch(LIMIT).until(() -> passed.get() == sent)) {
            throw new IllegalStateException((sent - passed.get()) + " records have not passed after " + LIMIT);
        }
        return records / ((lastPassed - begin) / 1e9);
    }

    private record Passing(Runnable passed)
            implements ProcessorSupplier<byte @Nullable [], byte @Nullable [], Object, Object> {
        @Override
        public Processor<byte @Nullable [], byte @Nullable [], Object, Object> get() {
            return new GetAndPut(passed);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                    Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray()));
        }
    }

    private static final class GetAndPut
            extends ContextualProcessor<byte @Nullable [], byte @Nullable [], Object, Object> {
        private final Runnable passed;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before all else
        private KeyValueStore<Bytes, byte[]> store;

        GetAndPut(Runnable passed) {
            this.passed = passed;
        }

        @Override
        public void init(ProcessorContext<Object, Object> context) {
            super.init(context);
            store = context.getStateStore(STORE);
        }

        @Override
        public void process(Record<byte @Nullable [], byte @Nullable []> record) {
            var key = Bytes.wrap(record.key());
            var _ = store.get(key);
            store.put(key, record.value());
            context().forward(record);
            passed.run();
        }
    }

    @Override
    public void close() {
        streams.close(LIMIT);
        producer.close();
        memory.close();
    }
}
