package muster.bench.engine;

import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** How many records go into the stores of the tasks, and how long it takes from the first to the last. */
final class RestoreClock implements StateRestoreListener {
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong first = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong last = new AtomicLong();
    private final String store;

    /** @param store that is looked at; the others count neither way */
    RestoreClock(String store) {
        this.store = store;
    }

    @Override
    public void onRestoreStart(TopicPartition partition, String name, long from, long end) {
        if (name.equals(store)) {
            first.accumulateAndGet(System.nanoTime(), Math::min);
        }
    }

    @Override
    public void onBatchRestored(TopicPartition partition, String name, long offset, long restored) {
        if (name.equals(store)) {
            records.addAndGet(restored);
        }
    }

    @Override
    public void onRestoreEnd(TopicPartition partition, String name, long restored) {
        if (name.equals(store)) {
            last.accumulateAndGet(System.nanoTime(), Math::max);
        }
    }

    long records() {
        return records.get();
    }

    double perSecond() {
        return records.get() / ((last.get() - first.get()) / 1e9);
    }
}
