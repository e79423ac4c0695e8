package muster.awssim.base;

import java.time.Duration;

/** A range of durations, both ends included, from which one is picked evenly. */
public record Spread(Duration from, Duration to) {
    public Spread {
        if (from.isNegative() || to.compareTo(from) < 0) {
            throw new IllegalArgumentException("not a range of durations: " + from + " to " + to);
        }
    }

    public static Spread of(Duration exactly) {
        return new Spread(exactly, exactly);
    }

    public static Spread millis(long from, long to) {
        return new Spread(Duration.ofMillis(from), Duration.ofMillis(to));
    }
}
