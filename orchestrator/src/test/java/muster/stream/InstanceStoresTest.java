package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import muster.schemas.DueTime;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.TimerName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstanceStoresTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
    private static final int ALL = 1_000;

    private final KeyValueStore<Bytes, byte[]> timers = open(timers());
    private final List<Bytes> rangesFrom = new ArrayList<>();
    private final InstanceStores stores = stores();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void each_timer_is_due_once_its_time_has_come_and_not_before(long seed) {
        var dice = new Random(seed);
        var expected = new Expected();
        var now = START;
        for (int i = 0; i < 2_000; i++) {
            var id = id(dice.nextInt(20));
            switch (dice.nextInt(3)) {
                // also what is due at once, or was due long ago
                case 0 ->
                    set(expected, id, new TimerName("wait-" + dice.nextInt(3)), now.plusMillis(dice.nextInt(-50, 200)));
                case 1 -> clear(expected, id);
                default -> {
                    now = now.plusMillis(dice.nextInt(40));
                    int atMost = dice.nextBoolean() ? ALL : 2;
                    var due = stores.due(now, atMost);
                    assertThat(due).as("seed %d, turn %d", seed, i).isEqualTo(expected.due(now, atMost));
                    due.forEach(timer -> fire(expected, timer));
                }
            }
        }
    }

    @Test
    void a_look_for_due_timers_passes_none_that_a_look_before_has_passed() {
        var expected = new Expected();
        set(expected, id(1), new TimerName("wait"), START.plusSeconds(60));
        stores.due(START, ALL);
        clear(expected, id(1));
        set(expected, id(2), new TimerName("wait"), START.plusSeconds(120));
        stores.due(START.plusSeconds(90), ALL);
        stores.due(START.plusSeconds(91), ALL);
        assertThat(rangesFrom)
                .containsExactly(
                        TimerKey.from(Instant.EPOCH), TimerKey.from(START), TimerKey.from(START.plusSeconds(90)));
    }

    @Test
    void timers_of_a_task_before_are_found_however_old_they_are() {
        var expected = new Expected();
        set(expected, id(1), new TimerName("wait"), START.minusSeconds(100_000));
        assertThat(stores().due(START, ALL)).isEqualTo(expected.due(START, ALL)).hasSize(1);
    }

    /** What should be found: the timers as they stand in the states. */
    private static final class Expected {
        private final Map<InstanceId, Instance> states = new HashMap<>();

        Instance get(InstanceId id) {
            return states.getOrDefault(id, Instance.unseen(id));
        }

        List<TimerKey> due(Instant now, int atMost) {
            return states.values().stream()
                    .flatMap(Expected::timers)
                    .filter(timer -> !timer.due().isAfter(now))
                    .sorted(Comparator.comparing(TimerKey::bytes))
                    .limit(atMost)
                    .toList();
        }

        private static Stream<TimerKey> timers(Instance instance) {
            return instance.timers().entrySet().stream()
                    .map(timer -> new TimerKey(timer.getValue(), instance.id(), timer.getKey()));
        }
    }

    private void set(Expected expected, InstanceId id, TimerName timer, Instant due) {
        var times = new TreeMap<>(expected.get(id).timers());
        times.put(timer, new DueTime(due));
        save(expected, id, times);
    }

    private void clear(Expected expected, InstanceId id) {
        save(expected, id, new TreeMap<>());
    }

    private void fire(Expected expected, TimerKey timer) {
        var times = new TreeMap<>(expected.get(timer.instance()).timers());
        times.remove(timer.timer());
        save(expected, timer.instance(), times);
        stores.fired(timer);
    }

    private void save(Expected expected, InstanceId id, TreeMap<TimerName, DueTime> times) {
        var before = expected.get(id);
        var next = before.change()
                .timers(timers -> {
                    timers.clear();
                    timers.putAll(times);
                })
                .build();
        stores.save(before, next, false);
        expected.states.put(id, next);
    }

    private InstanceStores stores() {
        return new InstanceStores(open(instances()), watched(timers));
    }

    private static KeyValueStore<InstanceId, Instance> instances() {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(Nodes.INSTANCES), Json.key(), Json.instance())
                .withLoggingDisabled()
                .build();
    }

    private static KeyValueStore<Bytes, byte[]> timers() {
        return Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.TIMERS), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
    }

    private static <K, V> KeyValueStore<K, V> open(KeyValueStore<K, V> store) {
        var context = new MockProcessorContext<Object, Object>();
        store.init(context.getStateStoreContext(), store);
        return store;
    }

    @SuppressWarnings("unchecked") // the interface it is made with
    private KeyValueStore<Bytes, byte[]> watched(KeyValueStore<Bytes, byte[]> store) {
        return (KeyValueStore<Bytes, byte[]>) Proxy.newProxyInstance(
                KeyValueStore.class.getClassLoader(), new Class<?>[] {KeyValueStore.class}, (_, method, arguments) -> {
                    if (method.getName().equals("range")) {
                        rangesFrom.add((Bytes) arguments[0]);
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static InstanceId id(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }
}
