package muster.orchestrator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.effects.Turns;
import muster.schemas.InterruptionKind;
import muster.schemas.Signal;
import muster.schemas.topic.Topic;
import muster.stream.Reading;
import muster.stream.SignalReader;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the runner which instances AWS is about to take away, from the topic of warnings: an effect does not say so, and
 * the stream that decides may be another process. Each process reads all partitions, without a group, from ten minutes ago on.
 * Where this stops, effects of interrupted instances only lose their priority.
 */
final class InterruptionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InterruptionWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final Topic topic;
    private final SignalReader reader;
    private final Turns turns;
    private final InstantSource clock;
    private final Thread thread =
            Thread.ofPlatform().name("interruption-watch").daemon().unstarted(this::run);

    /** @param consumer {@code read_committed}, without a group; this watch closes it */
    InterruptionWatch(
            Consumer<byte[], byte[]> consumer, Topic topic, SignalReader reader, Turns turns, InstantSource clock) {
        this.consumer = consumer;
        this.topic = topic;
        this.reader = reader;
        this.turns = turns;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            begin();
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL).forEach(this::hear);
            }
        } catch (WakeupException _) {
            LOG.debug("stopped");
        } catch (KafkaException fault) {
            LOG.warn("effects of interrupted instances go in turn until the next start: {}", fault.getMessage(), fault);
        }
    }

    private void begin() {
        // not by what the broker lists, which is nothing for a moment where a topic was just created
        var partitions = IntStream.range(0, topic.partitions())
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .toList();
        consumer.assign(partitions);
        var since = clock.instant().minus(Turns.INTERRUPTED).toEpochMilli();
        consumer.seekToEnd(partitions);
        consumer.offsetsForTimes(partitions.stream().collect(Collectors.toMap(it -> it, _ -> since)))
                .forEach((partition, found) -> {
                    if (found != null) {
                        consumer.seek(partition, found.offset());
                    }
                });
    }

    /** The key says which instance is meant; what cannot be read is the stream's to report. */
    private void hear(ConsumerRecord<byte[], byte[]> record) {
        var heard = Instant.ofEpochMilli(record.timestamp());
        if (record.key() != null && reader.read(record.value(), heard) instanceof Reading.Read(var signals)) {
            var key = new String(record.key(), StandardCharsets.UTF_8);
            signals.stream()
                    .filter(InterruptionWatch::isSpot)
                    .map(signal -> signal.from().instance())
                    .filter(instance -> instance.value().equals(key))
                    .forEach(instance -> turns.interrupted(instance, heard));
        }
    }

    private static boolean isSpot(Signal signal) {
        return signal instanceof Signal.InterruptionAnnounced announced && announced.kind() == InterruptionKind.SPOT;
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(POLL.multipliedBy(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
