package muster.stream;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How long tasks may fire timers before a commit. Kafka Streams punctuates all tasks of a thread one after the other, and
 * commits only then, in one transaction: the broker aborts one that is open for longer than its timeout, all is fired again,
 * and takes as long again. So the tasks of a thread share one budget, in equal parts, since the first ones would otherwise use
 * it up each time.
 *
 * <p>One for a topology; each thread sees only the tasks that it runs itself.
 */
final class TimerBudget {
    /** With the longest commit interval of 4 s this is well within a transaction's 5 s. */
    static final Duration OF_A_THREAD = Duration.ofMillis(500);

    /** So that each task gets on, however many there are. */
    static final Duration LEAST = Duration.ofMillis(5);

    private final LongSupplier nanoTime;
    private final ThreadLocal<Integer> tasks = ThreadLocal.withInitial(() -> 0);

    TimerBudget() {
        this(System::nanoTime);
    }

    TimerBudget(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Called by a task in the thread that runs it. */
    void opened() {
        tasks.set(tasks.get() + 1);
    }

    /** Called by a task in the thread that ran it. */
    void closed() {
        tasks.set(Math.max(0, tasks.get() - 1));
    }

    /** The calling task's part, from now on. */
    Share begin() {
        var share = OF_A_THREAD.toNanos() / Math.max(1, tasks.get());
        return new Share(nanoTime, nanoTime.getAsLong() + Math.max(share, LEAST.toNanos()));
    }

    /** @param end by the same clock */
    record Share(LongSupplier nanoTime, long end) {
        boolean isUsedUp() {
            return nanoTime.getAsLong() - end >= 0;
        }
    }
}
