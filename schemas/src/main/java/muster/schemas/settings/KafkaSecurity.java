package muster.schemas.settings;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Refuses connections to Kafka that anyone on the network can read and write: events that end machines travel on them, and the
 * tokens that answer lifecycle hooks.
 *
 * @param key of the configuration that names the servers
 * @param security keys of the configuration for the clients' security
 */
public record KafkaSecurity(String key, String security) {
    /** Lets the programs connect without TLS; the same key for all of them. */
    public static final String ALLOWED = "muster.kafka.plaintext-allowed";

    private static final String PROTOCOL = "security.protocol";
    private static final String PLAINTEXT = "PLAINTEXT";

    /** By their form alone: a name that resolves to this machine today can resolve to another one tomorrow. */
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[?(::1|0:0:0:0:0:0:0:1)]?", Pattern.CASE_INSENSITIVE);

    /**
     * Checks all clients of a program.
     *
     * @param servers {@code host:port}, comma-separated, maybe with a protocol before each
     * @param properties of the clients, also those of one kind of client, which then have a prefix
     * @throws IllegalArgumentException for a server that is not on this machine, where a client would use no TLS
     */
    public void refusePlaintext(String servers, Map<String, ?> properties, boolean allowed) {
        var open = openProtocol(properties);
        var remote = remote(servers);
        if (!allowed && open.isPresent() && remote.isPresent()) {
            throw new IllegalArgumentException(key + ": '" + remote.get() + "' is another machine, and "
                    + PROTOCOL + " is " + open.get() + ": anyone on the network could read and forge events. Set "
                    + PROTOCOL + " to SASL_SSL or SSL below " + security + ", or set " + ALLOWED + " to true");
        }
    }

    /** The protocol of a client without TLS; that which Kafka's clients take where none is given is one, too. */
    private static Optional<String> openProtocol(Map<String, ?> properties) {
        var own = properties.entrySet().stream()
                .filter(entry ->
                        entry.getKey().equals(PROTOCOL) || entry.getKey().endsWith("." + PROTOCOL))
                .map(entry -> String.valueOf(entry.getValue()).strip().toUpperCase(Locale.ROOT))
                .filter(protocol -> protocol.endsWith(PLAINTEXT))
                .findFirst();
        return own.isPresent() || properties.containsKey(PROTOCOL) ? own : Optional.of(PLAINTEXT);
    }

    private static Optional<String> remote(String servers) {
        return Arrays.stream(servers.split(",", -1))
                .map(String::strip)
                .filter(server -> !server.isEmpty())
                .filter(server -> !LOOPBACK.matcher(host(server)).matches())
                .findFirst();
    }

    private static String host(String server) {
        var address = server.replaceFirst("^[A-Za-z_]+://", "");
        var colon = address.lastIndexOf(':');
        return colon < 0 ? address : address.substring(0, colon);
    }
}
