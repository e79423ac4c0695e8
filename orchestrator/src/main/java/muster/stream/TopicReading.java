package muster.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
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

/** Reads topics of ours from now backwards, for people who ask: with a limit on time, and on how many do so at once. */
public final class TopicReading {
    private static final int MOST_AT_ONCE = 4;
    private static final Duration POLL = Duration.ofMillis(200);

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
     */
    public History journal(String topic, InstanceId id, Instant since) {
        return reading(consumer -> {
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

    /**
     * The newest records of a topic, the newest first.
     *
     * @throws BusyException where too many read already
     */
    public List<ConsumerRecord<byte[], byte[]>> newest(String topic, int limit) {
        return reading(consumer -> {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            var begin = consumer.beginningOffsets(partitions);
            var end = consumer.endOffsets(partitions);
            // the markers of transactions have offsets too: where too few are records, more is read
            for (long back = 2L * limit; ; back *= 4) {
                var records = tail(consumer, begin, end, back);
                var window = back;
                var all = begin.entrySet().stream()
                        .allMatch(
                                partition -> end.getOrDefault(partition.getKey(), 0L) - window <= partition.getValue());
                if (records.size() >= limit || all) {
                    return List.copyOf(records.subList(0, Math.min(limit, records.size())));
                }
            }
        });
    }

    /** The offset of the last record of each partition; a partition without records has none. */
    public Map<Integer, Long> lastOffsets(String topic) {
        return reading(consumer -> {
            var last = new HashMap<Integer, Long>();
            for (var info : consumer.partitionsFor(topic)) {
                var partition = new TopicPartition(topic, info.partition());
                consumer.assign(List.of(partition));
                var begin = consumer.beginningOffsets(List.of(partition));
                var end = consumer.endOffsets(List.of(partition));
                for (long back = 16; ; back *= 4) {
                    var records = tail(consumer, begin, end, back);
                    if (!records.isEmpty()) {
                        last.put(
                                partition.partition(),
                                records.stream()
                                        .mapToLong(ConsumerRecord::offset)
                                        .max()
                                        .orElseThrow());
                        break;
                    }
                    if (end.getOrDefault(partition, 0L) - back <= begin.getOrDefault(partition, 0L)) {
                        break;
                    }
                }
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

    private List<ConsumerRecord<byte[], byte[]>> tail(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> begin,
            Map<TopicPartition, Long> end,
            long back) {
        end.forEach((partition, last) ->
                consumer.seek(partition, Math.max(begin.getOrDefault(partition, 0L), last - back)));
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        readToTheEnd(consumer, end.keySet(), records::add);
        records.sort(Comparator.comparing((ConsumerRecord<byte[], byte[]> record) -> record.timestamp())
                .reversed());
        return records;
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
        var left = new HashMap<>(consumer.endOffsets(partitions));
        var deadline = clock.instant().plus(longest);
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
