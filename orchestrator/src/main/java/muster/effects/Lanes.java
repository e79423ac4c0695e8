package muster.effects;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import muster.schemas.InstanceId;

/**
 * Runs tasks in parallel across lanes and in order within one. An instance has three lanes: for heartbeats, for
 * the answers of its hooks, and for everything else, so that a heartbeat waits for no throttled call. A bounded number of tasks runs at the same time;
 * the others wait in the order of a {@link FairQueue}. Lanes with an urgent task run outside the bound: Auto Scaling and EC2
 * do not wait. Thread-safe.
 */
final class Lanes implements AutoCloseable {
    private final Map<Key, Lane> lanes = new HashMap<>();
    private final FairQueue<Entry> ready = new FairQueue<>();
    private final InstantSource clock;
    private final int mostRunning;
    private final Duration closeTimeout;
    private final Consumer<Throwable> faults;
    private int bounded;
    private int running;
    private int unfinished;
    private long bytes;
    private boolean closed;

    private record Key(InstanceId instance, Turn.Lane lane) {}

    /**
     * @param turn of the task among those that wait for a start
     * @param bytes that it holds in memory while it is unfinished, roughly
     */
    record Task(InstanceId instance, Turn.Lane of, Turn turn, int bytes, Runnable work) {
        private Key lane() {
            return new Key(instance, of);
        }

        /** Starts at once, with all that is ahead of it in its lane. */
        private boolean isUrgent() {
            return of != Turn.Lane.LIFE || turn.priority() == Turn.Priority.INTERRUPTION;
        }
    }

    /** A lane that waits for a start. Void once the lane was started for another reason. */
    private record Entry(Lane lane, int start) {}

    private static final class Lane {
        private final Deque<Task> tasks = new ArrayDeque<>();
        private int urgent;
        private boolean running;
        private int starts;
    }

    /**
     * @param mostRunning tasks that run at the same time, urgent ones not counted, 1 or more
     * @param closeTimeout how long {@link #close} waits for tasks that run
     * @param faults called with whatever a task throws, which is a bug; its lane goes on
     */
    Lanes(InstantSource clock, int mostRunning, Duration closeTimeout, Consumer<Throwable> faults) {
        this.clock = clock;
        this.mostRunning = mostRunning;
        this.closeTimeout = closeTimeout;
        this.faults = faults;
    }

    synchronized void submit(Task task) {
        if (closed) {
            return;
        }
        unfinished++;
        bytes += task.bytes();
        var lane = lanes.computeIfAbsent(task.lane(), _ -> new Lane());
        lane.tasks.add(task);
        lane.urgent += task.isUrgent() ? 1 : 0;
        if (!lane.running && (lane.tasks.size() == 1 || task.isUrgent())) {
            offer(lane);
        }
    }

    /** Starts a lane that has a task and does not run, now or when its turn comes. */
    private void offer(Lane lane) {
        if (lane.urgent > 0) {
            start(lane, false);
            return;
        }
        ready.add(lane.tasks.getFirst().turn(), new Entry(lane, lane.starts));
        startReady();
    }

    private void startReady() {
        while (!closed && bounded < mostRunning && !ready.isEmpty()) {
            ready.poll()
                    .filter(entry -> !entry.lane().running && entry.start() == entry.lane().starts)
                    .ifPresent(entry -> start(entry.lane(), true));
        }
    }

    private void start(Lane lane, boolean counts) {
        var task = lane.tasks.removeFirst();
        lane.urgent -= task.isUrgent() ? 1 : 0;
        lane.running = true;
        lane.starts++;
        running++;
        bounded += counts ? 1 : 0;
        Thread.ofVirtual().name("lane-" + task.instance()).start(() -> run(lane, task, counts));
    }

    private void run(Lane lane, Task task, boolean counts) {
        try {
            task.work().run();
        } catch (Throwable fault) {
            // an Error too: a lane that died with it would swallow all that comes for its instance
            faults.accept(fault);
        } finally {
            ended(lane, task, counts);
        }
    }

    private synchronized void ended(Lane lane, Task task, boolean counts) {
        lane.running = false;
        running--;
        bounded -= counts ? 1 : 0;
        unfinished--;
        bytes -= task.bytes();
        if (lane.tasks.isEmpty()) {
            lanes.remove(task.lane());
        } else if (!closed) {
            offer(lane);
        }
        startReady();
        notifyAll();
    }

    /** Tasks that were submitted and have not ended. */
    synchronized int unfinished() {
        return unfinished;
    }

    /** What those tasks hold in memory, roughly. */
    synchronized long bytes() {
        return bytes;
    }

    /** Waits for tasks that run; those that wait in a lane are dropped, and their effects are delivered again. */
    @Override
    public synchronized void close() {
        closed = true;
        var until = clock.instant().plus(closeTimeout);
        try {
            for (Instant now = clock.instant(); running > 0 && now.isBefore(until); now = clock.instant()) {
                wait(Math.max(1, Duration.between(now, until).toMillis()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
