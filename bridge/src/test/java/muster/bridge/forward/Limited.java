package muster.bridge.forward;

import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Kafka that takes records up to a size. */
final class Limited extends MockProducer<String, byte[]> {
    private final int most;

    Limited(int most) {
        super(true, null, new StringSerializer(), new ByteArraySerializer());
        this.most = most;
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<String, byte[]> message, Callback callback) {
        if (message.value().length > most) {
            var refusal = new RecordTooLargeException("larger than " + most);
            callback.onCompletion(null, refusal);
            return java.util.concurrent.CompletableFuture.failedFuture(refusal);
        }
        return super.send(message, callback);
    }
}
