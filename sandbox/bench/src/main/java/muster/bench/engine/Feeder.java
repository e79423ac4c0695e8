package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts events on their topics, as the bridge does. Thread-safe. */
public final class Feeder implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final Topics topics;
    private final AtomicLong sent = new AtomicLong();

    /** @param linger [ms] 0 where each record counts, more where many do */
    Feeder(String bootstrapServers, Topics topics, int linger) {
        this.topics = topics;
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, linger),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public void send(Event event) {
        sent.incrementAndGet();
        var _ = producer.send(record(event));
    }

    /** @return completes when the broker has it, with the time of its acknowledgement in nanoseconds */
    public CompletableFuture<Long> sendAndTime(Event event) {
        sent.incrementAndGet();
        var acknowledged = new CompletableFuture<Long>();
        var _ = producer.send(record(event), (_, failure) -> {
            if (failure == null) {
                acknowledged.complete(System.nanoTime());
            } else {
                acknowledged.completeExceptionally(failure);
            }
        });
        return acknowledged;
    }

    private ProducerRecord<byte[], byte[]> record(Event event) {
        return new ProducerRecord<>(
                topics.name(event.topic()), event.instance().value().getBytes(StandardCharsets.UTF_8), event.json());
    }

    /** Records since the beginning. */
    long sent() {
        return sent.get();
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
