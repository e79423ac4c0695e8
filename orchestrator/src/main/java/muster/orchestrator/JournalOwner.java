package muster.orchestrator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The record that names the one application which may write the journal. It is replaced in a transaction under one transactional id
 * for all: who begins a change fences each change that began before and is not committed, so that of two that saw the same owner
 * only one succeeds, and the other looks again.
 */
final class JournalOwner {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] KEY = "owner".getBytes(StandardCharsets.UTF_8);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int TRIES = 20;

    private final String topic;
    private final Function<String, Producer<byte[], byte[]>> producers;
    private final Consumers consumers;
    private final Duration timeout;
    private final InstantSource clock;

    /** Makes consumers {@code read_committed}, without a group. */
    @FunctionalInterface
    interface Consumers {
        Consumer<byte[], byte[]> open();
    }

    /**
     * @param producers by transactional id
     * @param timeout for a look at the record
     */
    JournalOwner(
            String topic,
            Function<String, Producer<byte[], byte[]>> producers,
            Consumers consumers,
            Duration timeout,
            InstantSource clock) {
        this.topic = topic;
        this.producers = producers;
        this.consumers = consumers;
        this.timeout = timeout;
        this.clock = clock;
    }

    /**
     * Who writes the journal.
     *
     * @param application its id
     * @param generation 1 for the first owner, one more with each that took over
     * @param since when it became the owner
     * @param rebuilding whether its state is still being made: until then nobody starts
     */
    record Owner(String application, long generation, Instant since, boolean rebuilding) {
        private byte[] json() {
            return JSON.createObjectNode()
                    .put("v", 1)
                    .put("application", application)
                    .put("generation", generation)
                    .put("since", since.toString())
                    .put("rebuilding", rebuilding)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        }

        private static Owner read(byte[] json) {
            try {
                JsonNode node = JSON.readTree(json);
                return new Owner(
                        node.path("application").asText(),
                        node.path("generation").asLong(),
                        Instant.parse(node.path("since").asText()),
                        node.path("rebuilding").asBoolean());
            } catch (IOException unreadable) {
                throw new UncheckedIOException("the record of the journal's owner can't be read", unreadable);
            }
        }

        @Override
        public String toString() {
            return "'" + application + "' (generation " + generation + ", since " + since + ")";
        }
    }

    /** Empty where no application has taken it yet. */
    Optional<Owner> current() {
        var partition = new TopicPartition(topic, 0);
        var end = clock.instant().plus(timeout);
        Optional<Owner> newest = Optional.empty();
        try (var consumer = consumers.open()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            var last = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < last) {
                if (clock.instant().isAfter(end)) {
                    throw new TimeoutException("the owner of the journal was not read within " + timeout);
                }
                for (var record : consumer.poll(POLL)) {
                    if (Arrays.equals(record.key(), KEY) && record.value() != null) {
                        newest = Optional.of(Owner.read(record.value()));
                    }
                }
            }
        }
        return newest;
    }

    /**
     * Makes an application the owner.
     *
     * @param rebuilding whether its state is still being made
     * @param allowed looks at the owner so far, inside of the change, and throws where it must not be replaced
     * @return the owner from now on: the one so far where it is this application already
     */
    Owner take(String application, boolean rebuilding, UnaryOperator<Optional<Owner>> allowed) {
        for (int attempt = 1; ; attempt++) {
            try (var producer = producers.apply(topic)) {
                // from here on nobody can commit a change that was begun before
                producer.initTransactions();
                var before = allowed.apply(current());
                var same = before.filter(owner -> owner.application().equals(application));
                if (same.filter(owner -> owner.rebuilding() == rebuilding).isPresent()) {
                    return same.get();
                }
                var next = new Owner(
                        application,
                        same.map(Owner::generation)
                                .orElseGet(() -> before.map(Owner::generation).orElse(0L) + 1),
                        clock.instant(),
                        rebuilding);
                producer.beginTransaction();
                var _ = producer.send(new ProducerRecord<>(topic, 0, KEY, next.json()));
                producer.commitTransaction();
                return next;
            } catch (KafkaException fenced) {
                if (attempt == TRIES || !isFenced(fenced)) {
                    throw fenced;
                }
            }
        }
    }

    private static boolean isFenced(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException) {
                return true;
            }
        }
        return false;
    }

    /** Properties of a producer for {@link #take}. */
    static Map<String, Object> producer(Map<String, Object> common, String transactionalId) {
        var config = new HashMap<>(common);
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        return config;
    }
}
