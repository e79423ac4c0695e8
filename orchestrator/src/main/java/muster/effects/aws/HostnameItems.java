package muster.effects.aws;

import static muster.effects.aws.Items.flag;
import static muster.effects.aws.Items.number;
import static muster.effects.aws.Items.text;

import java.util.ArrayList;
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
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/** Many names of the table {@code Hostnames} by one consistent read. */
final class HostnameItems {
    /** The most that one BatchGetItem takes (DynamoDB API reference). */
    static final int KEYS_AT_ONCE = 100;

    private final DynamoDbClient dynamoDb;
    private final Calls calls;
    private final String table;

    /** A name as one generation of an instance holds it. */
    record Holding(Hostname hostname, InstanceId instance, Generation generation) {}

    HostnameItems(DynamoDbClient dynamoDb, Calls calls, String table) {
        this.dynamoDb = dynamoDb;
        this.calls = calls;
        this.table = table;
    }

    /** Those of the holdings that are real, and are to stay so. */
    Set<Holding> held(Collection<Holding> wanted) {
        var names = wanted.stream()
                .map(holding -> holding.hostname().value())
                .distinct()
                .toList();
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
        var found = new ArrayList<Map<String, AttributeValue>>();
        for (int from = 0; from < names.size(); from += KEYS_AT_ONCE) {
            found.addAll(readOnce(names.subList(from, Math.min(names.size(), from + KEYS_AT_ONCE))));
        }
        return found;
    }

    /** In pages: DynamoDB may leave keys out and ask for another call. */
    private List<Map<String, AttributeValue>> readOnce(List<String> names) {
        var keys = names.stream().map(name -> Map.of("Hostname", text(name))).toList();
        var asked = KeysAndAttributes.builder().keys(keys).consistentRead(true).build();
        return calls.make(
                "dynamodb:BatchGetItem",
                table,
                () -> dynamoDb.batchGetItemPaginator(request -> request.requestItems(Map.of(table, asked))).stream()
                        .flatMap(page -> page.responses().getOrDefault(table, List.of()).stream())
                        .toList());
    }
}
