package muster.orchestrator;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
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
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the runner what an effect does not say: which group an instance is of, from its hooks, and which instances AWS is about
 * to take away, from the warnings. The stream that decides hears the same, but may be another process. Each process reads all
 * partitions of those topics, without a consumer group, from ten minutes ago on; it is ahead of the effects, which come
 * by way of a decision. Where this stops, effects only lose their place.
 */
final class TurnWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TurnWatch.class);
    private static final Duration POLL = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> consumer;
    private final List<Topic> topics;
    private final SignalReader reader;
    private final Turns turns;
    private final InstantSource clock;
    private final Thread thread =
            Thread.ofPlatform().name("turn-watch").daemon().unstarted(this::run);

    /** @param consumer {@code read_committed}, without a group; this watch closes it */
    TurnWatch(
            Consumer<byte[], byte[]> consumer,
            List<Topic> topics,
            SignalReader reader,
            Turns turns,
            InstantSource clock) {
        this.consumer = consumer;
        this.topics = List.copyOf(topics);
        this.reader = reader;
        this.turns = turns;
        this.clock = clock;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try (consumer) {
            while (!begun()) {
                LOG.warn("not known yet: groups of instances, and which are interrupted");
            }
            while (!Thread.currentThread().isInterrupted()) {
                consumer.poll(POLL).forEach(this::hear);
            }
        } catch (WakeupException _) {
            LOG.debug("stopped");
        } catch (KafkaException fault) {
            LOG.warn("effects go without their groups' turns until the next start: {}", fault.getMessage(), fault);
        }
    }

    /** The broker is asked for as long as a request may take. */
    private boolean begun() {
        try {
            begin();
            return true;
        } catch (RetriableException away) {
            return false;
        }
    }

    private void begin() {
        // not by what the broker lists, which is nothing for a moment where a topic was just created
        var partitions = topics.stream()
                .flatMap(topic -> IntStream.range(0, topic.partitions())
                        .mapToObj(number -> new TopicPartition(topic.name(), number)))
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
                    .filter(signal -> signal.from().instance().value().equals(key))
                    .forEach(signal -> tell(signal, heard));
        }
    }

    private void tell(Signal signal, Instant heard) {
        var instance = signal.from().instance();
        switch (signal) {
            case Signal.LaunchHookOpened launch -> turns.inGroup(instance, launch.group());
            case Signal.TerminateHookOpened terminate ->
                turns.terminating(instance, terminate.group(), terminate.token());
            case Signal.InterruptionAnnounced announced
            when announced.kind() == InterruptionKind.SPOT -> turns.interrupted(instance, heard);
            default -> {}
        }
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
