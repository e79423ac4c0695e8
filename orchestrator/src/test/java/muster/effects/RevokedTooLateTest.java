package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A process that stood still for longer than its session, and wakes. */
class RevokedTooLateTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION = new TopicPartition("effects", 0);
    private static final TopicPartition OTHER = new TopicPartition("effects", 1);

    private final AtomicInteger refused = new AtomicInteger();
    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest") {
        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> positions) {
            refused.incrementAndGet();
            throw new CommitFailedException();
        }
    };
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());

    @Test
    void the_runner_outlives_a_commit_that_is_refused_because_another_has_its_partitions() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L, OTHER, 0L));
        var settings = new EffectRunner.Settings("effects", "results", 10, Duration.ofSeconds(1));
        try (var runner = new EffectRunner(
                consumer,
                producer,
                _ -> new Outcome.Done(),
                settings,
                InstantSource.system(),
                RunnerMetrics.NONE,
                new Turns(InstantSource.system()),
                Told.NOTHING)) {
            runner.start();
            consumer.schedulePollTask(() -> {
                consumer.rebalance(List.of(PARTITION));
                consumer.addRecord(new ConsumerRecord<>("effects", 0, 0, new byte[0], request(1)));
            });
            consumer.schedulePollTask(() -> {
                // finished, and not committed yet
                await().atMost(SOON).until(producer::completeNext);
                consumer.rebalance(List.of(OTHER));
            });
            await().atMost(SOON).until(() -> refused.get() == 1);

            consumer.schedulePollTask(
                    () -> consumer.addRecord(new ConsumerRecord<>("effects", 1, 0, new byte[0], request(2))));
            await().atMost(SOON).until(() -> producer.history().size() == 2);
            assertThat(runner.isAlive()).isTrue();
        }
    }

    private static byte[] request(int round) {
        var target = new Effect.Target(
                new InstanceId("i-0000000000000000a"), new Generation(1), new StepName("describe"), round);
        return Json.write(new EffectRequest(new Effect.DescribeInstance(target), 1, Instant.EPOCH));
    }
}
