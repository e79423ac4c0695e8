package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import muster.platform.EmbeddedKafka;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The end of a topic, with all that has an offset and is no record. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class TopicReadingTest {
    private static final Duration LONGEST = Duration.ofSeconds(20);
    private static final long START = Instant.parse("2026-01-13T00:00:00Z").toEpochMilli();

    private EmbeddedKafka kafka;
    private String topic = "";

    @BeforeAll
    void open() {
        kafka = EmbeddedKafka.started();
    }

    @AfterAll
    void close() {
        kafka.close();
    }

    @BeforeEach
    void topic(TestInfo test) throws Exception {
        topic = test.getTestMethod().orElseThrow().getName();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 2, (short) 1))).all().get();
        }
    }

    private TopicReading reading(InstantSource clock) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed");
        Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> consumers =
                () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        return new TopicReading(consumers, LONGEST, clock);
    }

    private List<String> newest(int limit) {
        var newest = reading(InstantSource.system()).newest(topic, limit);
        assertThat(newest.complete()).isTrue();
        return newest.records().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private void write(Consumer<KafkaProducer<String, byte[]>> each) {
        Map<String, Object> config = Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", topic);
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            each.accept(producer);
        }
    }

    private void send(KafkaProducer<String, byte[]> producer, int partition, long second, String value) {
        producer.send(new ProducerRecord<>(
                topic, partition, START + second * 1000, "key", value.getBytes(StandardCharsets.UTF_8)));
    }

    private void commit(KafkaProducer<String, byte[]> producer, int partition, long second, String... values) {
        producer.beginTransaction();
        for (var value : values) {
            send(producer, partition, second, value);
        }
        producer.commitTransaction();
    }

    private void abort(KafkaProducer<String, byte[]> producer, int partition, int times) {
        for (int time = 0; time < times; time++) {
            producer.beginTransaction();
            send(producer, partition, 1_000, "never");
            producer.flush();
            producer.abortTransaction();
        }
    }

    @Test
    void older_records_of_one_partition_do_not_stand_in_for_newer_ones_behind_aborted_transactions() {
        write(producer -> {
            for (int second = 0; second < 10; second++) {
                commit(producer, 0, second, "old-" + second);
                commit(producer, 1, 100 + second, "new-" + second);
            }
            abort(producer, 1, 40);
        });
        assertThat(newest(3)).containsExactly("new-9", "new-8", "new-7");
        assertThat(newest(12)).startsWith("new-9").endsWith("new-0", "old-9", "old-8");
        assertThat(newest(500)).hasSize(20);
        assertThat(reading(InstantSource.system()).lastOffsets(topic))
                .containsExactly(Map.entry(0, 18L), Map.entry(1, 18L));
    }

    @Test
    void of_records_of_the_same_millisecond_the_later_is_the_newer() {
        write(producer -> commit(producer, 0, 5, "first", "second", "third"));
        assertThat(newest(2)).containsExactly("third", "second");
    }

    @Test
    void a_topic_without_records_is_answered_at_once() {
        assertThat(newest(50)).isEmpty();
        write(producer -> abort(producer, 0, 3));
        assertThat(newest(50)).isEmpty();
        assertThat(reading(InstantSource.system()).lastOffsets(topic)).isEmpty();
    }

    @Test
    void when_time_is_up_that_is_said_and_no_offset_is_taken_for_the_last() {
        write(producer -> commit(producer, 0, 5, "one"));
        var now = new AtomicReference<>(Instant.EPOCH);
        InstantSource leaping =
                () -> now.updateAndGet(time -> time.plus(LONGEST).plusSeconds(1));
        assertThat(reading(leaping).newest(topic, 10).complete()).isFalse();
        assertThatThrownBy(() -> reading(leaping).lastOffsets(topic))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("could not be read to its end");
    }
}
