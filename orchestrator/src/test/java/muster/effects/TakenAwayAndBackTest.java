package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/** A partition that is taken away and comes back, while effects of it wait behind one that takes its time. */
class TakenAwayAndBackTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final TopicPartition PARTITION = new TopicPartition("effects", 0);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch slow = new CountDownLatch(1);
    private final AtomicInteger carriedOut = new AtomicInteger();

    @Test
    void what_waited_is_carried_out_all_the_same_and_its_offset_is_committed() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        var settings = new EffectRunner.Settings("effects", "results", 10, Duration.ofSeconds(1));
        try (var runner = new EffectRunner(
                consumer,
                producer,
                this::execute,
                settings,
                InstantSource.system(),
                RunnerMetrics.NONE,
                new Turns(InstantSource.system()),
                Told.NOTHING)) {
            runner.start();
            consumer.schedulePollTask(() -> {
                consumer.rebalance(List.of(PARTITION));
                deliver();
            });
            await().atMost(SOON).until(() -> begun.getCount() == 0);
            consumer.schedulePollTask(() -> {
                consumer.rebalance(List.of());
                consumer.rebalance(List.of(PARTITION));
                consumer.seek(PARTITION, 0);
                deliver();
            });
            // behind both deliveries, so that these have been taken
            var after = new AtomicInteger();
            consumer.schedulePollTask(after::incrementAndGet);
            consumer.schedulePollTask(after::incrementAndGet);
            await().atMost(SOON).until(() -> after.get() == 2);
            slow.countDown();

            await().atMost(SOON).until(() -> carriedOut.get() == 2);
            await().atMost(SOON).until(() -> {
                var committed = consumer.committed(java.util.Set.of(PARTITION)).get(PARTITION);
                return committed != null && committed.offset() == 2;
            });
            assertThat(carriedOut).hasValue(2);
        }
    }

    private Outcome execute(Effect effect) throws InterruptedException {
        if (effect.target().round() == 1) {
            begun.countDown();
            slow.await();
        }
        carriedOut.incrementAndGet();
        return new Outcome.Done();
    }

    private void deliver() {
        consumer.addRecord(new ConsumerRecord<>("effects", 0, 0, new byte[0], request(1)));
        consumer.addRecord(new ConsumerRecord<>("effects", 0, 1, new byte[0], request(2)));
    }

    private static byte[] request(int round) {
        var target = new Effect.Target(
                new InstanceId("i-0000000000000000a"), new Generation(1), new StepName("describe"), round);
        return Json.write(new EffectRequest(new Effect.DescribeInstance(target), 1, Instant.EPOCH));
    }
}
