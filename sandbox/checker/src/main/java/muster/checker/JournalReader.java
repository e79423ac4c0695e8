package muster.checker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads the journal's lines into facts. Unknown kinds and keys are passed over, as the journal's description asks of
 * a reader.
 */
final class JournalReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SHOWN = 80;

    private JournalReader() {}

    /** @throws IOException when the file cannot be read */
    static List<Fact> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return read(lines.toList());
        }
    }

    /** @throws IllegalArgumentException when a line is no line of a journal, or the numbers have a gap */
    static List<Fact> read(List<String> lines) {
        List<Fact> facts = new ArrayList<>(lines.size());
        long last = 0;
        for (String line : lines) {
            if (line.isBlank()) {
                continue;
            }
            Fact fact = fact(line);
            long seq = fact.place().seq();
            if (last != 0 && seq != last + 1) {
                throw new IllegalArgumentException("the journal jumps from seq " + last + " to seq " + seq);
            }
            last = seq;
            facts.add(fact);
        }
        return facts;
    }

    private static Fact fact(String line) {
        try {
            JsonNode json = JSON.readTree(line);
            Fact.Place place = new Fact.Place(json.required("seq").asLong(), Instant.parse(text(json, "at")));
            return fact(place, text(json, "kind"), json);
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeParseException e) {
            String shown = line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
            throw new IllegalArgumentException("not a line of aws-sim's journal: " + shown, e);
        }
    }

    private static Fact fact(Fact.Place place, String kind, JsonNode json) {
        return switch (kind) {
            case "call" ->
                new Fact.Call(
                        place,
                        text(json, "service"),
                        text(json, "action"),
                        text(json, "outcome"),
                        flag(json, "effect"),
                        maybe(json, "fault"),
                        about(json));
            case "instance-launched" ->
                new Fact.Launched(place, text(json, "instance"), text(json, "group"), addresses(json));
            case "instance-state" -> new Fact.StateChanged(place, text(json, "instance"), text(json, "state"));
            case "lifecycle-state" -> new Fact.LifecycleMoved(place, text(json, "instance"), text(json, "state"));
            case "agent-online" -> new Fact.AgentSeen(place, text(json, "instance"), true);
            case "agent-offline" -> new Fact.AgentSeen(place, text(json, "instance"), false);
            case "hook-opened" -> new Fact.HookOpened(place, hook(json));
            case "hook-answered" ->
                new Fact.HookAnswered(
                        place,
                        text(json, "instance"),
                        text(json, "token"),
                        launching(json),
                        text(json, "result"),
                        text(json, "by"));
            case "hook-withdrawn" -> new Fact.HookWithdrawn(place, text(json, "instance"), text(json, "token"));
            case "tags-created" -> new Fact.Tagged(place, text(json, "instance"), texts(json.required("tags")));
            case "tags-deleted" ->
                new Fact.Untagged(
                        place,
                        text(json, "instance"),
                        List.copyOf(texts(json.required("tags")).keySet()));
            case "record-upserted" ->
                new Fact.RecordUpserted(
                        place, recordKey(json), list(json, "values"), flag(json, "changed"), list(json, "previous"));
            case "record-deleted" -> new Fact.RecordDeleted(place, recordKey(json), list(json, "values"));
            case "command-ran" ->
                new Fact.CommandRan(
                        place,
                        text(json, "commandId"),
                        text(json, "document"),
                        text(json, "instance"),
                        text(json, "effectId"),
                        text(json, "hostname"),
                        flag(json, "ran"));
            case "command-sent" ->
                new Fact.CommandSent(
                        place,
                        text(json, "commandId"),
                        json.path("parameters").path("EffectId").path(0).asText(""),
                        list(json, "instances"));
            case "command-finished" ->
                new Fact.CommandFinished(place, text(json, "commandId"), text(json, "instance"), text(json, "status"));
            case "table-write" -> new Fact.TableWritten(place, text(json, "table"), write(json));
            case "event-emitted" ->
                new Fact.EventEmitted(
                        place,
                        maybe(json, "eventId"),
                        text(json, "detailType"),
                        maybe(json, "instance"),
                        Optional.of(maybe(json, "token")).filter(token -> !token.isEmpty()),
                        json.required("deliveries").asInt(),
                        json.required("delayMillis").asLong());
            default -> new Fact.Other(place, kind);
        };
    }

    private static List<String> about(JsonNode call) {
        return call.has("instance") ? List.of(text(call, "instance")) : list(call, "instances");
    }

    private static List<String> addresses(JsonNode launched) {
        return Stream.of("privateIp", "publicIp", "ipv6")
                .map(key -> maybe(launched, key))
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private static Fact.Hook hook(JsonNode json) {
        return new Fact.Hook(
                text(json, "instance"),
                text(json, "group"),
                maybe(json, "hook"),
                text(json, "token"),
                launching(json),
                maybe(json, "origin"),
                maybe(json, "destination"),
                maybe(json, "action"));
    }

    private static boolean launching(JsonNode json) {
        return text(json, "transition").equals("launching");
    }

    private static Fact.RecordKey recordKey(JsonNode json) {
        return new Fact.RecordKey(text(json, "zone"), text(json, "name"), text(json, "type"));
    }

    private static Fact.Write write(JsonNode json) {
        Map<String, String> key = texts(json.required("key"));
        String operation = text(json, "operation");
        return switch (operation) {
            case "put" -> new Fact.Write.Put(key, texts(json.required("item")));
            case "update" ->
                new Fact.Write.Update(
                        key, maybe(json, "update"), texts(json.path("names")), texts(json.path("values")));
            case "delete" -> new Fact.Write.Delete(key);
            default -> throw new IllegalArgumentException("unknown operation " + operation);
        };
    }

    private static String text(JsonNode json, String key) {
        return json.required(key).asText();
    }

    private static String maybe(JsonNode json, String key) {
        return json.path(key).asText("");
    }

    private static boolean flag(JsonNode json, String key) {
        return json.required(key).asBoolean();
    }

    private static List<String> list(JsonNode json, String key) {
        List<String> values = new ArrayList<>();
        json.path(key).forEach(value -> values.add(value.asText()));
        return List.copyOf(values);
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(property -> texts.put(property.getKey(), plain(property.getValue())));
        return texts;
    }

    private static String plain(JsonNode value) {
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
