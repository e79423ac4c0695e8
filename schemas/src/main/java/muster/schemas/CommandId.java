package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The id that SSM gave to a command. */
public record CommandId(@JsonValue String value) implements Comparable<CommandId> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,64}");

    /** @throws IllegalArgumentException unless the value is 1 to 64 letters, digits and hyphens; AWS sends a UUID */
    @JsonCreator
    public CommandId {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("command id", value, "1 to 64 letters, digits and hyphens; AWS sends a UUID");
        }
    }

    @Override
    public int compareTo(CommandId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
