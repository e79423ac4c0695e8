package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One timer of one instance; setting it again moves it. */
public record TimerName(@JsonValue String value) implements Comparable<TimerName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9A-Z][a-z0-9A-Z._-]{0,127}");

    /** @throws IllegalArgumentException unless the value is 1 to 128 letters, digits, dots, hyphens and underscores */
    @JsonCreator
    public TimerName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("timer name", value, "1 to 128 letters, digits, dots, hyphens and underscores");
        }
    }

    @Override
    public int compareTo(TimerName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
