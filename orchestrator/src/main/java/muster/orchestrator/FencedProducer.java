package muster.orchestrator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import muster.schemas.topic.TopicAdmin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/**
 * Commits each transaction with at least one offset. With exactly-once of version 2, a process that was taken for dead and wakes
 * up is found out by the offsets of its transaction and by nothing else: the broker compares the generation of the consumer group
 * that comes with them. A task that has read nothing since it was assigned has none to commit, and where timers fired, Kafka
 * Streams commits what they wrote all the same, over the states that the new owner has written meanwhile.
 */
final class FencedProducer implements Producer<byte[], byte[]> {
    /** Of key and value; headers and what a batch adds find room in the rest. */
    static final int LARGEST = TopicAdmin.MAX_MESSAGE_BYTES - 64 * 1024;

    private final Producer<byte[], byte[]> inner;
    private final Supplier<Map<TopicPartition, OffsetAndMetadata>> committed;

    /** @param committed an offset of the group's as it stands, to be committed once more; asked for where there is no newer one */
    FencedProducer(Producer<byte[], byte[]> inner, Supplier<Map<TopicPartition, OffsetAndMetadata>> committed) {
        this.inner = inner;
        this.committed = committed;
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        inner.sendOffsetsToTransaction(offsets.isEmpty() ? committed.get() : offsets, groupMetadata);
    }

    @Override
    public void initTransactions() {
        inner.initTransactions();
    }

    @Override
    public void beginTransaction() {
        inner.beginTransaction();
    }

    @Override
    public void commitTransaction() {
        inner.commitTransaction();
    }

    @Override
    public void abortTransaction() {
        inner.abortTransaction();
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return inner.send(record);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
        var size = size(record.key()) + size(record.value());
        if (size > LARGEST) {
            // Kafka's producer says the same, but lets no transaction commit after that, whatever the handler decides
            var refusal = new RecordTooLargeException(size + " bytes (expected: at most " + LARGEST + ")");
            var nowhere = new TopicPartition(record.topic(), -1);
            callback.onCompletion(new RecordMetadata(nowhere, -1, -1, -1, -1, -1), refusal);
            return CompletableFuture.failedFuture(refusal);
        }
        return inner.send(record, callback);
    }

    private static long size(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return inner.partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return inner.metrics();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        inner.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        inner.unregisterMetricFromSubscription(metric);
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return inner.clientInstanceId(timeout);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void close(Duration timeout) {
        inner.close(timeout);
    }
}
