package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** What an effect does in the life of an instance, unique within a generation. */
public record StepName(@JsonValue String value) implements Comparable<StepName> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9A-Z][a-z0-9A-Z_-]{0,63}");

    /** @throws IllegalArgumentException unless the value is 1 to 64 letters, digits, hyphens and underscores */
    @JsonCreator
    public StepName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("step name", value, "1 to 64 letters, digits, hyphens and underscores");
        }
    }

    @Override
    public int compareTo(StepName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
