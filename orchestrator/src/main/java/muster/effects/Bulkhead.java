package muster.effects;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** So many calls of a service at the same time, and those who wait for one of them to end, in turn. Thread-safe. */
public final class Bulkhead implements AutoCloseable {
    private final String name;
    private final WaitingLine<Slots> line;
    private final LaneMetrics metrics;
    private final LongSupplier nanos;

    /**
     * @param name for meters
     * @param calls at the same time, 1 or more
     * @param nanos {@link System#nanoTime}, or a test's
     */
    public Bulkhead(String name, int calls, LaneMetrics metrics, LongSupplier nanos) {
        this.name = name;
        this.line = new WaitingLine<>(new Slots(calls), nanos);
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** @throws Stopping when the bulkhead is closed, or the thread is interrupted, before the call begins */
    public <T> T call(Supplier<T> call) {
        var since = nanos.getAsLong();
        line.take(Turn.current(), 1);
        metrics.waited(name, Duration.ofNanos(nanos.getAsLong() - since));
        try {
            return call.get();
        } finally {
            line.giveBack(1);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
