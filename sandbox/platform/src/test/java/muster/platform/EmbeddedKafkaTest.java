package muster.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {

    @Test
    void what_a_transaction_wrote_is_there_after_a_stop_and_a_start_on_the_same_port() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.started()) {
            String before = kafka.bootstrapServers();
            createTopic(kafka, "facts");
            writeInATransaction(kafka, "facts", "one");

            kafka.stop();
            kafka.start();

            assertThat(kafka.bootstrapServers()).isEqualTo(before);
            writeInATransaction(kafka, "facts", "two");
            assertThat(readCommitted(kafka, "facts", 2)).containsExactly("one", "two");
        }
    }

    @Test
    void a_topic_that_nobody_created_does_not_come_into_being() {
        try (EmbeddedKafka kafka = EmbeddedKafka.started();
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            assertThatThrownBy(() -> admin.describeTopics(List.of("nowhere"))
                            .allTopicNames()
                            .get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        }
    }

    @Test
    void its_data_is_deleted_when_it_is_closed() throws Exception {
        Path temp = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> others = foldersIn(temp);
        EmbeddedKafka kafka = EmbeddedKafka.started();
        assertThat(foldersIn(temp)).hasSizeGreaterThan(others.size());

        kafka.close();

        assertThat(foldersIn(temp)).containsExactlyInAnyOrderElementsOf(others);
    }

    private static List<Path> foldersIn(Path temp) throws Exception {
        try (Stream<Path> entries = Files.list(temp)) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith("muster-kafka-"))
                    .toList();
        }
    }

    private static void createTopic(EmbeddedKafka kafka, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 3, (short) 1))).all().get();
        }
    }

    private static void writeInATransaction(EmbeddedKafka kafka, String topic, String value) {
        Map<String, Object> config =
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "the-writer");
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>(topic, "i-0123456789abcdef0", value));
            producer.commitTransaction();
        }
    }

    private static List<String> readCommitted(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "group.id", "the-reader",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            await().atMost(Duration.ofSeconds(20)).until(() -> {
                consumer.poll(Duration.ofMillis(200)).forEach(message -> values.add(message.value()));
                return values.size() >= count;
            });
        }
        return values;
    }
}
