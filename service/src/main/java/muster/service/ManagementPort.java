package muster.service;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/**
 * Where a program answers health checks and Prometheus: on a port of its own, so that what users may reach and what only the
 * cluster may reach can be told apart by a NetworkPolicy.
 */
public final class ManagementPort {
    /** Micronaut's key. */
    public static final String KEY = "endpoints.all.port";

    private static final String SERVER = "micronaut.server.port";
    private static final String VARIABLE = "ENDPOINTS_ALL_PORT";
    private static final int ANY = -1;

    /** Above what is configured, as {@link Program}'s own overrides. */
    private static final int ABOVE_ALL = Integer.MAX_VALUE;

    private ManagementPort() {}

    /** Of a program that is configured. */
    public static int of(Environment environment) {
        return environment.getRequiredProperty(KEY, Integer.class);
    }

    /**
     * Takes a free port where any will do: where -1 is configured, or where -1 is configured for the HTTP server and nothing for
     * this. The framework knows -1 for the server alone.
     *
     * @param defaults name of the source that the program itself brings
     */
    static void choose(Environment environment, String defaults) {
        var isAny = isAny(environment, KEY);
        var followsServer =
                environment.containsProperty(KEY) && isAny(environment, SERVER) && !isGiven(environment, defaults);
        if (isAny || followsServer) {
            environment.addPropertySource(PropertySource.of("management-port", Map.of(KEY, free()), ABOVE_ALL));
        }
    }

    private static boolean isAny(Environment environment, String key) {
        return environment
                .getProperty(key, Integer.class)
                .map(port -> port == ANY)
                .orElse(false);
    }

    private static boolean isGiven(Environment environment, String defaults) {
        return environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals(defaults))
                .anyMatch(source -> source.get(KEY) != null || source.get(VARIABLE) != null);
    }

    private static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }
}
