package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The id of an EC2 instance; the key of every record that concerns it. */
public record InstanceId(@JsonValue String value) implements Comparable<InstanceId> {
    private static final String PREFIX = "i-";

    /** @throws IllegalArgumentException unless the value is 'i-' and 8 or 17 hexadecimal digits */
    @JsonCreator
    public InstanceId {
        if (!isOfItsForm(value)) {
            throw Refusal.of("instance id", value, "'i-' and 8 or 17 hexadecimal digits");
        }
    }

    /** Without a regular expression: each record that is read names several instances. */
    private static boolean isOfItsForm(String value) {
        var digits = value.length() - PREFIX.length();
        return (digits == 8 || digits == 17) && value.startsWith(PREFIX) && isHexadecimal(value, PREFIX.length());
    }

    private static boolean isHexadecimal(String value, int from) {
        for (int i = from; i < value.length(); i++) {
            if (!isLowerHexadecimal(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLowerHexadecimal(char character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
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
