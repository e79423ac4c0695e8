package muster.lifecycle;

import java.time.Duration;

/**
 * How a failed task is asked for again.
 *
 * @param attempts failures after which it has failed for good, 1 or more
 * @param backoff before the second attempt; doubles with each further one
 * @param longest the longest backoff
 */
public record Retry(int attempts, Duration backoff, Duration longest) {
    public static final Retry DEFAULT = new Retry(5, Duration.ofSeconds(2), Duration.ofMinutes(1));

    /** @throws IllegalArgumentException for fewer than one attempt or a backoff that is not positive */
    public Retry {
        if (attempts < 1) {
            throw new IllegalArgumentException("retry.attempts: " + attempts + " (expected: 1 or more)");
        }
        if (!backoff.isPositive() || longest.compareTo(backoff) < 0) {
            throw new IllegalArgumentException("retry.backoff: " + backoff + ", longest " + longest
                    + " (expected: positive, longest not shorter)");
        }
    }

    /** @param failures so far, 1 or more */
    public Duration pauseAfter(int failures) {
        var doubled = backoff.multipliedBy(1L << Math.min(failures - 1, 20));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
