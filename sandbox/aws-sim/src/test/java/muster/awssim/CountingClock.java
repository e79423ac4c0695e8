package muster.awssim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import muster.awssim.base.ManualClock;
import muster.awssim.base.SimClock;

/** A clock that the test moves, and that tells what is waited for. */
final class CountingClock implements SimClock {
    private final ManualClock time;
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Duration> delays = new CopyOnWriteArrayList<>();
    private boolean atOnce;

    CountingClock(Instant start) {
        time = SimClock.manual(start);
    }

    /** From now on all that is to happen later happens at once; what its delay would have been is kept. */
    void runAtOnce() {
        atOnce = true;
    }

    @Override
    public Instant instant() {
        return time.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        delays.add(delay);
        if (atOnce) {
            action.run();
            return () -> {};
        }
        Timer timer = time.after(delay, () -> {
            waiting.decrementAndGet();
            action.run();
        });
        waiting.incrementAndGet();
        return timer;
    }

    void advance(Duration by) {
        time.advance(by);
    }

    /** How many actions are still to come. */
    int waiting() {
        return waiting.get();
    }

    /** In the order in which they were asked for. */
    List<Duration> delays() {
        return List.copyOf(delays);
    }

    @Override
    public void close() {
        time.close();
    }
}
