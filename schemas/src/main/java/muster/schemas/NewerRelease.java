package muster.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells a record that a newer release has written from one that is none at all. */
public final class NewerRelease {
    private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]{0,63}");

    private NewerRelease() {}

    /**
     * The kind of what a record is about, though this release cannot read it: Muster's own records have a version and, for
     * each case, its type.
     *
     * @param value of a record that cannot be read
     * @param field that has the case
     * @return empty where it is no record of Muster's, whatever the release
     */
    public static Optional<String> kind(byte[] value, String field) {
        try {
            JsonNode record = Json.read(value, JsonNode.class);
            var type = record.path(field).path("type");
            return record.path("v").isIntegralNumber()
                            && type.isTextual()
                            && KIND.matcher(type.asText()).matches()
                    ? Optional.of(type.asText())
                    : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
