package muster.awssim.events;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import muster.awssim.base.Json;

/** An event pattern of EventBridge: objects nest as the event does, and the arrays at their ends hold the values that match. */
public record EventPattern(JsonNode pattern) {
    /** @throws IllegalArgumentException when the text is not an object whose ends are arrays of plain values */
    public static EventPattern parse(String text) {
        JsonNode pattern = Json.parse(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        check(pattern);
        return new EventPattern(pattern);
    }

    private static void check(JsonNode node) {
        if (!node.isObject() || node.isEmpty()) {
            throw new IllegalArgumentException("an event pattern is a filled object whose ends are arrays");
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            JsonNode value = field.getValue();
            if (!value.isArray()) {
                check(value);
            } else if (value.isEmpty() || anyContainer(value)) {
                // prefix, anything-but and the like are objects here; better refused than silently not matched
                throw new IllegalArgumentException("only exact values are supported at " + field.getKey());
            }
        }
    }

    private static boolean anyContainer(JsonNode array) {
        return array.valueStream().anyMatch(JsonNode::isContainerNode);
    }

    public boolean matches(JsonNode event) {
        return matches(pattern, event);
    }

    private static boolean matches(JsonNode pattern, JsonNode event) {
        return pattern.propertyStream().allMatch(field -> {
            JsonNode actual = event.path(field.getKey());
            return field.getValue().isArray() ? contains(field.getValue(), actual) : matches(field.getValue(), actual);
        });
    }

    private static boolean contains(JsonNode allowed, JsonNode actual) {
        if (actual.isArray()) {
            return actual.valueStream().anyMatch(one -> contains(allowed, one));
        }
        return allowed.valueStream().anyMatch(actual::equals);
    }
}
