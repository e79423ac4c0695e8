package muster.bridge.forward;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** How events and dead letters look on their topics. */
final class Records {
    /** All of what can be an event: it can be sent again once it is understood. Its headers fit within the topic's limit. */
    static final int WHOLE = EventReader.MAX_BYTES;

    /** The beginning of what not even the topic of dead letters takes. */
    static final int HEAD = 16 * 1024;

    private Records() {}

    /** The event in CloudEvents' binary mode: its attributes are headers, and its bytes are as they came. */
    static ProducerRecord<@Nullable String, byte[]> event(
            String topic, String key, Event event, byte[] bytes, Intake intake) {
        var headers = new RecordHeaders();
        add(headers, "ce_specversion", "1.0");
        add(headers, "ce_id", event.id());
        add(headers, "ce_source", event.source());
        add(headers, "ce_type", event.detailType());
        add(headers, "ce_time", event.time());
        add(headers, "ce_subject", key);
        var region = event.region().isEmpty() ? intake.region() : event.region();
        if (!region.isEmpty()) {
            add(headers, "ce_region", region);
        }
        add(headers, "content-type", "application/json");
        add(headers, "muster_intake", intake.name());
        add(headers, "muster_place", intake.place());
        return new ProducerRecord<@Nullable String, byte[]>(topic, null, key, bytes, headers);
    }

    /**
     * What was received, with the reason why it goes no further. Where it is cut, length and digest tell the original,
     * and intake and place tell where that is, or was.
     *
     * @param most [bytes] that are copied
     */
    static ProducerRecord<@Nullable String, byte[]> deadLetter(
            String topic, Reason reason, String detail, byte[] bytes, Intake intake, Instant now, int most) {
        var headers = new RecordHeaders();
        add(headers, "muster_reason", reason.label());
        add(headers, "muster_detail", detail);
        add(headers, "muster_intake", intake.name());
        add(headers, "muster_place", intake.place());
        add(headers, "muster_time", now.toString());
        if (bytes.length > most) {
            add(headers, "muster_original_bytes", Integer.toString(bytes.length));
            add(headers, "muster_original_sha256", sha256(bytes));
        }
        var value = bytes.length > most ? Arrays.copyOf(bytes, most) : bytes;
        return new ProducerRecord<@Nullable String, byte[]>(topic, null, null, value, headers);
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
