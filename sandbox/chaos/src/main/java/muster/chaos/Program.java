package muster.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalInt;
import muster.chaos.agent.Points;
import muster.harness.JvmProgram;
import muster.harness.JvmProgram.Launch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One of Muster's programs, and the kubelet that keeps it up: what ends is started again, and what says of itself that it is
 * dead is killed first. Thread-safe.
 */
final class Program implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Program.class);
    private static final Duration ANSWER = Duration.ofSeconds(2);
    private static final int DEAD_AFTER = 5;

    private final Launch launch;
    private final String agent;
    private final Ports ports;
    private final HttpClient http;
    private final Disturbances disturbances;
    private JvmProgram process;
    private boolean paused;
    private boolean closed;
    private boolean starting;
    private int deadAnswers;
    private int halts;
    private int restarts;

    /**
     * @param agent the option that every start has
     * @param ports where it answers
     * @param disturbances where its kills and pauses are noted
     */
    Program(Launch launch, String agent, Ports ports, HttpClient http, Disturbances disturbances) {
        this.launch = launch;
        this.agent = agent;
        this.ports = ports;
        this.http = http;
        this.disturbances = disturbances;
        this.process = JvmProgram.start(launch.withJvm(agent));
    }

    /**
     * Where a program answers.
     *
     * @param api of its HTTP server
     * @param management of its health checks and its metrics
     */
    record Ports(int api, int management) {
        static Ports free() {
            return new Ports(freePort(), freePort());
        }

        /** As it is configured. */
        Map<String, String> properties() {
            return Map.of(
                    "micronaut.server.port", String.valueOf(api), "endpoints.all.port", String.valueOf(management));
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("no free port", e);
        }
    }

    String name() {
        return launch.name();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + ports.api() + path);
    }

    /** Of health checks and metrics. */
    URI managementUri(String path) {
        return URI.create("http://127.0.0.1:" + ports.management() + path);
    }

    /** SIGKILL, and another start at once. */
    synchronized void killAndStart() {
        killAndStart("");
    }

    /** @param point {@code POINT#N} at which the next process is to halt; empty for none */
    synchronized void killAndStart(String point) {
        if (!closed) {
            process.kill();
            paused = false;
            start(point);
        }
    }

    private void start(String point) {
        disturbances.killed(launch.name());
        starting = true;
        process = JvmProgram.start(launch.withJvm(point.isEmpty() ? agent : agent + ";halt=" + point));
        deadAnswers = 0;
    }

    synchronized void pause() {
        paused = true;
        disturbances.paused(launch.name());
        process.pause();
    }

    synchronized void resume() {
        process.resume();
        disturbances.resumed(launch.name());
        paused = false;
    }

    /** How often it was halted at the point that it was started with. */
    synchronized int halts() {
        return halts;
    }

    /** How often it ended, or had to be ended, without anybody's order. */
    synchronized int restarts() {
        return restarts;
    }

    synchronized boolean isAlive() {
        return process.isAlive();
    }

    boolean isReady() {
        return status("/health/readiness") == 200;
    }

    /** Called every second or so. */
    void tend() {
        synchronized (this) {
            if (closed || paused) {
                return;
            }
            if (!process.isAlive()) {
                revive(process.awaitExit(Duration.ofSeconds(1)));
                return;
            }
        }
        boolean dead = status("/health/liveness") == 503;
        boolean ready = isReady();
        synchronized (this) {
            if (starting && ready) {
                starting = false;
                disturbances.up(launch.name());
            }
            deadAnswers = dead ? deadAnswers + 1 : 0;
            if (deadAnswers >= DEAD_AFTER && !closed && !paused) {
                LOG.info("{} says that it is dead, and is started again", launch.name());
                restarts++;
                process.kill();
                start("");
            }
        }
    }

    private void revive(OptionalInt exit) {
        if (exit.isPresent() && exit.getAsInt() == Points.HALTED) {
            halts++;
        } else {
            LOG.info("{} ended by itself, exit code {}, and is started again", launch.name(), exit);
            restarts++;
        }
        start("");
    }

    private int status(String path) {
        try {
            return http.send(
                            HttpRequest.newBuilder(managementUri(path))
                                    .timeout(ANSWER)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        process.close();
    }
}
