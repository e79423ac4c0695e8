package muster.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for conditions, until a deadline that is the same for all of them. The one place where what runs outside of tests lets
 * time pass.
 */
public final class Watch {
    private static final Duration LOOK = Duration.ofMillis(40);

    private final LongSupplier nanos;
    private final long end;

    public Watch(Duration limit) {
        this(limit, System::nanoTime);
    }

    Watch(Duration limit, LongSupplier nanos) {
        this.nanos = nanos;
        this.end = nanos.getAsLong() + limit.toNanos();
    }

    /** @return whether the condition came to hold in time */
    public boolean until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (isOver()) {
                return false;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    /** @return whether the condition came to hold, and then held for so long, in time */
    public boolean untilItHeldFor(Duration quiet, BooleanSupplier condition) {
        long since = nanos.getAsLong();
        while (nanos.getAsLong() - since < quiet.toNanos()) {
            if (!condition.getAsBoolean()) {
                if (isOver()) {
                    return false;
                }
                since = nanos.getAsLong();
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        return true;
    }

    public void pause(Duration time) {
        long from = nanos.getAsLong();
        while (nanos.getAsLong() - from < time.toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    public boolean isOver() {
        return nanos.getAsLong() - end > 0;
    }
}
