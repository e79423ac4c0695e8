package muster.stream;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * What a dead letter keeps of a record: all of what AWS can have sent, and of anything larger the head, with length and hash
 * of the whole. A copy with its reason would be larger than its original, and at the limit no topic takes it; the original
 * stays where its headers say.
 */
final class DeadLetters {
    /** EventBridge's own limit for an event. */
    static final int LARGEST_VALUE = 256 * 1024;

    static final int LARGEST_KEY = 1024;
    static final int LARGEST_HEADERS = 16 * 1024;
    static final int LONGEST_REASON = 1_000;

    private DeadLetters() {}

    static byte @Nullable [] key(byte @Nullable [] key) {
        return head(key, LARGEST_KEY);
    }

    static byte @Nullable [] value(byte @Nullable [] value) {
        return head(value, LARGEST_VALUE);
    }

    private static byte @Nullable [] head(byte @Nullable [] whole, int most) {
        return whole == null || whole.length <= most ? whole : Arrays.copyOf(whole, most);
    }

    /** The record's own headers, as far as there is room, and what the letter says of it. */
    static Headers headers(Headers original, byte @Nullable [] key, byte @Nullable [] value, String reason) {
        var headers = new RecordHeaders();
        long bytes = 0;
        int dropped = 0;
        for (var header : original) {
            var size = header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (bytes + size <= LARGEST_HEADERS) {
                headers.add(header);
                bytes += size;
            } else {
                dropped++;
            }
        }
        add(headers, "muster_reason", reason.substring(0, Math.min(LONGEST_REASON, reason.length())));
        if (dropped > 0) {
            add(headers, "muster_headers_dropped", Integer.toString(dropped));
        }
        if (key != null && key.length > LARGEST_KEY) {
            add(headers, "muster_key_length", Integer.toString(key.length));
        }
        if (value != null && value.length > LARGEST_VALUE) {
            add(headers, "muster_value_length", Integer.toString(value.length));
            add(headers, "muster_value_sha256", sha256(value));
        }
        return headers;
    }

    /** Where the original lies. */
    static void place(Headers headers, String topic, int partition, long offset) {
        add(headers, "muster_topic", topic);
        add(headers, "muster_partition", Integer.toString(partition));
        add(headers, "muster_offset", Long.toString(offset));
    }

    private static void add(Headers headers, String name, String text) {
        headers.add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(byte[] value) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}
