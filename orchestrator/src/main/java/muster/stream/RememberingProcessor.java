package muster.stream;

import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest state of every instance for those who ask, as the bytes that it came as: few are ever asked for. A
 * restart reads the topic straight into the store.
 */
final class RememberingProcessor extends ContextualProcessor<byte @Nullable [], byte @Nullable [], Void, Void> {
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before all else
    private KeyValueStore<byte[], byte @Nullable []> all;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        all = context.getStateStore(Nodes.ALL_INSTANCES);
    }

    /** A tombstone is null here, which deletes. Without a key a record is of no instance, and no store takes it. */
    @Override
    public void process(Record<byte @Nullable [], byte @Nullable []> record) {
        var key = record.key();
        if (key != null) {
            all.put(key, record.value());
        }
    }
}
