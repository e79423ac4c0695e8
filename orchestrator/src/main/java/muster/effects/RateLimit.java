package muster.effects;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A quota of AWS, and those who wait for it: in the order of their turns, on time. Corrected by how calls end, see
 * {@link TokenBucket}. Thread-safe.
 */
public final class RateLimit implements AutoCloseable {
    private final String name;
    private final WaitingLine<TokenBucket> line;
    private final LaneMetrics metrics;
    private final LongSupplier nanos;

    private RateLimit(String name, TokenBucket bucket, LaneMetrics metrics, LongSupplier nanos) {
        this.name = name;
        this.line = new WaitingLine<>(bucket, nanos);
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /**
     * @param name for meters
     * @param burst tokens at first, and at most; more than 0
     * @param rate tokens a second at most, more than 0
     * @param nanos {@link System#nanoTime}, or a test's
     */
    public static RateLimit published(String name, double burst, double rate, LaneMetrics metrics, LongSupplier nanos) {
        var bucket = TokenBucket.published(burst, rate, nanos.getAsLong());
        return new RateLimit(name, bucket, metrics, nanos);
    }

    /**
     * Holds nobody up before the first throttle.
     *
     * @param name for meters
     * @param least tokens a second that are let through whatever AWS says, more than 0
     * @param nanos {@link System#nanoTime}, or a test's
     */
    public static RateLimit unpublished(String name, double least, LaneMetrics metrics, LongSupplier nanos) {
        return new RateLimit(name, TokenBucket.unpublished(least, nanos.getAsLong()), metrics, nanos);
    }

    /**
     * Waits for its turn and for the tokens.
     *
     * @param tokens 1 or more
     * @throws Stopping when the limit is closed, or the thread is interrupted, first
     */
    public void take(int tokens) {
        var since = nanos.getAsLong();
        line.take(Turn.current(), tokens);
        metrics.waited(name, Duration.ofNanos(nanos.getAsLong() - since));
    }

    /** Whole tokens that are there. */
    public int available() {
        return line.change(bucket -> bucket.available(nanos.getAsLong()));
    }

    /** What was taken was not used. */
    public void giveBack(int tokens) {
        line.giveBack(tokens);
    }

    /** AWS has taken a call. */
    public void succeeded(int tokens) {
        change(bucket -> bucket.succeeded(tokens, nanos.getAsLong()));
    }

    /**
     * AWS has refused a call for its rate.
     *
     * @param sent when the call was made, by the same clock
     */
    public void throttled(long sent) {
        metrics.throttled(name);
        change(bucket -> bucket.throttled(sent, nanos.getAsLong()));
    }

    private void change(Consumer<TokenBucket> correction) {
        var before = new double[1];
        var after = line.change(bucket -> {
            before[0] = bucket.rate();
            correction.accept(bucket);
            return bucket.rate();
        });
        if (after != before[0]) {
            metrics.rate(name, after);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
