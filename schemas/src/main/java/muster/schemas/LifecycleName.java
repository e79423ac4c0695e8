package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a declared lifecycle. */
public record LifecycleName(@JsonValue String value) implements Comparable<LifecycleName> {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    /** @throws IllegalArgumentException unless the value is lower-case letters, digits and hyphens, at most 63, a letter first */
    @JsonCreator
    public LifecycleName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of(
                    "lifecycle name", value, "lower-case letters, digits and hyphens, at most 63, a letter first");
        }
    }

    @Override
    public int compareTo(LifecycleName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
