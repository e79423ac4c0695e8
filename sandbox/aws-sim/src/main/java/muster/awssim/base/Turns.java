package muster.awssim.base;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Whoever reads or changes the world takes a turn; so the parts of the world need no locks of their own. */
public final class Turns {
    private final ReentrantLock lock = new ReentrantLock();
    private final SimClock clock;

    public Turns(SimClock clock) {
        this.clock = clock;
    }

    public <T> T take(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    public void take(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a turn for the action when the delay has passed. */
    public SimClock.Timer after(Duration delay, Runnable action) {
        return clock.after(delay, () -> take(action));
    }

    public Instant now() {
        return clock.instant();
    }
}
