package muster.awssim.base;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time as the simulated world has it: what it is now, and what happens later. */
public interface SimClock extends InstantSource, AutoCloseable {
    /** Runs the action once, when the delay has passed; a zero or negative delay means as soon as possible. */
    Timer after(Duration delay, Runnable action);

    @Override
    void close();

    static SimClock real() {
        return new RealClock(InstantSource.system());
    }

    /** A clock that stands still until it is advanced. */
    static ManualClock manual(Instant start) {
        return new ManualClock(start);
    }

    /** Something that will happen. */
    @FunctionalInterface
    interface Timer {
        /** Keeps the action from running if it has not begun. */
        void cancel();
    }
}
