package muster.effects.aws;

import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Reads and writes attributes of DynamoDB items in few words. */
final class Items {
    private Items() {}

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static AttributeValue flag(boolean value) {
        return AttributeValue.fromBool(value);
    }

    static Optional<String> text(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }

    /** A number, 0 where it is absent. */
    static long number(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name))
                .map(AttributeValue::n)
                .map(Long::parseLong)
                .orElse(0L);
    }

    static boolean flag(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::bool).orElse(false);
    }
}
