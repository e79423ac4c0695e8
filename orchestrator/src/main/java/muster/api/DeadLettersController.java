package muster.api;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import muster.schemas.topic.Topics;
import muster.stream.TopicReading;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** {@code GET /dead-letters}: what could not be read or routed, the newest first, with its reason and its bytes. */
@Controller("/dead-letters")
@ExecuteOn(TaskExecutors.BLOCKING)
final class DeadLettersController {
    private static final int USUAL = 50;
    private static final int MOST = 500;
    private static final int LONGEST_SHOWN = 1024;

    private final TopicReading reading;
    private final String topic;

    DeadLettersController(TopicReading reading, Topics topics) {
        this.reading = reading;
        this.topic = topics.deadLetters();
    }

    /** @param complete false where reading took too long: there may be newer ones than these */
    record Page(String topic, List<Letter> deadLetters, boolean complete) {}

    /**
     * @param reason in the words of whoever buried it
     * @param headers all of them: where it was received, or which record it was
     * @param value the first KiB, as text where it is UTF-8
     * @param base64 the same where it is not
     * @param bytes how many it has
     */
    record Letter(
            int partition,
            long offset,
            Instant at,
            @Nullable String key,
            String reason,
            TreeMap<String, String> headers,
            @Nullable String value,
            @Nullable String base64,
            int bytes) {}

    /** @param limit 1 to 500; 50 by default */
    @Get
    HttpResponse<byte[]> newest(@QueryValue Optional<String> limit) {
        var most = Asking.limit(limit, USUAL, MOST);
        var newest = reading.newest(topic, most);
        return Answers.ok(new Page(
                topic,
                newest.records().stream().map(DeadLettersController::letter).toList(),
                newest.complete()));
    }

    private static Letter letter(ConsumerRecord<byte[], byte[]> record) {
        var headers = new TreeMap<String, String>();
        record.headers()
                .forEach(header -> headers.put(
                        header.key(),
                        header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8)));
        var detail = headers.getOrDefault("muster_detail", "");
        var value = record.value() == null ? new byte[0] : record.value();
        var shown = Arrays.copyOf(value, Math.min(value.length, LONGEST_SHOWN));
        var text = text(shown, value.length > shown.length);
        return new Letter(
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.key() == null ? null : new String(record.key(), StandardCharsets.UTF_8),
                headers.getOrDefault("muster_reason", "") + (detail.isEmpty() ? "" : ": " + detail),
                headers,
                text.orElse(null),
                text.isPresent() ? null : Base64.getEncoder().encodeToString(shown),
                value.length);
    }

    /** @param wasCut maybe within a character: up to three bytes at its end may go */
    private static Optional<String> text(byte[] bytes, boolean wasCut) {
        for (int less = 0; less <= (wasCut ? 3 : 0); less++) {
            try {
                return Optional.of(StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes, 0, bytes.length - less))
                        .toString());
            } catch (CharacterCodingException _) {
                // with one byte less it may be text
            }
        }
        return Optional.empty();
    }
}
