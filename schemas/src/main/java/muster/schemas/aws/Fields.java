package muster.schemas.aws;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.util.Locale;
import java.util.function.Function;

/** Reads fields of one JSON object and refuses, with the field's path, what is absent, of another type or malformed. */
record Fields(String path, JsonNode object) {

    Fields child(String name) throws UnreadableEventException {
        var child = object.path(name);
        if (!child.isObject()) {
            throw refuse(name, child, "an object");
        }
        return new Fields(path + name + ".", child);
    }

    String text(String name) throws UnreadableEventException {
        var value = object.path(name);
        if (!value.isTextual()) {
            throw refuse(name, value, "a string");
        }
        return value.textValue();
    }

    String text(String name, String whenAbsent) throws UnreadableEventException {
        var value = object.path(name);
        return value.isMissingNode() || value.isNull() ? whenAbsent : text(name);
    }

    /** A value of ours, made of the field's text; its own refusal becomes part of the message. */
    <T> T value(String name, Function<String, T> type) throws UnreadableEventException {
        return make(name, text(name), type);
    }

    <T> T value(String name, Function<String, T> type, T whenAbsent) throws UnreadableEventException {
        var value = object.path(name);
        return value.isMissingNode() || value.isNull() ? whenAbsent : value(name, type);
    }

    <T> T make(String name, String text, Function<String, T> type) throws UnreadableEventException {
        try {
            return type.apply(text);
        } catch (IllegalArgumentException | DateTimeException refused) {
            throw new UnreadableEventException(path + name + ": " + refused.getMessage());
        }
    }

    UnreadableEventException refuse(String name, JsonNode found, String expected) {
        var what = found.isMissingNode()
                ? "absent"
                : found.getNodeType().toString().toLowerCase(Locale.ROOT);
        return new UnreadableEventException(path + name + ": " + what + " (expected: " + expected + ")");
    }
}
