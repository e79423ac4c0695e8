package muster.bridge.forward;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import muster.bridge.event.Intake;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** How events and dead letters look on their topics. */
final class Records {
    /** Leaves room for the headers within the 2 MiB that a topic of ours takes. */
    private static final int MAX_DEAD_LETTER = 1536 * 1024;

    private Records() {}

    /** The event in CloudEvents' binary mode: its attributes are headers, and its bytes are as they came. */
    static ProducerRecord<@Nullable String, byte[]> event(String topic, String key, Event event, Intake intake) {
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
        return new ProducerRecord<@Nullable String, byte[]>(
                topic, null, key, event.text().getBytes(StandardCharsets.UTF_8), headers);
    }

    /** What was received, with the reason why it goes no further. Only the first 1.5 MiB of it where it has more. */
    static ProducerRecord<@Nullable String, byte[]> deadLetter(
            String topic, Reason reason, String detail, byte[] bytes, Intake intake, Instant now) {
        var headers = new RecordHeaders();
        add(headers, "muster_reason", reason.label());
        add(headers, "muster_detail", detail);
        add(headers, "muster_intake", intake.name());
        add(headers, "muster_place", intake.place());
        add(headers, "muster_time", now.toString());
        if (bytes.length > MAX_DEAD_LETTER) {
            add(headers, "muster_original_bytes", Integer.toString(bytes.length));
        }
        var value = bytes.length > MAX_DEAD_LETTER ? Arrays.copyOf(bytes, MAX_DEAD_LETTER) : bytes;
        return new ProducerRecord<@Nullable String, byte[]>(topic, null, null, value, headers);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
