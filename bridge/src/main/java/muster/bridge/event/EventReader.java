package muster.bridge.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reading.Unreadable;

/** Reads the envelope that EventBridge gives to every event; never throws on what was received. */
public final class EventReader {
    /** 1 MiB: what an SQS message may have at most. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** The envelope's words become record headers, so a sender must not be able to make them long. */
    private static final int MAX_WORD = 256;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build()
            .readerFor(JsonNode.class);

    public Reading read(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            return new Unreadable(Reason.TOO_LARGE, bytes.length + " bytes, at most " + MAX_BYTES + " can be an event");
        }
        try {
            // Jackson alone would guess UTF-16 and UTF-32 too, which no reader of the topic expects.
            var text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.isBlank() ? new Unreadable(Reason.EMPTY, "nothing but white space") : parse(text);
        } catch (CharacterCodingException e) {
            return new Unreadable(Reason.NOT_UTF8, cut(String.valueOf(e.getMessage())));
        }
    }

    private static Reading parse(String text) {
        try (JsonParser parser = JSON.createParser(text)) {
            return event(JSON.readTree(parser));
        } catch (JsonProcessingException e) {
            var words = cut(e.getOriginalMessage());
            return new Unreadable(words.startsWith("Duplicate field") ? Reason.DUPLICATE_KEY : Reason.NOT_JSON, words);
        } catch (java.io.IOException e) {
            return new Unreadable(Reason.NOT_JSON, cut(String.valueOf(e.getMessage())));
        }
    }

    private static Reading event(JsonNode envelope) {
        if (!envelope.isObject()) {
            return notAnEvent("a JSON " + envelope.getNodeType() + " instead of an object");
        }
        for (var name : new String[] {"id", "source", "detail-type", "time"}) {
            var word = envelope.path(name);
            if (!word.isTextual() || word.textValue().isBlank()) {
                return notAnEvent("'" + name + "' must be a text that is not blank");
            }
            if (word.textValue().length() > MAX_WORD) {
                return notAnEvent("'" + name + "' is longer than " + MAX_WORD + " characters");
            }
        }
        if (!envelope.path("detail").isObject()) {
            return notAnEvent("'detail' must be an object");
        }
        var time = text(envelope, "time");
        if (!isTime(time)) {
            return notAnEvent("'time' must be an ISO 8601 time with an offset, not '" + time + "'");
        }
        return new Event(text(envelope, "id"), text(envelope, "source"), text(envelope, "detail-type"), time, envelope);
    }

    private static Unreadable notAnEvent(String detail) {
        return new Unreadable(Reason.NOT_AN_EVENT, cut(detail));
    }

    private static String text(JsonNode envelope, String name) {
        return Objects.requireNonNull(envelope.path(name).textValue(), name);
    }

    private static boolean isTime(String text) {
        try {
            return OffsetDateTime.parse(text) != null;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    private static String cut(String words) {
        return words.substring(0, Math.min(200, words.length()));
    }
}
