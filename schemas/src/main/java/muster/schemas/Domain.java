package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** The domain that hostnames of a pool live in. */
public record Domain(@JsonValue String value) implements Comparable<Domain> {
    private static final Pattern FORM =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*");

    /** @throws IllegalArgumentException unless the value is DNS labels in lower case, joined by dots, without a dot at the end */
    @JsonCreator
    public Domain {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of("domain", value, "DNS labels in lower case, joined by dots, without a dot at the end");
        }
    }

    @Override
    public int compareTo(Domain other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
