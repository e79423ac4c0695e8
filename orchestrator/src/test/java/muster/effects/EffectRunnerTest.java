package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import muster.platform.EmbeddedKafka;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The runner on a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EffectRunnerTest {
    private static final InstanceId A = new InstanceId("i-0000000000000000a");
    private static final InstanceId B = new InstanceId("i-0000000000000000b");
    private static final Duration SOON = Duration.ofSeconds(20);

    private EmbeddedKafka kafka;
    private final AtomicInteger tests = new AtomicInteger();
    private String effects = "";
    private String results = "";

    @BeforeAll
    void open() {
        kafka = EmbeddedKafka.started();
    }

    @AfterAll
    void close() {
        kafka.close();
    }

    @BeforeEach
    void topics() throws Exception {
        var number = tests.incrementAndGet();
        effects = "effects-" + number;
        results = "results-" + number;
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(effects, 1, (short) 1), new NewTopic(results, 1, (short) 1)))
                    .all()
                    .get();
        }
    }

    @Test
    void effects_of_one_instance_keep_their_order_and_do_not_hold_up_another() {
        var begun = new ConcurrentLinkedQueue<EffectId>();
        var gate = new CountDownLatch(1);
        ask(A, 1);
        ask(A, 2);
        ask(B, 1);
        ask(A, 3);
        try (var runner = runner(effect -> {
            begun.add(effect.id());
            if (effect.id().equals(id(A, 1))) {
                gate.await();
            }
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> told().contains(id(B, 1)));
            assertThat(begun).containsExactlyInAnyOrder(id(A, 1), id(B, 1));
            assertThat(runner.isAlive()).isTrue();
            gate.countDown();
            await().atMost(SOON).until(() -> told().size() == 4);
            assertThat(told().stream().filter(id -> id.value().startsWith(A.value())))
                    .containsExactly(id(A, 1), id(A, 2), id(A, 3));
        }
    }

    @Test
    void an_effect_that_is_asked_for_again_while_it_is_in_hand_is_carried_out_once() {
        var begun = new ConcurrentLinkedQueue<EffectId>();
        var gate = new CountDownLatch(1);
        ask(A, 1);
        ask(A, 1);
        ask(A, 1);
        ask(B, 1);
        try (var _ = runner(effect -> {
            begun.add(effect.id());
            if (effect.instance().equals(A)) {
                gate.await();
            }
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> told().contains(id(B, 1)));
            gate.countDown();
            await().atMost(SOON).until(() -> told().contains(id(A, 1)));
            ask(A, 1);
            ask(A, 2);
            await().atMost(SOON).until(() -> told().contains(id(A, 2)));
            assertThat(begun).containsExactlyInAnyOrder(id(A, 1), id(B, 1), id(A, 1), id(A, 2));
        }
        // all is committed: nothing comes again
        begun.clear();
        ask(B, 2);
        try (var _ = runner(effect -> {
            begun.add(effect.id());
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> told().contains(id(B, 2)));
            assertThat(begun).containsExactly(id(B, 2));
        }
    }

    @Test
    void no_offset_is_committed_past_an_effect_that_is_not_finished_and_only_that_is_carried_out_again() {
        var stuck = new CountDownLatch(1);
        ask(B, 1);
        ask(A, 1);
        ask(B, 2);
        var first = runner(effect -> {
            if (effect.instance().equals(A)) {
                stuck.await();
            }
            return new Outcome.Done();
        });
        await().atMost(SOON).until(() -> told().containsAll(List.of(id(B, 1), id(B, 2))));
        await().atMost(SOON).until(() -> committed() == 1);
        first.close();
        assertThat(committed()).isEqualTo(1);

        // a retry: asked for after it was told
        ask(B, 1);
        var again = new ConcurrentLinkedQueue<EffectId>();
        try (var second = runner(effect -> {
            again.add(effect.id());
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> committed() == 4);
            assertThat(again).as("B's second was told already").containsExactlyInAnyOrder(id(A, 1), id(B, 1));
            assertThat(second.isAlive()).isTrue();
        }
        stuck.countDown();
    }

    @Test
    void what_is_no_effect_is_passed_over_and_a_bug_becomes_a_result() {
        send("not an effect".getBytes(StandardCharsets.UTF_8), A);
        ask(A, 1);
        ask(B, 1);
        try (var runner = runner(effect -> {
            if (effect.instance().equals(A)) {
                throw new IllegalStateException("a bug");
            }
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> told().size() == 2);
            assertThat(outcomes())
                    .containsExactlyInAnyOrder(
                            new Outcome.Blocked(
                                    Outcome.Fault.REQUEST,
                                    "unexpected: java.lang.IllegalStateException: a bug",
                                    "report it with the trace that the log has"),
                            new Outcome.Done());
            await().atMost(SOON).until(() -> committed() == 3);
            assertThat(runner.isAlive()).isTrue();
        }
    }

    @Test
    void more_effects_than_may_be_in_flight_all_come_through() {
        for (int round = 1; round <= 200; round++) {
            ask(new InstanceId("i-%017x".formatted(round)), 1);
        }
        var running = new AtomicInteger();
        var most = new AtomicInteger();
        try (var runner = runner(effect -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            running.decrementAndGet();
            return new Outcome.Done();
        })) {
            await().atMost(SOON).until(() -> told().size() == 200);
            assertThat(runner.isAlive()).isTrue();
        }
        // one poll may overshoot by what it brings
        assertThat(most.get()).isLessThanOrEqualTo(10 + 50);
    }

    private EffectRunner runner(EffectExecutor executor) {
        var runner = new EffectRunner(
                new KafkaConsumer<>(
                        consumer("runner-" + effects), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new KafkaProducer<>(producer(), new ByteArraySerializer(), new ByteArraySerializer()),
                executor,
                new EffectRunner.Settings(effects, results, 10, Duration.ofMillis(500)),
                InstantSource.system(),
                RunnerMetrics.NONE,
                new Turns(InstantSource.system()),
                new ToldOnTopic(
                        () -> new KafkaConsumer<>(
                                consumer("told"), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                        results,
                        InstantSource.system()));
        runner.start();
        return runner;
    }

    private Map<String, Object> consumer(String group) {
        return Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                kafka.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                50);
    }

    private Map<String, Object> producer() {
        return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    }

    private void ask(InstanceId instance, int round) {
        var target = new Effect.Target(instance, new Generation(1), new StepName("step"), round);
        send(
                Json.write(new EffectRequest(
                        new Effect.CheckAgent(target), 1, InstantSource.system().instant())),
                instance);
    }

    private void send(byte[] value, InstanceId key) {
        try (var producer = new KafkaProducer<>(producer(), new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(effects, key.value().getBytes(StandardCharsets.UTF_8), value));
        }
    }

    private static EffectId id(InstanceId instance, int round) {
        return EffectId.of(instance, new Generation(1), new StepName("step"), round);
    }

    private List<EffectId> told() {
        return readResults().stream().map(EffectResult::effect).toList();
    }

    private List<Outcome> outcomes() {
        return readResults().stream().map(EffectResult::outcome).toList();
    }

    private List<EffectResult> readResults() {
        var partition = new TopicPartition(results, 0);
        var read = new ArrayList<EffectResult>();
        try (var consumer = new KafkaConsumer<>(
                consumer("reader"), new ByteArrayDeserializer(), Json.result().deserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(record -> read.add(record.value()));
            }
        }
        return read;
    }

    private long committed() {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var offsets = admin.listConsumerGroupOffsets("runner-" + effects)
                    .partitionsToOffsetAndMetadata()
                    .get();
            var offset = offsets.get(new TopicPartition(effects, 0));
            return offset == null ? 0 : offset.offset();
        } catch (InterruptedException | ExecutionException failure) {
            throw new AssertionError(failure);
        }
    }
}
