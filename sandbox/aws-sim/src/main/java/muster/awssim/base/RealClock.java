package muster.awssim.base;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The wall clock. One thread keeps the order of what is due. */
final class RealClock implements SimClock {
    private static final Logger LOG = LoggerFactory.getLogger(RealClock.class);

    private final InstantSource source;
    private final ScheduledThreadPoolExecutor agenda;

    RealClock(InstantSource source) {
        this.source = source;
        this.agenda = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name("aws-sim-clock").daemon().factory());
        agenda.setRemoveOnCancelPolicy(true);
        agenda.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return source.instant();
    }

    @Override
    public Timer after(Duration delay, Runnable action) {
        if (agenda.isShutdown()) {
            return () -> {};
        }
        ScheduledFuture<?> due = agenda.schedule(() -> run(action), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> due.cancel(false);
    }

    private static void run(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.error("an action of the simulated world failed", e);
        }
    }

    /** Drops what is due later, and waits for what is happening now: its writers may be closed next. */
    @Override
    public void close() {
        agenda.shutdown();
        try {
            if (!agenda.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("an action of the simulated world is still under way");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
