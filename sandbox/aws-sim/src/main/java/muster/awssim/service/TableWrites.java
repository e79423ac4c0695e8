package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;
import muster.awssim.wire.Request;

/** Reads from the requests that DynamoDB accepted what they wrote. Not safe for use by several threads at once. */
final class TableWrites {
    /** For so long DynamoDB answers a repeated transaction with success and does nothing. */
    private static final Duration TOKEN_LIFE = Duration.ofMinutes(10);

    private static final Set<String> ACTIONS =
            Set.of("CreateTable", "PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "TransactWriteItems");

    private record TableName(Scope scope, String name) {}

    private record Token(Scope scope, String text) {}

    private final Journal journal;
    private final Turns turns;
    private final BiFunction<Request, String, Optional<JsonNode>> describeTable;
    private final Map<TableName, List<String>> keys = new HashMap<>();
    private final Map<Token, Instant> tokens = new HashMap<>();

    /** @param describeTable asks the server, on behalf of a request, for a table's description */
    TableWrites(Journal journal, Turns turns, BiFunction<Request, String, Optional<JsonNode>> describeTable) {
        this.journal = journal;
        this.turns = turns;
        this.describeTable = describeTable;
    }

    static boolean isWrite(String action) {
        return ACTIONS.contains(action);
    }

    void record(Request request, String action, JsonNode asked, JsonNode answered) {
        switch (action) {
            case "CreateTable" -> tableCreated(request, asked);
            case "PutItem" -> write(request, "put", asked, Optional.empty());
            case "UpdateItem" -> write(request, "update", asked, Optional.empty());
            case "DeleteItem" -> write(request, "delete", asked, Optional.empty());
            case "BatchWriteItem" -> batch(request, asked, answered);
            case "TransactWriteItems" -> transaction(request, asked);
            default -> throw new IllegalArgumentException("not a write: " + action);
        }
    }

    private void tableCreated(Request request, JsonNode asked) {
        String table = asked.path("TableName").asText();
        keys.put(new TableName(request.scope(), table), keyNames(asked));
        journal.record(request.scope(), "table-created", Json.object().put("table", table));
    }

    private static List<String> keyNames(JsonNode described) {
        return described
                .path("KeySchema")
                .valueStream()
                .map(part -> part.path("AttributeName").asText())
                .toList();
    }

    private void transaction(Request request, JsonNode asked) {
        String token = asked.path("ClientRequestToken").asText(request.id());
        if (isRepeated(new Token(request.scope(), token))) {
            return;
        }
        for (JsonNode item : asked.path("TransactItems")) {
            for (String operation : List.of("Put", "Update", "Delete")) {
                if (item.has(operation)) {
                    write(request, operation.toLowerCase(Locale.ROOT), item.path(operation), Optional.of(token));
                }
            }
        }
    }

    private boolean isRepeated(Token token) {
        Instant now = turns.now();
        tokens.values().removeIf(until -> until.isBefore(now));
        return tokens.putIfAbsent(token, now.plus(TOKEN_LIFE)) != null;
    }

    private void batch(Request request, JsonNode asked, JsonNode answered) {
        for (Map.Entry<String, JsonNode> table : asked.path("RequestItems").properties()) {
            List<JsonNode> refused = new ArrayList<>();
            answered.path("UnprocessedItems").path(table.getKey()).forEach(refused::add);
            for (JsonNode one : table.getValue()) {
                if (!refused.remove(one)) {
                    ObjectNode write = one.path("PutRequest").isMissingNode()
                            ? one.path("DeleteRequest").deepCopy()
                            : one.path("PutRequest").deepCopy();
                    write.put("TableName", table.getKey());
                    write(request, write.has("Item") ? "put" : "delete", write, Optional.empty());
                }
            }
        }
    }

    private void write(Request request, String operation, JsonNode asked, Optional<String> transaction) {
        String table = asked.path("TableName").asText();
        ObjectNode line = Json.object().put("table", table).put("operation", operation);
        if (asked.has("Item")) {
            ObjectNode item = plainMap(asked.path("Item"));
            List<String> names = keyOf(request, table);
            boolean known = !names.isEmpty();
            line.put("tableKey", known);
            line.set("key", known ? item.deepCopy().retain(names) : item);
            line.set("item", item);
        } else {
            line.put("tableKey", true);
            line.set("key", plainMap(asked.path("Key")));
        }
        if (asked.has("ExpressionAttributeValues")) {
            line.set("values", plainMap(asked.path("ExpressionAttributeValues")));
        }
        if (asked.has("ExpressionAttributeNames")) {
            line.set("names", asked.path("ExpressionAttributeNames"));
        }
        copy(asked, "UpdateExpression", line, "update");
        copy(asked, "ConditionExpression", line, "condition");
        transaction.ifPresent(id -> line.put("transaction", id));
        journal.record(request.scope(), "table-write", line);
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (from.has(name)) {
            to.put(as, from.path(name).asText());
        }
    }

    private List<String> keyOf(Request request, String table) {
        TableName name = new TableName(request.scope(), table);
        if (!keys.containsKey(name)) {
            describeTable.apply(request, table).ifPresent(described -> keys.put(name, keyNames(described)));
        }
        return keys.getOrDefault(name, List.of());
    }

    /** {@code {"Hostname":{"S":"a"}}} becomes {@code {"Hostname":"a"}}. */
    private static ObjectNode plainMap(JsonNode attributes) {
        ObjectNode plain = Json.object();
        attributes.properties().forEach(field -> plain.set(field.getKey(), plain(field.getValue())));
        return plain;
    }

    private static JsonNode plain(JsonNode typed) {
        Map.Entry<String, JsonNode> one = typed.properties().iterator().next();
        JsonNode value = one.getValue();
        return switch (one.getKey()) {
            case "N" -> number(value);
            case "NULL" -> NullNode.getInstance();
            case "M" -> plainMap(value);
            case "L" ->
                Json.array().addAll(value.valueStream().map(TableWrites::plain).toList());
            case "NS" ->
                Json.array().addAll(value.valueStream().map(TableWrites::number).toList());
            default -> value;
        };
    }

    private static JsonNode number(JsonNode text) {
        BigDecimal value = new BigDecimal(text.asText());
        return value.scale() <= 0 ? BigIntegerNode.valueOf(value.toBigIntegerExact()) : DecimalNode.valueOf(value);
    }
}
