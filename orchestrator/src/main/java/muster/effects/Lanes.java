package muster.effects;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import muster.schemas.InstanceId;

/**
 * Runs tasks in parallel across instances and in order within one: one lane an instance, a virtual thread as long as the
 * lane has work. Thread-safe.
 */
final class Lanes implements AutoCloseable {
    private final Map<InstanceId, Queue<Runnable>> lanes = new HashMap<>();
    private final InstantSource clock;
    private final Duration closeTimeout;
    private int inFlight;
    private boolean closed;

    /** @param closeTimeout how long {@link #close} waits for tasks that run */
    Lanes(InstantSource clock, Duration closeTimeout) {
        this.clock = clock;
        this.closeTimeout = closeTimeout;
    }

    synchronized void submit(InstanceId instance, Runnable task) {
        if (closed) {
            return;
        }
        inFlight++;
        var lane = lanes.get(instance);
        if (lane != null) {
            lane.add(task);
            return;
        }
        var opened = new ArrayDeque<Runnable>();
        opened.add(task);
        lanes.put(instance, opened);
        Thread.ofVirtual().name("lane-" + instance).start(() -> drain(instance));
    }

    /** Tasks that were submitted and have not ended. */
    synchronized int inFlight() {
        return inFlight;
    }

    private void drain(InstanceId instance) {
        for (var task = next(instance); task != NOTHING; task = next(instance)) {
            try {
                task.run();
            } finally {
                ended();
            }
        }
    }

    private static final Runnable NOTHING = () -> {};

    private synchronized Runnable next(InstanceId instance) {
        var lane = lanes.get(instance);
        var task = lane == null || closed ? null : lane.poll();
        if (task == null) {
            lanes.remove(instance);
            notifyAll();
            return NOTHING;
        }
        return task;
    }

    private synchronized void ended() {
        inFlight--;
    }

    /** Waits for tasks that run; those that wait in a lane are dropped, and their effects are delivered again. */
    @Override
    public synchronized void close() {
        closed = true;
        var until = clock.instant().plus(closeTimeout);
        try {
            for (Instant now = clock.instant(); !lanes.isEmpty() && now.isBefore(until); now = clock.instant()) {
                wait(Math.max(1, Duration.between(now, until).toMillis()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
