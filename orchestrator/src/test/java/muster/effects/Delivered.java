package muster.effects;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.StepName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A runner whose topics a test holds in its hands. */
final class Delivered implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(20);
    static final TopicPartition PARTITION = new TopicPartition("effects", 0);

    final Turns turns = new Turns(InstantSource.system());
    final AtomicInteger sends = new AtomicInteger();
    final AtomicInteger unreadable = new AtomicInteger();
    private final AtomicLong committed = new AtomicLong(-1);
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> positions, OffsetCommitCallback callback) {
            positions.values().forEach(position -> committed.set(position.offset()));
        }
    };
    private final MockProducer<byte[], byte[]> producer;
    private final EffectRunner runner;
    private long next;

    /** What becomes of a result that is sent. */
    interface Sending {
        Sending TAKEN = (_, _) -> false;

        /**
         * @param send 1 for the first
         * @return whether the callback was called
         * @throws RuntimeException to be thrown by the producer
         */
        boolean refuses(int send, Callback callback);
    }

    Delivered(int maxInFlight, EffectExecutor executor) {
        this(maxInFlight, executor, Sending.TAKEN);
    }

    Delivered(int maxInFlight, EffectExecutor executor, Sending sending) {
        producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
                return sending.refuses(sends.incrementAndGet(), callback)
                        ? new CompletableFuture<>()
                        : super.send(record, callback);
            }
        };
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> consumer.rebalance(List.of(PARTITION)));
        runner = new EffectRunner(
                consumer,
                producer,
                executor,
                new EffectRunner.Settings("effects", "results", maxInFlight, Duration.ofSeconds(1)),
                InstantSource.system(),
                new RunnerMetrics() {
                    @Override
                    public void finished(EffectRequest request, EffectResult result, Duration took) {}

                    @Override
                    public void unreadable() {
                        unreadable.incrementAndGet();
                    }
                },
                turns,
                Told.NOTHING);
        runner.start();
    }

    EffectRunner runner() {
        return runner;
    }

    void deliver(Effect... effects) {
        deliver(List.of(effects));
    }

    void deliver(List<Effect> effects) {
        deliverRaw(effects.stream()
                .map(effect -> Json.write(
                        new EffectRequest(effect, 1, InstantSource.system().instant())))
                .toArray(byte[][]::new));
    }

    void deliverRaw(byte[]... values) {
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        for (var value : values) {
            records.add(new ConsumerRecord<>("effects", 0, next++, new byte[0], value));
        }
        consumer.schedulePollTask(() -> records.forEach(consumer::addRecord));
    }

    /** -1 before anything was. */
    long committed() {
        return committed.get();
    }

    boolean isPaused() {
        return !consumer.paused().isEmpty();
    }

    /** Results on their topic. */
    int told() {
        return producer.history().size();
    }

    List<String> results() {
        return producer.history().stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    static Effect.Target target(int instance, String step, int round) {
        return new Effect.Target(
                new InstanceId("i-%017x".formatted(instance)), new Generation(1), new StepName(step), round);
    }

    @Override
    public void close() {
        runner.close();
    }
}
