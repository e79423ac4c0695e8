package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of an Auto Scaling group (Auto Scaling API reference, CreateAutoScalingGroup). */
public record GroupName(@JsonValue String value) implements Comparable<GroupName> {
    private static final Pattern FORM = Pattern.compile("[\\x20-\\x7e]{1,255}");

    /** @throws IllegalArgumentException unless the value is 1 to 255 printable ASCII characters */
    @JsonCreator
    public GroupName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("group name", value, "1 to 255 printable ASCII characters");
        }
    }

    @Override
    public int compareTo(GroupName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
