package muster.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.Supplier;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads topics of ours from now backwards, for people who ask: with a limit on time, and on how many do so at once. */
public final class TopicReading {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReading.class);
    private static final int MOST_AT_ONCE = 4;
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int LEAST_BACK = 16;

    /** Of two records of one millisecond, a later offset is newer. */
    private static final Comparator<ConsumerRecord<byte[], byte[]>> NEWEST_FIRST = Comparator.comparingLong(
                    (ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
            .thenComparingLong(record -> record.offset())
            .reversed();

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final Duration longest;
    private final InstantSource clock;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);

    /**
     * @param consumers each {@code read_committed}, without a group
     * @param longest that one reading may take
     */
    public TopicReading(Supplier<Consumer<byte[], byte[]>> consumers, Duration longest, InstantSource clock) {
        this.consumers = consumers;
        this.longest = longest;
        this.clock = clock;
    }

    /** Others read already. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException() {
            super(MOST_AT_ONCE + " such readings are under way; come again in a few seconds");
        }
    }

    /** Kafka is away, or does not let us read. */
    public static final class UnansweredException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnansweredException(String topic, ApiException fault) {
            super("Kafka did not let " + topic + " be read: " + fault.getMessage(), fault);
        }
    }

    /** @param complete false where time was up before the end was reached */
    public record History(List<JournalEntry> entries, boolean complete) {
        public History {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What the journal says of one instance.
     *
     * @param since what was recorded earlier is not looked for
     * @throws BusyException where too many read already
     * @throws UnansweredException where Kafka is away
     */
    public History journal(String topic, InstanceId id, Instant since) {
        return asked(topic, consumer -> {
            var key = Json.key().serializer().serialize(topic, id);
            var partition = new TopicPartition(
                    topic,
                    BuiltInPartitioner.partitionForKey(
                            key, consumer.partitionsFor(topic).size()));
            consumer.assign(List.of(partition));
            var from = consumer.offsetsForTimes(Map.of(partition, since.toEpochMilli()))
                    .get(partition);
            if (from == null) {
                consumer.seekToEnd(List.of(partition));
            } else {
                consumer.seek(partition, from.offset());
            }
            var entries = new ArrayList<JournalEntry>();
            var deserializer = Json.journal().deserializer();
            var complete = readToTheEnd(consumer, List.of(partition), record -> {
                if (Arrays.equals(record.key(), key)) {
                    entries.add(deserializer.deserialize(topic, record.value()));
                }
            });
            return new History(entries, complete);
        });
    }

    /** @param complete false where time was up: there may be newer records than these, and more of them */
    public record Newest(List<ConsumerRecord<byte[], byte[]>> records, boolean complete) {
        public Newest {
            records = List.copyOf(records);
        }
    }

    /**
     * The newest records of a topic, the newest first.
     *
     * @throws BusyException where too many read already
     * @throws UnansweredException where Kafka is away
     */
    public Newest newest(String topic, int limit) {
        return asked(topic, consumer -> {
            var deadline = clock.instant().plus(longest);
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            var complete = true;
            for (var info : consumer.partitionsFor(topic)) {
                var tail = tail(consumer, new TopicPartition(topic, info.partition()), limit, deadline);
                records.addAll(tail.records());
                complete &= tail.complete();
            }
            records.sort(NEWEST_FIRST);
            return new Newest(records.subList(0, Math.min(limit, records.size())), complete);
        });
    }

    /** The offset of the last record of each partition; a partition without records has none. */
    public Map<Integer, Long> lastOffsets(String topic) {
        return reading(consumer -> {
            var last = new HashMap<Integer, Long>();
            for (var info : consumer.partitionsFor(topic)) {
                var partition = new TopicPartition(topic, info.partition());
                var tail = tail(consumer, partition, 1, clock.instant().plus(longest));
                if (!tail.complete()) {
                    // an offset before the last would have a rebuild end before the journal does
                    throw new KafkaException(partition + " could not be read to its end in " + longest);
                }
                tail.records().forEach(record -> last.put(partition.partition(), record.offset()));
            }
            return last;
        });
    }

    /** Each record of a topic up to what is its end now, the partitions one after the other. */
    public void all(String topic, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        reading(consumer -> {
            for (var info : consumer.partitionsFor(topic)) {
                var partition = new TopicPartition(topic, info.partition());
                consumer.assign(List.of(partition));
                consumer.seekToBeginning(List.of(partition));
                if (!readToTheEnd(consumer, List.of(partition), each)) {
                    throw new KafkaException(topic + " could not be read to its end in " + longest);
                }
            }
            return true;
        });
    }

    /**
     * The last records of a partition. The markers of transactions, and what was aborted, have offsets too: where too few
     * are records, more is read.
     */
    private Newest tail(Consumer<byte[], byte[]> consumer, TopicPartition partition, int limit, Instant deadline) {
        var only = List.of(partition);
        consumer.assign(only);
        long begin = consumer.beginningOffsets(only).getOrDefault(partition, 0L);
        long end = consumer.endOffsets(only).getOrDefault(partition, 0L);
        for (long back = 2L * limit + LEAST_BACK; ; back *= 4) {
            var from = Math.max(begin, end - back);
            consumer.seek(partition, from);
            var records = new ArrayDeque<ConsumerRecord<byte[], byte[]>>();
            var complete = readToTheEnd(consumer, only, deadline, record -> {
                records.add(record);
                if (records.size() > limit) {
                    records.remove();
                }
            });
            if (records.size() == limit || from == begin || !complete) {
                return new Newest(List.copyOf(records), complete);
            }
        }
    }

    private <T> T asked(String topic, Function<Consumer<byte[], byte[]>, T> read) {
        try {
            return reading(read);
        } catch (ApiException fault) {
            LOG.warn("{} could not be read: {}", topic, fault.getMessage());
            throw new UnansweredException(topic, fault);
        }
    }

    private <T> T reading(Function<Consumer<byte[], byte[]>, T> read) {
        if (!places.tryAcquire()) {
            throw new BusyException();
        }
        try (var consumer = consumers.get()) {
            return read.apply(consumer);
        } finally {
            places.release();
        }
    }

    /** Reads up to what was the end when it began; records that are written meanwhile are another reading's. */
    private boolean readToTheEnd(
            Consumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        return readToTheEnd(consumer, partitions, clock.instant().plus(longest), each);
    }

    private boolean readToTheEnd(
            Consumer<byte[], byte[]> consumer,
            Collection<TopicPartition> partitions,
            Instant deadline,
            java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> each) {
        var left = new HashMap<>(consumer.endOffsets(partitions));
        left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        while (!left.isEmpty()) {
            if (clock.instant().isAfter(deadline)) {
                return false;
            }
            for (var record : consumer.poll(POLL)) {
                each.accept(record);
            }
            // positions move over the markers of transactions too, which are no records
            left.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
        }
        return true;
    }
}
