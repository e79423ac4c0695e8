package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The name of a lifecycle hook (Auto Scaling API reference, PutLifecycleHook). */
public record HookName(@JsonValue String value) implements Comparable<HookName> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9\\-_/]{1,255}");

    /** @throws IllegalArgumentException unless the value is 1 to 255 of A-Z a-z 0-9 - _ / */
    @JsonCreator
    public HookName {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("hook name", value, "1 to 255 of A-Z a-z 0-9 - _ /");
        }
    }

    @Override
    public int compareTo(HookName other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
