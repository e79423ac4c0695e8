package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** A state that a lifecycle declares. */
public record StateName(@JsonValue String value) implements Comparable<StateName> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_-]{0,62}");

    /** @throws IllegalArgumentException unless the value is lower-case letters, digits, hyphens and underscores, at most 63, a letter first */
    @JsonCreator
    public StateName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of(
                    "state name",
                    value,
                    "lower-case letters, digits, hyphens and underscores, at most 63, a letter first");
        }
    }

    @Override
    public int compareTo(StateName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
