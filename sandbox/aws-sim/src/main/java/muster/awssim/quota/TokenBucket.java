package muster.awssim.quota;

import java.time.Duration;
import java.time.Instant;

/**
 * A bucket of tokens at a moment. It fills steadily and never above its burst. A call that needs more tokens than the bucket can
 * hold is admitted when it is full and leaves a debt, which is refilled first: so a scaled-down quota slows such calls and
 * doesn't keep them out for ever, and the rate holds.
 *
 * @param burst what it can hold
 * @param refillPerSecond tokens per second
 * @param tokens what it holds; below 0 is a debt
 * @param at when it held that
 */
public record TokenBucket(double burst, double refillPerSecond, double tokens, Instant at) {
    /** Far below a token; what binary fractions lose on the way must not cost a call. */
    private static final double ROUNDING = 1e-6;

    private static final double NANOS = 1e9;

    public static TokenBucket full(Quota quota, Instant at) {
        return new TokenBucket(quota.burst(), quota.refillPerSecond(), quota.burst(), at);
    }

    /** The bucket at a later moment; at an earlier one, as where a clock was set back, it is as it was. */
    public TokenBucket refilled(Instant now) {
        if (!now.isAfter(at)) {
            return this;
        }
        double seconds = Duration.between(at, now).toNanos() / NANOS;
        return new TokenBucket(burst, refillPerSecond, Math.min(burst, tokens + refillPerSecond * seconds), now);
    }

    /** Whether a call that needs so many tokens is admitted now. */
    public boolean admits(double needed) {
        return tokens + ROUNDING >= Math.min(needed, burst);
    }

    public TokenBucket without(double taken) {
        return new TokenBucket(burst, refillPerSecond, tokens - taken, at);
    }
}
