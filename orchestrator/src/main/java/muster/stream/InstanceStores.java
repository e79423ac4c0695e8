package muster.stream;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.topic.TopicAdmin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** The two stores of a task, and the one way to write them: instances, and their timers by when they are due. */
final class InstanceStores {
    /** A changelog must never lose its newest record of a key, and takes what the other topics take. */
    private static final Map<String, String> CHANGELOG =
            Map.of("cleanup.policy", "compact", "max.message.bytes", Integer.toString(TopicAdmin.MAX_MESSAGE_BYTES));

    private static final byte[] PRESENT = {1};

    private final KeyValueStore<InstanceId, Instance> instances;
    private final KeyValueStore<Bytes, byte[]> timers;

    /** Never ahead of the store: where a transaction is aborted, the task and all this begin anew. */
    private final Recent recent = new Recent();

    /**
     * No timer is due before. RocksDB keeps what was deleted until it compacts, and a range is read over all of it: from the
     * beginning, each look would pass the timers of all lives of the last minutes.
     */
    private Instant earliest = Instant.EPOCH;

    InstanceStores(KeyValueStore<InstanceId, Instance> instances, KeyValueStore<Bytes, byte[]> timers) {
        this.instances = instances;
        this.timers = timers;
    }

    /** @param states writes instances as {@link Json#instance()} does */
    static Set<StoreBuilder<?>> builders(Serializer<Instance> states) {
        return Set.of(instances(states), timers());
    }

    /** What is written several times within a transaction goes to store and changelog once, with the commit. */
    static Set<StoreBuilder<?>> buildersOfCached() {
        return Set.of(instances(Json.instance().serializer()).withCachingEnabled(), timers().withCachingEnabled());
    }

    private static StoreBuilder<KeyValueStore<InstanceId, Instance>> instances(Serializer<Instance> states) {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Nodes.INSTANCES),
                        Json.key(),
                        Serdes.serdeFrom(states, Json.instance().deserializer()))
                .withLoggingEnabled(CHANGELOG);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> timers() {
        return Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(Nodes.TIMERS), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(CHANGELOG);
    }

    Instance get(InstanceId id) {
        var known = recent.get(id);
        if (known != null) {
            return known;
        }
        var stored = instances.get(id);
        return stored == null ? Instance.unseen(id) : stored;
    }

    /** The timers that stand in the state become those of the store; those of a forgotten instance go with it. */
    void save(Instance before, Instance next, boolean forgotten) {
        var id = before.id();
        if (forgotten) {
            instances.delete(id);
            recent.remove(id);
        } else {
            instances.put(id, next);
            recent.put(id, next);
        }
        before.timers().forEach((timer, due) -> {
            if (!due.equals(next.timers().get(timer))) {
                timers.delete(new TimerKey(due, id, timer).bytes());
            }
        });
        next.timers().forEach((timer, due) -> {
            if (!due.equals(before.timers().get(timer))) {
                timers.put(new TimerKey(due, id, timer).bytes(), PRESENT);
                earliest = due.isAfter(earliest) ? earliest : due.at();
            }
        });
    }

    void fired(TimerKey timer) {
        timers.delete(timer.bytes());
    }

    /** Timers whose time has come, the earliest first. The caller fires all of them. */
    List<TimerKey> due(Instant now, int atMost) {
        var keys = new ArrayList<TimerKey>();
        if (now.isBefore(earliest)) {
            return keys;
        }
        try (var range = timers.range(TimerKey.from(earliest), TimerKey.upTo(now))) {
            while (range.hasNext() && keys.size() < atMost) {
                keys.add(TimerKey.of(range.next().key));
            }
            if (!range.hasNext()) {
                earliest = now;
            }
        }
        return keys;
    }
}
