package muster.stream;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How far each store has been restored since the program began. */
public final class RestoreProgress implements StateRestoreListener {
    private final InstantSource clock;
    private final Map<Place, Store> stores = new ConcurrentHashMap<>();

    public RestoreProgress(InstantSource clock) {
        this.clock = clock;
    }

    private record Place(String store, int partition) {}

    /**
     * One partition of one store.
     *
     * @param restored records so far
     * @param total records that there were when it began
     */
    public record Store(String store, int partition, long restored, long total, Instant began, boolean done) {
        /** 0 to 100. */
        public int percent() {
            return done || total <= 0 ? 100 : (int) Math.min(99, restored * 100 / total);
        }

        /** Records at most: the markers of transactions are counted with them, until they have been read. */
        public long left() {
            return done ? 0 : Math.max(0, total - restored);
        }
    }

    public List<Store> stores() {
        return stores.values().stream()
                .sorted(Comparator.comparing(Store::store).thenComparing(Store::partition))
                .toList();
    }

    /**
     * Of all that has to be restored, 0 to 100.
     *
     * @param ready whether the stores can be asked: until then there may be more to restore than is known yet, and it is
     *     99 at most
     */
    public int percent(boolean ready) {
        if (ready) {
            return 100;
        }
        var all = stores.values();
        long total = all.stream().mapToLong(Store::total).sum();
        long restored = all.stream()
                .mapToLong(store -> store.done() ? store.total() : store.restored())
                .sum();
        return total == 0 ? 0 : (int) Math.min(99, restored * 100 / total);
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        stores.put(
                new Place(store, partition.partition()),
                new Store(store, partition.partition(), 0, Math.max(0, end - from), clock.instant(), false));
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String store, long offset, long restored) {
        stores.computeIfPresent(
                new Place(store, partition.partition()),
                (_, so) ->
                        new Store(so.store(), so.partition(), so.restored() + restored, so.total(), so.began(), false));
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String store, long restored) {
        stores.computeIfPresent(
                new Place(store, partition.partition()),
                (_, so) -> new Store(so.store(), so.partition(), restored, so.total(), so.began(), true));
    }

    /** Handed over to another thread before it was done; it begins anew there. */
    @Override
    public void onRestoreSuspended(TopicPartition partition, String store, long restored) {
        stores.remove(new Place(store, partition.partition()));
    }
}
