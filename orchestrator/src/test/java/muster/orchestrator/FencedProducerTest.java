package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import muster.platform.EmbeddedKafka;
import muster.stream.DrainedCommits;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A process that was taken for dead, wakes up, and whose timers fire before it hears of that. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FencedProducerTest {
    private static final Duration POLL = Duration.ofMillis(100);

    private EmbeddedKafka kafka;

    @BeforeAll
    void open() {
        kafka = EmbeddedKafka.started();
    }

    @AfterAll
    void close() {
        kafka.close();
    }

    @Test
    void what_it_writes_is_refused_though_it_has_read_nothing() throws Exception {
        var zombie = zombie("refused");
        try (var producer = new FencedProducer(transactional(), () -> committed("refused"))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record("refused-out")).get();
            assertThatExceptionOfType(CommitFailedException.class)
                    .isThrownBy(() -> producer.sendOffsetsToTransaction(Map.of(), zombie));
            producer.abortTransaction();
        }
        assertThat(written("refused-out")).isZero();
    }

    /** Should Kafka refuse this one day, {@link FencedProducer} can go. */
    @Test
    void without_it_kafka_takes_what_a_zombie_writes() throws Exception {
        var zombie = zombie("taken");
        try (var producer = transactional()) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(record("taken-out")).get();
            producer.sendOffsetsToTransaction(Map.of(), zombie);
            producer.commitTransaction();
        }
        assertThat(written("taken-out")).isEqualTo(1);
    }

    /** With no record to read at all. */
    @Test
    void the_owner_s_timers_are_committed_with_an_offset(@TempDir Path state) throws Exception {
        topics("ticking", "ticking-out");
        var config = new Properties();
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "ticking");
        config.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        var bytes = new ByteArraySerializer();
        var topology = new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "ticking")
                .addProcessor("tick", Ticking::new, "in")
                .addSink("out", "ticking-out", bytes, bytes, "tick");
        try (var streams = new KafkaStreams(topology, config, new FencedClients(DrainedCommits.NONE));
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            streams.start();
            await().atMost(Duration.ofSeconds(30)).until(() -> written("ticking-out") > 1);
            assertThat(admin.listConsumerGroupOffsets("ticking")
                            .partitionsToOffsetAndMetadata()
                            .get())
                    .containsEntry(new TopicPartition("ticking", 0), new OffsetAndMetadata(0));
        }
    }

    private static final class Ticking extends ContextualProcessor<byte[], byte[], byte[], byte[]> {
        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            super.init(context);
            context.schedule(
                    POLL,
                    PunctuationType.WALL_CLOCK_TIME,
                    now -> context.forward(new Record<>(new byte[0], new byte[0], now)));
        }

        @Override
        public void process(Record<byte[], byte[]> record) {}
    }

    /** What a consumer was told of its group, which another has taken over since. */
    private ConsumerGroupMetadata zombie(String group) throws Exception {
        topics(group, group + "-out");
        ConsumerGroupMetadata first;
        try (var consumer = member(group)) {
            first = consumer.groupMetadata();
        }
        try (var _ = member(group)) {
            return first;
        }
    }

    private KafkaConsumer<byte[], byte[]> member(String group) {
        var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "group.id", group),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(group));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            consumer.poll(POLL);
            return !consumer.assignment().isEmpty();
        });
        return consumer;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String topic) {
        return Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(0));
    }

    private Producer<byte[], byte[]> transactional() {
        return new KafkaProducer<>(
                Map.<String, Object>of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "transactional.id",
                        "zombie-" + UUID.randomUUID()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static ProducerRecord<byte[], byte[]> record(String topic) {
        return new ProducerRecord<>(topic, 0, new byte[0], "stale".getBytes(StandardCharsets.UTF_8));
    }

    private void topics(String... names) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(names).stream()
                            .map(name -> new NewTopic(name, 1, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
    }

    /** Committed records of a topic's one partition. */
    private long written(String topic) {
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of(
                        "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partition = new TopicPartition(topic, 0);
            consumer.assign(Set.of(partition));
            consumer.seekToBeginning(Set.of(partition));
            var end = consumer.endOffsets(Set.of(partition)).getOrDefault(partition, 0L);
            long count = 0;
            while (consumer.position(partition) < end) {
                count += consumer.poll(POLL).count();
            }
            return count;
        }
    }
}
