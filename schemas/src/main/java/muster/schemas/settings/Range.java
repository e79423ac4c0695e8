package muster.schemas.settings;

import java.time.Duration;

/** Refuses numbers and durations that are out of range, in the words that they were written in. */
public final class Range {
    private Range() {}

    /** @throws IllegalArgumentException with the key, the value and what was expected */
    public static void atLeast(String key, long value, long least) {
        if (value < least) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: " + least + " or more)");
        }
    }

    /** @throws IllegalArgumentException with the key, the value and what was expected */
    public static void within(String key, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + ": '" + value + "' (expected: " + least + " to " + most + ")");
        }
    }

    /** @throws IllegalArgumentException with the key, the value and what was expected */
    public static void within(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    key + ": '" + text(value) + "' (expected: " + text(least) + " to " + text(most) + ")");
        }
    }

    /** @throws IllegalArgumentException with the key, the value and what was expected */
    public static void positive(String key, Duration value) {
        if (!value.isPositive()) {
            throw new IllegalArgumentException(key + ": '" + text(value) + "' (expected: more than 0s)");
        }
    }

    /** As people write it: 100ms, 30s, 5m, 2h. */
    public static String text(Duration value) {
        if (value.toMillis() % 1000 != 0) {
            return value.toMillis() + "ms";
        }
        if (value.isZero() || value.toSeconds() % 60 != 0) {
            return value.toSeconds() + "s";
        }
        return value.toMinutes() % 60 == 0 ? value.toHours() + "h" : value.toMinutes() + "m";
    }
}
