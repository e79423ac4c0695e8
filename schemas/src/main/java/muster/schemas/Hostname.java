package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/** One label, such as {@code validator-007}. The same form is the allowed pattern of the SSM document's parameters. */
public record Hostname(@JsonValue String value) implements Comparable<Hostname> {
    private static final Pattern FORM = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

    /** @throws IllegalArgumentException unless the value is a DNS label in lower case: 1 to 63 of a-z 0-9 -, no hyphen at its ends */
    @JsonCreator
    public Hostname {
        if (!FORM.matcher(value).matches()) {
            throw Refusal.of(
                    "hostname", value, "a DNS label in lower case: 1 to 63 of a-z 0-9 -, no hyphen at its ends");
        }
    }

    @Override
    public int compareTo(Hostname other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
