package muster.bench.engine;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import muster.harness.Watch;
import muster.platform.EmbeddedKafka;
import muster.schemas.Instance;
import muster.schemas.Json;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import muster.stream.Nodes;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;

/**
 * Many live instances without their history: what the decider makes of one that serves and of one that waits is written for
 * each of them to the changelogs of an application and to the topic of all instances, as the application would have left it.
 *
 * @param application whose changelogs are written; nothing of it may have run yet
 */
record Fleet(EmbeddedKafka kafka, String application, Topics topics, AtomicReference<@Nullable Exception> failure) {
    /** Of so many, one still waits and has timers; the others serve. */
    private static final int ONE_WAITS_OF = 10;

    /** Nothing of it falls due while it is measured. */
    private static final Duration AHEAD = Duration.ofDays(1);

    Fleet(EmbeddedKafka kafka, String application, Topics topics) {
        this(kafka, application, topics, new AtomicReference<>());
    }

    /** @return [records] written to the changelogs */
    long lay(int instances) {
        createChangelogs();
        var serving = SampleLife.serving(Event.instance(0), Instant.now()).instance();
        var waiting =
                SampleLife.waiting(Event.instance(0), Instant.now().plus(AHEAD)).instance();
        long records = 0;
        try (var producer = producer()) {
            for (int i = 0; i < instances; i++) {
                records += lay(producer, i % ONE_WAITS_OF == 0 ? waiting : serving, i);
            }
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the fleet is not complete", failure.get());
        }
        return records;
    }

    private void send(KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record) {
        var _ = producer.send(record, (_, fault) -> {
            if (fault != null) {
                failure.set(fault);
            }
        });
    }

    private long lay(KafkaProducer<byte[], byte[]> producer, Instance like, int number) {
        var id = Event.instance(number);
        var key = id.value().getBytes(StandardCharsets.UTF_8);
        var state = new String(Json.write(like), StandardCharsets.UTF_8)
                .replace(like.id().value().substring(2), id.value().substring(2))
                .replace("validator-1\"", "validator-" + number + "\"")
                .getBytes(StandardCharsets.UTF_8);
        var partition = partition(key);
        send(producer, new ProducerRecord<>(changelog(Nodes.INSTANCES), partition, key, state));
        send(producer, new ProducerRecord<>(topics.instances(), partition, key, state));
        like.timers().forEach((timer, due) -> {
            // as the timer store has its keys: due time, instance, name
            var tail = (id + "/" + timer).getBytes(StandardCharsets.US_ASCII);
            var timerKey = ByteBuffer.allocate(Long.BYTES + tail.length)
                    .putLong(due.at().toEpochMilli())
                    .put(tail)
                    .array();
            send(producer, new ProducerRecord<>(changelog(Nodes.TIMERS), partition, timerKey, new byte[] {1}));
        });
        return 1 + like.timers().size();
    }

    /** Of a topic of ours, as producers choose it. */
    static int partition(byte[] key) {
        return Utils.toPositive(Utils.murmur2(key)) % TopicSettings.DEFAULT_PARTITIONS;
    }

    String changelog(String store) {
        return application + "-" + store + "-changelog";
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka.bootstrapServers(),
                        // a record twice does no harm here; where a new partition refuses the first batch and takes the
                        // second, an idempotent producer's first is out of order until it expires
                        ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                        false,
                        ProducerConfig.LINGER_MS_CONFIG,
                        20,
                        ProducerConfig.BATCH_SIZE_CONFIG,
                        256 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void createChangelogs() {
        var names = List.of(changelog(Nodes.INSTANCES), changelog(Nodes.TIMERS));
        try (var admin =
                Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()))) {
            var compacted = names.stream()
                    .map(name -> new NewTopic(name, Optional.of(TopicSettings.DEFAULT_PARTITIONS), Optional.empty())
                            .configs(Map.of("cleanup.policy", "compact")))
                    .toList();
            admin.createTopics(compacted)
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            if (!new Watch(Duration.ofSeconds(30)).until(() -> isKnown(admin, names))) {
                throw new IllegalStateException("the broker does not know the changelogs");
            }
        }
    }

    private static boolean isKnown(Admin admin, List<String> names) {
        return admin.describeTopics(names)
                .allTopicNames()
                .toCompletionStage()
                .handle((_, failure) -> failure == null)
                .toCompletableFuture()
                .join();
    }
}
