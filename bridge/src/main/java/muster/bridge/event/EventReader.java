package muster.bridge.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reading.Unreadable;

/**
 * Reads what an intake received: takes off SNS's envelopes, and tells EventBridge's events from the messages that Auto
 * Scaling sends by itself. Never throws on what was received.
 */
public final class EventReader {
    /** 1 MiB: what an SQS message may have at most. */
    public static final int MAX_BYTES = 1024 * 1024;

    /** The envelope's words become record headers, so a sender must not be able to make them long. */
    private static final int MAX_WORD = 256;

    /** EventBridge to SNS to SNS to SQS would be two. */
    private static final int MAX_WRAPPINGS = 4;

    private static final char REPLACEMENT = '\uFFFD';

    /** What SNS sends before the first message of a subscription, and after its end. */
    private static final Set<String> CONFIRMATIONS = Set.of("SubscriptionConfirmation", "UnsubscribeConfirmation");

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private static final String AUTO_SCALING = "aws.autoscaling";

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
            return read(decoded(bytes), 0);
        } catch (CharacterCodingException e) {
            return new Unreadable(Reason.NOT_UTF8, cut(String.valueOf(e.getMessage())));
        }
    }

    /** What the lenient decoder replaces, the strict one refuses; the former is several times as fast. */
    private static String decoded(byte[] bytes) throws CharacterCodingException {
        var text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf(REPLACEMENT) < 0) {
            return text;
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static Reading read(String text, int wrappings) {
        if (text.isBlank()) {
            return new Unreadable(Reason.EMPTY, "nothing but white space");
        }
        try (JsonParser parser = JSON.createParser(text)) {
            JsonNode tree = JSON.readTree(parser);
            if (!isNotification(tree)) {
                return event(tree, text);
            }
            return wrappings == MAX_WRAPPINGS
                    ? new Unreadable(Reason.WRAPPED_TOO_OFTEN, "more than " + MAX_WRAPPINGS + " notifications of SNS")
                    : read(text(tree, "Message"), wrappings + 1);
        } catch (JsonProcessingException e) {
            var words = cut(e.getOriginalMessage());
            return new Unreadable(words.startsWith("Duplicate field") ? Reason.DUPLICATE_KEY : Reason.NOT_JSON, words);
        } catch (IOException e) {
            return new Unreadable(Reason.NOT_JSON, cut(String.valueOf(e.getMessage())));
        }
    }

    /** What SNS puts around a message for a queue, unless it is told to deliver raw. */
    private static boolean isNotification(JsonNode tree) {
        return "Notification".equals(tree.path("Type").textValue())
                && tree.path("TopicArn").isTextual()
                && tree.path("Message").isTextual();
    }

    private static Reading event(JsonNode tree, String text) {
        if (!tree.isObject()) {
            return notAnEvent("a JSON " + tree.getNodeType() + " instead of an object");
        }
        var type = tree.path("Type").asText("");
        if (CONFIRMATIONS.contains(type) && tree.path("TopicArn").isTextual()) {
            return confirmation(type, tree);
        }
        // EventBridge's envelope says its kind; without it, Auto Scaling's messages are told by what only they have
        if (!tree.has("detail-type") && tree.has("LifecycleTransition")) {
            return fromAutoScaling(tree, "LifecycleTransition", text);
        }
        if (!tree.has("detail-type") && tree.has("Event")) {
            return fromAutoScaling(tree, "Event", text);
        }
        return fromEventBridge(tree, text);
    }

    /** Only a person may follow the link: whoever can write to the queue could make the bridge call any address. */
    private static Unreadable confirmation(String type, JsonNode tree) {
        return new Unreadable(
                Reason.SUBSCRIPTION_CONFIRMATION,
                cut(type + ": open the SubscribeURL in this message, with raw message delivery set on the"
                        + " subscription: " + printable(text(tree, "TopicArn"))));
    }

    /** For a log line: a sender must not be able to begin another one. */
    private static String printable(String text) {
        return text.replaceAll("[^\\x21-\\x7e]", "?");
    }

    private static Reading fromEventBridge(JsonNode envelope, String text) {
        var wrong = wrongWord(envelope, "id", "source", "detail-type", "time");
        if (wrong.isPresent()) {
            return notAnEvent(wrong.get());
        }
        if (!envelope.path("detail").isObject()) {
            return notAnEvent("'detail' must be an object");
        }
        var time = text(envelope, "time");
        if (!isTime(time)) {
            return notAnEvent(
                    "'time' must be an ISO 8601 time with an offset, of the years 1970 to 9999, not '" + time + "'");
        }
        var region = envelope.path("region").asText("");
        return new Event(
                text(envelope, "id"),
                text(envelope, "source"),
                text(envelope, "detail-type"),
                time,
                region.length() > MAX_WORD ? "" : region,
                envelope,
                text);
    }

    private static Reading fromAutoScaling(JsonNode message, String kind, String text) {
        var wrong = wrongWord(message, "RequestId", kind, "Time");
        if (wrong.isPresent()) {
            return notAnEvent(wrong.get());
        }
        var time = text(message, "Time");
        if (!isTime(time)) {
            return notAnEvent(
                    "'Time' must be an ISO 8601 time with an offset, of the years 1970 to 9999, not '" + time + "'");
        }
        return new Event(text(message, "RequestId"), AUTO_SCALING, text(message, kind), time, "", message, text);
    }

    private static Optional<String> wrongWord(JsonNode tree, String... names) {
        for (var name : names) {
            var word = tree.path(name);
            if (!word.isTextual() || word.textValue().isBlank()) {
                return Optional.of("'" + name + "' must be a text that is not blank");
            }
            if (word.textValue().length() > MAX_WORD) {
                return Optional.of("'" + name + "' is longer than " + MAX_WORD + " characters");
            }
        }
        return Optional.empty();
    }

    private static Unreadable notAnEvent(String detail) {
        return new Unreadable(Reason.NOT_AN_EVENT, cut(detail));
    }

    private static String text(JsonNode envelope, String name) {
        return Objects.requireNonNull(envelope.path(name).textValue(), name);
    }

    private static boolean isTime(String text) {
        if (isTimeAsAwsWritesIt(text)) {
            return true;
        }
        try {
            var year = OffsetDateTime.parse(text).getYear();
            return year >= FIRST_YEAR && year <= LAST_YEAR;
        } catch (DateTimeParseException _) {
            return false;
        }
    }

    /**
     * Whether it is certainly a time: 2026-01-28T23:59:59Z of the years 2000 to 2999, with a fraction of a second or without, and no day that some months
     * do not have. Of all that is done to an event, the JDK's parser takes a fifth; it is asked for the rest.
     */
    private static boolean isTimeAsAwsWritesIt(String text) {
        return text.length() >= 20
                && digits(text, 0, 20, 29)
                && digits(text, 2, 0, 99)
                && text.charAt(4) == '-'
                && digits(text, 5, 1, 12)
                && text.charAt(7) == '-'
                && digits(text, 8, 1, 28)
                && text.charAt(10) == 'T'
                && digits(text, 11, 0, 23)
                && text.charAt(13) == ':'
                && digits(text, 14, 0, 59)
                && text.charAt(16) == ':'
                && digits(text, 17, 0, 59)
                && isRestOfTime(text, 19);
    }

    private static boolean isRestOfTime(String text, int at) {
        var last = text.length() - 1;
        if (text.charAt(last) != 'Z' || last > at && text.charAt(at) != '.') {
            return false;
        }
        for (int i = at + 1; i < last; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return last - at <= 10;
    }

    private static boolean digits(String text, int at, int least, int most) {
        var tens = text.charAt(at) - '0';
        var ones = text.charAt(at + 1) - '0';
        var number = 10 * tens + ones;
        return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 && number >= least && number <= most;
    }

    private static String cut(String words) {
        return words.substring(0, Math.min(200, words.length()));
    }
}
