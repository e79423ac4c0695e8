package muster.schemas.topic;

import java.time.Duration;

/**
 * How long a topic keeps its records: {@code retention.ms}.
 *
 * @param millis milliseconds, at least 1; or -1 for ever
 */
public record Retention(long millis) {
    public static final Retention FOREVER = new Retention(-1);

    /** @throws IllegalArgumentException unless the number is -1 or positive */
    public Retention {
        if (millis != -1 && millis < 1) {
            throw new IllegalArgumentException("retention '" + millis + "' must be -1 (for ever) or at least 1 ms");
        }
    }

    public static Retention days(int days) {
        return new Retention(Duration.ofDays(days).toMillis());
    }

    /** Whether records stay at least as long as under the other. */
    public boolean covers(Retention other) {
        return this.equals(FOREVER) || (!other.equals(FOREVER) && millis >= other.millis);
    }

    /** In words, for messages to people: "7 d", "90000 ms", "for ever". */
    @Override
    public String toString() {
        if (equals(FOREVER)) {
            return "for ever";
        }
        var day = Duration.ofDays(1).toMillis();
        return millis % day == 0 ? millis / day + " d" : millis + " ms";
    }
}
