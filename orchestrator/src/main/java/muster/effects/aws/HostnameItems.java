package muster.effects.aws;

import static muster.effects.aws.Items.flag;
import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** Many names of the table {@code Hostnames} by one consistent read. */
final class HostnameItems {
    private final BatchRead batches;

    /** A name as one generation of an instance holds it. */
    record Holding(Hostname hostname, InstanceId instance, Generation generation) {}

    HostnameItems(DynamoDbClient dynamoDb, Calls calls, String table) {
        this.batches = new BatchRead(
                table,
                "Hostname",
                request -> calls.make("dynamodb:BatchGetItem", table, () -> dynamoDb.batchGetItem(request)));
    }

    /** Those of the holdings that are real, and are to stay so. */
    Set<Holding> held(Collection<Holding> wanted) {
        var names = wanted.stream()
                .map(holding -> holding.hostname().value())
                .distinct()
                .toList();
        if (names.isEmpty()) {
            return Set.of();
        }
        var items = new HashMap<String, Map<String, AttributeValue>>();
        read(names).forEach(item -> items.put(text(item, "Hostname").orElse(""), item));
        return wanted.stream()
                .filter(holding -> isHeld(items.getOrDefault(holding.hostname().value(), Map.of()), holding))
                .collect(Collectors.toSet());
    }

    boolean isHeld(Holding wanted) {
        return held(List.of(wanted)).contains(wanted);
    }

    private static boolean isHeld(Map<String, AttributeValue> item, Holding holding) {
        return flag(item, "Exists")
                && !flag(item, "Leaving")
                && text(item, "Owner").equals(Optional.of(holding.instance().value()))
                && number(item, "Generation") == holding.generation().number();
    }

    /** The items of those names that have one. */
    List<Map<String, AttributeValue>> read(List<String> names) {
        return batches.read(names);
    }

    /**
     * Whether a claim may take the name of an item: the same for the claim and for people who look. An operator who writes
     * a row by hand may leave {@code Exists} out.
     *
     * @param now in milliseconds
     */
    static boolean isFree(Map<String, AttributeValue> item, long now) {
        return !isMarked(item) && !item.containsKey("Owner") && number(item, "RestsUntil") <= now;
    }

    /** Whether {@code Exists} is there and says anything but false. */
    static boolean isMarked(Map<String, AttributeValue> item) {
        var exists = item.get("Exists");
        return exists != null && !Boolean.FALSE.equals(exists.bool());
    }
}
