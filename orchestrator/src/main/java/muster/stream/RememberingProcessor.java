package muster.stream;

import muster.schemas.Instance;
import muster.schemas.InstanceId;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;

/** Keeps the newest state of every instance for those who ask. A restart reads the topic straight into the store. */
final class RememberingProcessor extends ContextualProcessor<InstanceId, Instance, Void, Void> {
    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before all else
    private KeyValueStore<InstanceId, Instance> all;

    @Override
    public void init(ProcessorContext<Void, Void> context) {
        super.init(context);
        all = context.getStateStore(Nodes.ALL_INSTANCES);
    }

    /** A tombstone is null here, which deletes. */
    @Override
    public void process(Record<InstanceId, Instance> record) {
        all.put(record.key(), record.value());
    }
}
