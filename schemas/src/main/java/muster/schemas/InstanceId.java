package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The id of an EC2 instance; the key of every record that concerns it. */
public record InstanceId(@JsonValue String value) implements Comparable<InstanceId> {
    private static final Pattern FORM = Pattern.compile("i-(?:[0-9a-f]{8}|[0-9a-f]{17})");

    /** @throws IllegalArgumentException unless the value is 'i-' and 8 or 17 hexadecimal digits */
    @JsonCreator
    public InstanceId {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("instance id", value, "'i-' and 8 or 17 hexadecimal digits");
        }
    }

    @Override
    public int compareTo(InstanceId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
