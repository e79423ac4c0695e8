package muster.stream;

import static muster.instance.Signals.instance;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.instance.InstanceDecider;
import muster.instance.ValidatorLifecycle;
import muster.orchestrator.FencedClients;
import muster.orchestrator.KafkaSettings;
import muster.orchestrator.StoreMemory;
import muster.orchestrator.StoreSettings;
import muster.orchestrator.StreamsConfiguration;
import muster.platform.EmbeddedKafka;
import muster.schemas.CommandId;
import muster.schemas.Ec2State;
import muster.schemas.EffectId;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.Hook;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import muster.schemas.topic.Topic;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Everything that a topic takes, on every topic that the topology reads, with a real broker: nothing stops. */
@Timeout(180)
class FuzzedTopicsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MIB = 1024 * 1024;
    private static final int PARTITIONS = 2;
    private static final Topics TOPICS = Topics.defaults();
    private static final InstanceId I1 = instance(1);

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x".repeat(300),
            "../../etc/passwd",
            "\u0000\uD83D\uDE00",
            "i-0000000000000000f",
            "+1000000000-12-31T23:59:59.999999999Z",
            "-1000000000-01-01T00:00:00Z",
            "+294247-01-10T04:00:54.775807Z",
            "9999-12-31T23:59:59Z",
            "1969-12-31T23:59:59.999Z",
            "PT2562047788015215H30M7.999999999S");

    private final ConcurrentLinkedQueue<Throwable> deaths = new ConcurrentLinkedQueue<>();
    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();

    @Test
    void nothing_that_lies_on_an_input_topic_stops_the_topology(@TempDir Path folder) throws Exception {
        try (var kafka = EmbeddedKafka.started();
                var memory = new StoreMemory(new StoreSettings(64, 16))) {
            create(kafka);
            var healthy = IntStream.rangeClosed(1_000, 1_020)
                    .mapToObj(n -> instance(n))
                    .toList();
            fuzz();
            healthy.forEach(id -> add(
                    TOPICS.launchSuccessful(),
                    id,
                    Events.launching(id, 0, "L" + id).json()));
            send(kafka);
            var commits = new DrainedCommits(Duration.ofMillis(10), Duration.ofMillis(100));
            var topology = new LifecycleTopology(
                    TOPICS,
                    new EventSignals(),
                    new InstanceDecider(ValidatorLifecycle.alone(), InstanceDecider.Retention.DEFAULT),
                    Duration.ofMillis(100),
                    commits,
                    Backlog.NONE,
                    StreamMetrics.NONE);
            var config = StreamFaults.handledIn(
                    StreamsConfiguration.of(settings(kafka, folder), memory), TOPICS.deadLetters(), StreamMetrics.NONE);
            try (var streams = new KafkaStreams(topology.build(), config, new FencedClients(commits))) {
                streams.setUncaughtExceptionHandler(death -> {
                    // on a machine that is busy otherwise, a transaction can come to its timeout
                    for (Throwable cause = death; cause != null; cause = cause.getCause()) {
                        if (cause instanceof InvalidTxnStateException) {
                            return StreamThreadExceptionResponse.REPLACE_THREAD;
                        }
                    }
                    deaths.add(death);
                    return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
                });
                streams.start();
                var journalled = new HashSet<InstanceId>();
                try (var journal = reader(kafka, TOPICS.journal())) {
                    await().atMost(Duration.ofSeconds(120)).until(() -> {
                        journal.poll(Duration.ofMillis(100))
                                .forEach(record -> journalled.add(
                                        new InstanceId(new String(record.key(), StandardCharsets.UTF_8))));
                        return !deaths.isEmpty() || journalled.containsAll(healthy);
                    });
                }
                assertThat(deaths).isEmpty();
                assertThat(streams.state().isRunningOrRebalancing()).isTrue();
                assertThat(journalled).containsAll(healthy);
            }
            assertThat(letters(kafka))
                    .hasSizeGreaterThan(records.size() / 3)
                    .allSatisfy(letter ->
                            assertThat(letter.serializedValueSize()).isLessThanOrEqualTo(DeadLetters.LARGEST_VALUE))
                    .anySatisfy(letter -> {
                        assertThat(text(letter, "muster_value_length")).isEqualTo(Integer.toString(MIB));
                        assertThat(text(letter, "muster_value_sha256")).hasSize(64);
                        assertThat(text(letter, "muster_offset")).isNotEmpty();
                    });
        }
    }

    private void fuzz() throws IOException {
        var events = Map.of(
                TOPICS.launchSuccessful(), List.of(Events.launching(I1, 0, "L1"), Events.launchingRaw(I1, 1, "L2")),
                TOPICS.terminating(), List.of(Events.terminating(I1, 2, "T1"), Events.launchUnsuccessful(I1, 3)),
                TOPICS.ec2Running(), List.of(Events.running(I1, 4)),
                TOPICS.commandStatus(),
                        List.of(Events.command(I1, 5, "00000000-0000-4000-8000-000000000001", "Success")),
                TOPICS.interruptions(), List.of(Events.spot(I1, 6), Events.health(I1, 7, I1)));
        for (var topic : events.entrySet()) {
            for (var event : topic.getValue()) {
                mutate(topic.getKey(), MAPPER.readTree(event.json()));
                oversize(topic.getKey(), MAPPER.readTree(event.json()));
            }
            shapes(topic.getKey());
        }
        for (var outcome : outcomes()) {
            var id = EffectId.of(I1, new Generation(1), new StepName("step"), 1);
            var result = new EffectResult(id, I1, new Generation(1), outcome, Instant.EPOCH, 1);
            mutate(TOPICS.effectResults(), MAPPER.readTree(Json.write(result)));
            oversize(TOPICS.effectResults(), MAPPER.readTree(Json.write(result)));
        }
        shapes(TOPICS.effectResults());
        shapes(TOPICS.instances());
    }

    private static List<Outcome> outcomes() {
        return List.of(
                new Outcome.Done(),
                new Outcome.Claimed(new Hostname("validator-001")),
                new Outcome.Described(Ec2State.RUNNING, "10.0.0.1", "", ""),
                new Outcome.CommandSent(new CommandId("00000000-0000-4000-8000-000000000001")),
                new Outcome.HookFound(Duration.ofMinutes(5), Hook.Result.ABANDON),
                new Outcome.Blocked(Outcome.Fault.REQUEST, "reason", "remedy"));
    }

    /** Each field, at any depth: without it, and with everything that it is not. */
    private void mutate(String topic, JsonNode base) {
        for (var path : paths(base, "")) {
            change(topic, base, path, null);
            wrong().forEach(value -> change(topic, base, path, value));
        }
    }

    private static Stream<JsonNode> wrong() {
        var json = JsonNodeFactory.instance;
        return Stream.concat(
                TEXTS.stream().map(json::textNode),
                Stream.of(
                        json.nullNode(),
                        json.booleanNode(true),
                        json.numberNode(-1),
                        json.numberNode(Long.MAX_VALUE),
                        json.numberNode(new BigDecimal("1e400")),
                        json.arrayNode().add(json.objectNode()),
                        json.objectNode()));
    }

    private static List<String> paths(JsonNode node, String prefix) {
        var paths = new ArrayList<String>();
        node.fieldNames().forEachRemaining(name -> {
            paths.add(prefix + "/" + name);
            paths.addAll(paths(node.path(name), prefix + "/" + name));
        });
        return paths;
    }

    private void change(String topic, JsonNode base, String path, @Nullable JsonNode value) {
        var copy = base.deepCopy();
        var slash = path.lastIndexOf('/');
        var parent = (ObjectNode) copy.at(path.substring(0, slash));
        var name = path.substring(slash + 1);
        if (value == null) {
            parent.remove(name);
        } else {
            parent.set(name, value);
        }
        add(topic, I1, copy.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Readable and not, up to what the reader takes, with the padding where it would be copied on. */
    private void oversize(String topic, JsonNode base) {
        var room = MIB - base.toString().length() - 100;
        for (var field : List.of("id", "account", "unknown")) {
            change(topic, base, "/" + field, new TextNode("y".repeat(room)));
        }
        if (base.has("outcome")) {
            change(topic, base, "/outcome/reason", new TextNode("y".repeat(room)));
        }
        if (base.has("detail")) {
            var unreadable = base.deepCopy();
            ((ObjectNode) unreadable).put("time", "never");
            ((ObjectNode) unreadable).put("pad", "");
            var pad = MIB - unreadable.toString().length();
            change(topic, unreadable, "/pad", new TextNode("z".repeat(pad)));
        }
    }

    private void shapes(String topic) {
        var key = I1.value().getBytes(StandardCharsets.UTF_8);
        var largest = 2 * MIB - 1_000;
        for (var text : List.of("", "null", "{}", "[]", "3", "\"x\"", "{not json", "[".repeat(100_000), "{\"v\":1}")) {
            records.add(new ProducerRecord<>(topic, key, text.getBytes(StandardCharsets.UTF_8)));
            records.add(new ProducerRecord<>(topic, 0, null, text.getBytes(StandardCharsets.UTF_8)));
        }
        records.add(new ProducerRecord<>(topic, key, new byte[largest]));
        records.add(new ProducerRecord<>(topic, 0, new byte[largest], new byte[0]));
        records.add(new ProducerRecord<>(topic, 0, null, new byte[MIB]));
        records.add(new ProducerRecord<>(topic, key, null));
        var laden = new ProducerRecord<>(topic, key, "no".getBytes(StandardCharsets.UTF_8));
        laden.headers().add("heavy", new byte[largest]).add("nothing", null);
        records.add(laden);
        records.add(new ProducerRecord<>(topic, null, 0L, key, "old".getBytes(StandardCharsets.UTF_8)));
        var soon = Instant.now().plus(Duration.ofMinutes(50)).toEpochMilli();
        records.add(new ProducerRecord<>(topic, null, soon, key, "early".getBytes(StandardCharsets.UTF_8)));
        records.add(
                new ProducerRecord<>(topic, null, 0L, key, Events.running(I1, 0).json()));
    }

    private void add(String topic, InstanceId key, byte[] value) {
        records.add(new ProducerRecord<>(topic, key.value().getBytes(StandardCharsets.UTF_8), value));
    }

    private void send(EmbeddedKafka kafka) {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "max.request.size", 3 * MIB),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            records.forEach(record -> producer.send(record, (_, refused) -> {
                if (refused != null) {
                    deaths.add(new AssertionError("the topic takes less than this test sends", refused));
                }
            }));
        }
        assertThat(deaths).isEmpty();
    }

    private static void create(EmbeddedKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var topics = TOPICS.all().stream()
                    .map(Topic::name)
                    .map(name -> new NewTopic(name, PARTITIONS, (short) 1)
                            .configs(Map.of("max.message.bytes", Integer.toString(TopicAdmin.MAX_MESSAGE_BYTES))))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    private static KafkaSettings settings(EmbeddedKafka kafka, Path folder) {
        return new KafkaSettings(
                kafka.bootstrapServers(),
                "fuzzed",
                folder.toString(),
                "",
                1,
                0,
                Duration.ofMillis(100),
                Duration.ofMillis(10),
                Duration.ofMillis(100),
                false,
                Map.of());
    }

    private static KafkaConsumer<byte[], byte[]> reader(EmbeddedKafka kafka, String topic) {
        var consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka.bootstrapServers(),
                        "isolation.level",
                        "read_committed",
                        "enable.auto.commit",
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private static List<ConsumerRecord<byte[], byte[]>> letters(EmbeddedKafka kafka) {
        var letters = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = reader(kafka, TOPICS.deadLetters())) {
            var ends = consumer.endOffsets(Set.copyOf(consumer.assignment()));
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(100)).forEach(letters::add);
            }
        }
        return letters;
    }

    private static String text(ConsumerRecord<byte[], byte[]> letter, String header) {
        var found = letter.headers().lastHeader(header);
        return found == null ? "" : new String(found.value(), StandardCharsets.UTF_8);
    }
}
