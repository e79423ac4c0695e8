package muster.bench.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import muster.harness.JvmProgram;

/** A program of ours in a JVM of its own, with the port where it tells how it is. */
record Child(JvmProgram program, int port, long begun) implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final Duration STOP = Duration.ofSeconds(20);

    /** Shared by all looks: a client each would cost more than what is looked at. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /**
     * What to start.
     *
     * @param properties its configuration, but for the port
     * @param jvm options
     */
    record What(String mainClass, Map<String, Object> properties, List<String> jvm, Path log) {
        static What orchestrator(Map<String, Object> properties, List<String> jvm, Path log) {
            return new What("muster.orchestrator.OrchestratorApplication", properties, jvm, log);
        }

        static What bridge(Map<String, Object> properties, List<String> jvm, Path log) {
            return new What("muster.bridge.BridgeApplication", properties, jvm, log);
        }
    }

    static Child start(What what) {
        int port = freePort();
        var properties = new TreeMap<String, String>();
        what.properties().forEach((key, value) -> properties.put(key, value.toString()));
        properties.put("micronaut.server.port", String.valueOf(port));
        // health on the same one
        properties.put("endpoints.all.port", String.valueOf(port));
        var jvm =
                new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        jvm.addAll(what.jvm());
        long begun = System.nanoTime();
        var name = what.mainClass().substring(what.mainClass().lastIndexOf('.') + 1);
        return new Child(
                JvmProgram.start(new JvmProgram.Launch(name, what.mainClass(), jvm, properties, List.of(), what.log())),
                port,
                begun);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    /**
     * @return [ms] from its start to its first saying that it is ready
     * @throws IllegalStateException where it ends before, or is not ready in time
     */
    double awaitReady(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (System.nanoTime() < end) {
            if (isReady()) {
                return (System.nanoTime() - begun) / 1e6;
            }
            if (!program.isAlive()) {
                throw new IllegalStateException(program.launch().name() + " has ended; see "
                        + program.launch().log());
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        throw new IllegalStateException(program.launch().name() + " is not ready after " + limit + "; see "
                + program.launch().log());
    }

    private boolean isReady() {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/readiness"))
                .timeout(Duration.ofSeconds(2))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }

    /** As Kubernetes does. */
    void stop() {
        program.stop(STOP);
    }

    @Override
    public void close() {
        program.close();
    }
}
