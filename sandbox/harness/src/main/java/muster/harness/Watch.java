package muster.harness;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits for conditions, until a deadline that is the same for all of them. The one place where what runs outside of tests lets
 * time pass. An interrupt ends no wait, and is there afterwards as it was before.
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
        try (var looks = new Looks()) {
            while (!condition.getAsBoolean()) {
                if (isOver()) {
                    return false;
                }
                looks.rest();
            }
            return true;
        }
    }

    /** @return whether the condition came to hold, and then held for so long, in time */
    public boolean untilItHeldFor(Duration quiet, BooleanSupplier condition) {
        try (var looks = new Looks()) {
            long since = nanos.getAsLong();
            while (nanos.getAsLong() - since < quiet.toNanos()) {
                if (!condition.getAsBoolean()) {
                    if (isOver()) {
                        return false;
                    }
                    since = nanos.getAsLong();
                }
                looks.rest();
            }
            return true;
        }
    }

    public void pause(Duration time) {
        try (var looks = new Looks()) {
            long from = nanos.getAsLong();
            while (nanos.getAsLong() - from < time.toNanos()) {
                looks.rest();
            }
        }
    }

    /** A thread that is interrupted does not park, and would use up a processor: it is interrupted again at the end. */
    private static final class Looks implements AutoCloseable {
        private boolean interrupted;

        void rest() {
            LockSupport.parkNanos(LOOK.toNanos());
            interrupted |= Thread.interrupted();
        }

        @Override
        public void close() {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    public boolean isOver() {
        return nanos.getAsLong() - end > 0;
    }
}
