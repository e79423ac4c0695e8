package muster.stream;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.QueryableStoreTypes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** The newest state of every instance, for readers: of all partitions, some milliseconds behind the decider. */
public final class AllInstances {
    private static final Deserializer<Instance> READER = Json.instance().deserializer();

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
            return Optional.ofNullable(store().get(key(id))).map(AllInstances::read);
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
        try (var all = after.isPresent() ? store.range(key(after.get()), null) : store.all()) {
            while (all.hasNext()) {
                var next = read(all.next().value);
                if (after.filter(next.id()::equals).isPresent() || !wanted.test(next)) {
                    continue;
                }
                if (page.size() == limit) {
                    return new Page(page, true);
                }
                page.add(next);
            }
        } catch (InvalidStateStoreException gone) {
            throw notReady(gone);
        }
        return new Page(page, false);
    }

    /** @throws NotReadyException while the store is restored */
    public void forEach(Consumer<Instance> each) {
        try (var all = store().all()) {
            all.forEachRemaining(entry -> each.accept(read(entry.value)));
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

    private static byte[] key(InstanceId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }

    private static Instance read(byte[] state) {
        return READER.deserialize(Nodes.ALL_INSTANCES, state);
    }

    private ReadOnlyKeyValueStore<byte[], byte[]> store() {
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
