package muster.awssim.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;

/** One line of the journal. */
public record Entry(long seq, Instant at, Scope scope, String kind, ObjectNode fields) {
    /** The field's text, or "" where it is absent. */
    public String text(String field) {
        return fields.path(field).asText("");
    }

    public JsonNode field(String name) {
        return fields.path(name);
    }

    public String instance() {
        return text("instance");
    }

    /** The line as JOURNAL.md describes it. */
    public ObjectNode json() {
        ObjectNode line = Json.object()
                .put("seq", seq)
                .put("at", Json.millis(at))
                .put("account", scope.account())
                .put("region", scope.region())
                .put("kind", kind);
        line.setAll(fields);
        return line;
    }
}
