package muster.awssim.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Scope;

/**
 * An HTTP request as it came.
 *
 * @param path without the query, decoded
 * @param headers with names in lower case
 * @param service as the credential scope names it, such as {@code ec2} or {@code events}
 */
public record Request(
        String id,
        String method,
        String path,
        Map<String, String> query,
        Map<String, String> headers,
        byte[] body,
        Scope scope,
        String service) {
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }
}
