package muster.awssim.wire;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTP answer. */
public record Reply(int status, Map<String, String> headers, byte[] body) {
    public static Reply of(int status, String contentType, String body) {
        return new Reply(status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }
}
