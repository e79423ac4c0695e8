package muster.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The newest state of every instance, for readers: of all partitions, some milliseconds behind the decider. */
public final class AllInstances {
    private final KafkaStreams streams;

    public AllInstances(KafkaStreams streams) {
        this.streams = streams;
    }

    /**
     * @param instances in the order of their ids
     * @param more whether others follow the last one
     */
    public record Page(List<Instance> instances, boolean more) {
        public Page {
            instances = List.copyOf(instances);
        }
    }

    /** The store cannot be asked now. */
    public static final class NotReadyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotReadyException(String state, @Nullable Throwable cause) {
            super("the stores cannot be asked while the topology is " + state, cause);
        }
    }

    /** @throws NotReadyException while the store is restored */
    public Optional<Instance> find(InstanceId id) {
        try {
            return Optional.ofNullable(store().get(id));
        } catch (InvalidStateStoreException gone) {
            throw notReady(gone);
        }
    }

    /**
     * @param after the last id of the page before; empty for the first page
     * @param limit 1 or more
     * @throws NotReadyException while the store is restored
     */
    public Page page(Optional<InstanceId> after, int limit, Predicate<Instance> wanted) {
        var page = new ArrayList<Instance>();
        var store = store();
        try (var all = after.isPresent() ? store.range(after.get(), null) : store.all()) {
            while (all.hasNext()) {
                var next = all.next();
                if (after.filter(next.key::equals).isPresent() || !wanted.test(next.value)) {
                    continue;
                }
                if (page.size() == limit) {
                    return new Page(page, true);
                }
                page.add(next.value);
            }
        } catch (InvalidStateStoreException gone) {
            throw notReady(gone);
        }
        return new Page(page, false);
    }

    /** @throws NotReadyException while the store is restored */
    public void forEach(Consumer<Instance> each) {
        try (var all = store().all()) {
            all.forEachRemaining(entry -> each.accept(entry.value));
        } catch (InvalidStateStoreException gone) {
            throw notReady(gone);
        }
    }

    public boolean isReady() {
        try {
            return store().approximateNumEntries() >= 0;
        } catch (NotReadyException | InvalidStateStoreException restoring) {
            return false;
        }
    }

    private ReadOnlyKeyValueStore<InstanceId, Instance> store() {
        // while it runs the store can be asked, and no other state says that it is complete
        if (streams.state() != KafkaStreams.State.RUNNING) {
            throw notReady(null);
        }
        try {
            return streams.store(
                    StoreQueryParameters.fromNameAndType(Nodes.ALL_INSTANCES, QueryableStoreTypes.keyValueStore()));
        } catch (InvalidStateStoreException notYet) {
            throw notReady(notYet);
        }
    }

    private NotReadyException notReady(@Nullable Throwable cause) {
        return new NotReadyException(streams.state().name(), cause);
    }
}
