package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import muster.awssim.base.Json;

/**
 * A BatchGetItem of which DynamoDB answers a part.
 *
 * @param asked the request with the keys that are answered
 * @param unprocessed the rest, in the form of the answer's UnprocessedKeys
 */
record UnprocessedKeys(ObjectNode asked, ObjectNode unprocessed) {
    /** @param share of each table's keys that is left out, at least one */
    static UnprocessedKeys split(JsonNode request, double share) {
        ObjectNode asked = request.deepCopy();
        ObjectNode tables = asked.putObject("RequestItems");
        ObjectNode rest = Json.object();
        for (Map.Entry<String, JsonNode> table : request.path("RequestItems").properties()) {
            int total = table.getValue().path("Keys").size();
            int left = Math.clamp(Math.round(total * share), 1, total);
            ObjectNode kept = table.getValue().deepCopy();
            ObjectNode unprocessed = table.getValue().deepCopy();
            ArrayNode keptKeys = kept.putArray("Keys");
            ArrayNode unprocessedKeys = unprocessed.putArray("Keys");
            for (int i = 0; i < total; i++) {
                (i < total - left ? keptKeys : unprocessedKeys)
                        .add(table.getValue().path("Keys").path(i));
            }
            rest.set(table.getKey(), unprocessed);
            if (left < total) {
                tables.set(table.getKey(), kept);
            }
        }
        return new UnprocessedKeys(asked, rest);
    }
}
