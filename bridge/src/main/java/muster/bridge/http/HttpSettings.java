package muster.bridge.http;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.List;
import muster.schemas.settings.Range;

/**
 * Intake over HTTP. Without keys there is none.
 *
 * @param header that carries the key; what the connection of the API destination is told
 * @param keys one, or two while one is being replaced by the other; each of at least 32 characters
 * @param region that messages which do not name theirs are taken to come from
 * @param timeout how long Kafka may take before the sender is told to come again, 100 ms–4500 ms: EventBridge itself
 *     waits for 5 s
 * @param requestTimeout how long a request may take to arrive as a whole, 1s–5m; then its connection is closed
 * @param maxConnections [connections] open at once on each port, 1–10000; one more is closed at once
 */
@ConfigurationProperties("muster.bridge.http")
public record HttpSettings(
        @Bindable(defaultValue = "X-Api-Key") String header,
        @Bindable(defaultValue = "") List<String> keys,
        @Bindable(defaultValue = "") String region,
        @Bindable(defaultValue = "4s") Duration timeout,
        @Bindable(defaultValue = "10s") Duration requestTimeout,
        @Bindable(defaultValue = "256") int maxConnections) {
    private static final int SHORTEST_KEY = 32;
    private static final int MOST_KEYS = 2;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(100);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMillis(4500);
    private static final Duration SHORTEST_REQUEST = Duration.ofSeconds(1);
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(5);
    private static final int MOST_CONNECTIONS = 10_000;

    /** @throws IllegalArgumentException for a short key, more than two, or a value out of its range */
    public HttpSettings {
        keys = keys.stream().filter(key -> !key.isBlank()).toList();
        if (keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException("muster.bridge.http.keys: at most two keys can be live, not "
                    + keys.size() + ": take the oldest out");
        }
        if (keys.stream().anyMatch(key -> key.length() < SHORTEST_KEY)) {
            throw new IllegalArgumentException("muster.bridge.http.keys: a key has fewer than " + SHORTEST_KEY
                    + " characters; make one with 'openssl rand -hex 32'");
        }
        if (!header.matches("[A-Za-z0-9-]{1,64}")) {
            throw new IllegalArgumentException("muster.bridge.http.header: '" + header + "' is no name of a header");
        }
        Range.within("muster.bridge.http.timeout", timeout, SHORTEST_TIMEOUT, LONGEST_TIMEOUT);
        Range.within("muster.bridge.http.request-timeout", requestTimeout, SHORTEST_REQUEST, LONGEST_REQUEST);
        Range.within("muster.bridge.http.max-connections", maxConnections, 1, MOST_CONNECTIONS);
    }

    boolean isOn() {
        return !keys.isEmpty();
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "HttpSettings[header=" + header + ", " + keys.size() + " keys, timeout=" + timeout + "]";
    }
}
