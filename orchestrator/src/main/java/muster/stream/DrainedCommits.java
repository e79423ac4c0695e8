package muster.stream;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a commit as soon as a stream thread has processed all that it has read, where Kafka Streams alone would wait for
 * the commit interval. On a quiet system a decision is committed within milliseconds; under load a thread hardly ever runs
 * out of records, and the interval, which can then be long, makes few and large transactions.
 *
 * <p>One for a process; each thread sees only what it wrote itself.
 */
public final class DrainedCommits {
    /** Asks for none: commits are those of the interval. */
    public static final DrainedCommits NONE = new DrainedCommits(Duration.ZERO, Duration.ZERO);

    private final long pause;
    private final boolean never;
    private final LongSupplier nanoTime;
    private final ThreadLocal<Writes> writes = ThreadLocal.withInitial(Writes::new);

    /** What a thread has written since it last asked for a commit. */
    private final class Writes {
        private @Nullable ProcessorContext<?, ?> by;
        private long asked = nanoTime.getAsLong() - pause;
    }

    /**
     * @param pause least time from one such commit to the next
     * @param interval after which Kafka Streams commits by itself; where it is no longer than the pause, nothing is asked for
     */
    public DrainedCommits(Duration pause, Duration interval) {
        this(pause, interval, System::nanoTime);
    }

    DrainedCommits(Duration pause, Duration interval, LongSupplier nanoTime) {
        this.pause = pause.toNanos();
        this.never = interval.compareTo(pause) <= 0;
        this.nanoTime = nanoTime;
    }

    /** Called by a task in the thread that it wrote in. Kafka Streams commits all tasks of a thread together. */
    void written(ProcessorContext<?, ?> task) {
        writes.get().by = task;
    }

    /**
     * Called by a stream thread before it polls, which it does when there is nothing left to process.
     *
     * @param timeout that Kafka Streams would poll for
     * @return that timeout, or less: a commit that was asked for is made after the poll
     */
    public Duration pollingFor(Duration timeout) {
        var mine = writes.get();
        var task = mine.by;
        if (never || task == null) {
            return timeout;
        }
        long now = nanoTime.getAsLong();
        long left = pause - (now - mine.asked);
        if (left > 0) {
            return left < timeout.toNanos() ? Duration.ofNanos(left) : timeout;
        }
        mine.by = null;
        mine.asked = now;
        task.commit();
        return Duration.ZERO;
    }
}
