package muster.rebuild;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import muster.stream.TopicReading;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The topic of states, which every reader of Muster's state sees. */
final class PublishedStates {
    private final TopicReading reading;
    private final String topic;

    PublishedStates(TopicReading reading, String topic) {
        this.reading = reading;
        this.topic = topic;
    }

    /**
     * Writes the newest state of each instance, and that there is none for those that the stores know nothing of. Done once
     * more it writes the same once more.
     *
     * @param changelog of the store of instances
     * @return states that were written
     * @throws KafkaException where a record was not written
     */
    long refresh(String changelog, Producer<byte[], byte[]> producer) {
        // offsets and not states: those of a fleet of 100,000 would not fit into a small process
        Map<Bytes, Long> newest = new HashMap<>();
        reading.all(changelog, record -> newest.put(Bytes.wrap(record.key()), record.offset()));
        Set<Bytes> gone = new HashSet<>();
        reading.all(topic, record -> {
            if (record.value() == null) {
                gone.remove(Bytes.wrap(record.key()));
            } else if (!newest.containsKey(Bytes.wrap(record.key()))) {
                gone.add(Bytes.wrap(record.key()));
            }
        });
        var failure = new AtomicReference<@Nullable Exception>();
        var written = new long[1];
        reading.all(changelog, record -> {
            if (newest.getOrDefault(Bytes.wrap(record.key()), -1L) == record.offset()) {
                send(producer, record.key(), record.value(), failure);
                written[0] += record.value() == null ? 0 : 1;
            }
        });
        gone.forEach(key -> send(producer, key.get(), null, failure));
        producer.flush();
        if (failure.get() != null) {
            throw new KafkaException(topic + " could not be written; run it again", failure.get());
        }
        return written[0];
    }

    private void send(
            Producer<byte[], byte[]> producer,
            byte[] key,
            byte @Nullable [] state,
            AtomicReference<@Nullable Exception> failure) {
        var _ = producer.send(new ProducerRecord<>(topic, key, state), (_, refused) -> {
            if (refused != null) {
                failure.compareAndSet(null, refused);
            }
        });
    }
}
