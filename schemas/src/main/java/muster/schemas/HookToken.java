package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The token of one wait of one instance at one hook: the business key of a launch or a termination. */
public record HookToken(@JsonValue String value) implements Comparable<HookToken> {
    private static final Pattern FORM = Pattern.compile("[0-9A-Za-z-]{1,64}");

    /** @throws IllegalArgumentException unless the value is 1 to 64 letters, digits and hyphens; AWS sends a UUID */
    @JsonCreator
    public HookToken {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("hook token", value, "1 to 64 letters, digits and hyphens; AWS sends a UUID");
        }
    }

    @Override
    public int compareTo(HookToken other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
