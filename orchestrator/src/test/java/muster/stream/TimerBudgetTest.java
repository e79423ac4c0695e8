package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import muster.instance.InstanceDecider;
import muster.instance.Signals;
import muster.instance.ValidatorLifecycle;
import muster.schemas.DueTime;
import muster.schemas.Json;
import muster.schemas.TimerName;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/** Twelve tasks of one thread, each with 2,500 timers that are due at once. */
class TimerBudgetTest {
    private static final int TASKS = 12;
    private static final int TIMERS = 2_500;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** Each look at the clock finds it this much later: twenty timers take as long as 5 ms. */
    private static final long STEP = Duration.ofMillis(5).toNanos();

    private final AtomicLong nanoTime = new AtomicLong();
    private final TimerBudget budget = new TimerBudget(() -> nanoTime.getAndAdd(STEP));
    private final List<Task> tasks =
            IntStream.range(0, TASKS).mapToObj(_ -> new Task()).toList();

    @Test
    void thirty_thousand_timers_that_are_due_at_once_are_fired_over_many_commits() {
        int passes = 0;
        for (var left = left(); left > 0; left = left()) {
            var begun = nanoTime.get();
            var before = tasks.stream().map(Task::left).toList();
            tasks.forEach(Task::tick);
            assertThat(Duration.ofNanos(nanoTime.get() - begun)).isLessThan(LIMIT);
            for (int i = 0; i < TASKS; i++) {
                assertThat(tasks.get(i).left()).as("no task is passed over").isLessThan(before.get(i));
            }
            assertThat(left() == 0 || tasks.stream().anyMatch(Task::hasAskedForCommit))
                    .isTrue();
            passes++;
        }
        assertThat(passes).isGreaterThan(5);
    }

    @Test
    void a_task_that_is_alone_has_the_whole_budget() {
        tasks.stream().skip(1).forEach(task -> task.processor.close());
        tasks.getFirst().tick();
        assertThat(TIMERS - tasks.getFirst().left()).isGreaterThan(1_500);
    }

    @Test
    void where_few_are_due_no_commit_is_asked_for() {
        tasks.getFirst()
                .timers
                .all()
                .forEachRemaining(entry -> tasks.getFirst().timers.delete(entry.key));
        tasks.getFirst().tick();
        assertThat(tasks.getFirst().hasAskedForCommit()).isFalse();
    }

    private int left() {
        return tasks.stream().mapToInt(Task::left).sum();
    }

    private final class Task {
        private final MockProcessorContext<Object, Object> context = new MockProcessorContext<>();
        private final KeyValueStore<Bytes, byte[]> timers = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(Nodes.TIMERS), Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingDisabled()
                .build();
        private final LifecycleProcessor processor = new LifecycleProcessor(
                new InstanceDecider(ValidatorLifecycle.alone(), InstanceDecider.Retention.DEFAULT),
                Duration.ofMillis(100),
                DrainedCommits.NONE,
                budget,
                Backlog.NONE,
                StreamMetrics.NONE);

        Task() {
            var instances = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(Nodes.INSTANCES), Json.key(), Json.instance())
                    .withLoggingDisabled()
                    .build();
            for (var store : List.of(timers, instances)) {
                store.init(context.getStateStoreContext(), store);
                context.addStateStore(store);
            }
            var due = new DueTime(Signals.START.minusSeconds(3_600));
            for (int n = 1; n <= TIMERS; n++) {
                timers.put(new TimerKey(due, Signals.instance(n), new TimerName("deadline")).bytes(), new byte[] {1});
            }
            processor.init(context);
        }

        void tick() {
            context.resetCommit();
            for (var punctuator : new ArrayList<>(context.scheduledPunctuators())) {
                punctuator.getPunctuator().punctuate(Instant.now().toEpochMilli());
            }
        }

        boolean hasAskedForCommit() {
            return context.committed();
        }

        int left() {
            int left = 0;
            try (var all = timers.all()) {
                for (; all.hasNext(); all.next()) {
                    left++;
                }
            }
            return left;
        }
    }
}
