package muster.stream;

import java.util.Set;
import java.util.function.ObjLongConsumer;
import muster.instance.Evolution;
import muster.schemas.InstanceEvent.Forgotten;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/**
 * Journal → stores, and nothing else: no decision, no effect, no timer that fires. The stores have the names and the
 * changelogs of the lifecycle's, so that the topology that starts under the same application id finds them.
 */
public final class RebuildTopology {
    private RebuildTopology() {}

    /** @param folded told of each entry: its partition and its offset */
    public static Topology of(String journal, ObjLongConsumer<Integer> folded) {
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        "journal",
                        Json.key().deserializer(),
                        Json.journal().deserializer(),
                        journal)
                .addProcessor(
                        "fold",
                        new ProcessorSupplier<InstanceId, JournalEntry, Void, Void>() {
                            @Override
                            public Processor<InstanceId, JournalEntry, Void, Void> get() {
                                return new Folding(folded);
                            }

                            @Override
                            public Set<StoreBuilder<?>> stores() {
                                return InstanceStores.buildersOfCached();
                            }
                        },
                        "journal");
    }

    private static final class Folding extends ContextualProcessor<InstanceId, JournalEntry, Void, Void> {
        private final ObjLongConsumer<Integer> folded;

        @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before all else
        private InstanceStores stores;

        Folding(ObjLongConsumer<Integer> folded) {
            this.folded = folded;
        }

        @Override
        public void init(ProcessorContext<Void, Void> context) {
            super.init(context);
            stores = new InstanceStores(context.getStateStore(Nodes.INSTANCES), context.getStateStore(Nodes.TIMERS));
        }

        @Override
        public void process(Record<InstanceId, JournalEntry> record) {
            var entry = record.value();
            var before = stores.get(entry.instance());
            var next = Evolution.fold(before, entry.events());
            stores.save(before, next, entry.events().stream().anyMatch(Forgotten.class::isInstance));
            context().recordMetadata().ifPresent(from -> folded.accept(from.partition(), from.offset()));
        }
    }
}
