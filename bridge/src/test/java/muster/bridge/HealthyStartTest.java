package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import muster.platform.ProgramProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What a person reads who starts a program that is well: nothing at WARN. A log that warns each time is one that nobody reads
 * when it matters. The program is the shipped one, in a JVM of its own, with the log's configuration that ships.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class HealthyStartTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Set<String> LOUD = Set.of("WARN", "ERROR");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Outside outside = new Outside();

    @AfterAll
    void close() {
        outside.close();
        http.close();
    }

    @Test
    void a_first_start_its_work_and_its_stop_log_no_warning() throws Exception {
        int port = freePort();
        try (var queue = outside.queue("healthy");
                var program = started(environment(port, queue))) {
            awaitReady(program, port);
            queue.send(Samples.state("i-0123456789abcdef0", "running"));
            await().atMost(SOON).until(() -> queue.size() == 0);
            // all meters of the clients are there once they have worked
            assertThat(get(port, "/prometheus").body()).contains("kafka_producer_", "muster_bridge_forwarded_total");
            assertThat(program.stop(SOON)).isEqualTo(143);
            assertThat(String.join("\n", warnings(program.err()))).isEmpty();
        }
    }

    private static ProgramProcess started(Map<String, String> environment) {
        return ProgramProcess.started(
                BridgeApplication.class.getName(),
                environment,
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // not the tests' own configuration of the log, which is on the class path as well
                        "-Dlogback.configurationFile=bridge-logback.xml"));
    }

    /** Nothing but what says where the outside is: all else as it ships. */
    private Map<String, String> environment(int port, TestQueue queue) {
        var environment = new HashMap<String, String>();
        environment.put("MICRONAUT_SERVER_PORT", String.valueOf(port));
        // wherever the program has its health checks: on the port of its own that it may have for them, or on the
        // server's
        environment.put("ENDPOINTS_ALL_PORT", String.valueOf(port));
        environment.put("KAFKA_BOOTSTRAP_SERVERS", outside.kafka().bootstrapServers());
        environment.put("MUSTER_BRIDGE_QUEUES_Q_REGION", "us-east-1");
        environment.put("MUSTER_BRIDGE_QUEUES_Q_URL", queue.url());
        environment.put("MUSTER_BRIDGE_QUEUES_Q_ENDPOINT", outside.sqs().toString());
        environment.put("MUSTER_BRIDGE_POLLING_WAIT_TIME", "1s");
        environment.put("AWS_ACCESS_KEY_ID", "test");
        environment.put("AWS_SECRET_ACCESS_KEY", "test");
        return environment;
    }

    private void awaitReady(ProgramProcess program, int port) {
        await().atMost(SOON)
                .failFast("it has ended; its log was printed", () -> hasEnded(program))
                .ignoreExceptions()
                .until(() -> get(port, "/health/readiness").statusCode() == 200);
    }

    private static boolean hasEnded(ProgramProcess program) {
        if (program.isAlive()) {
            return false;
        }
        System.err.println(program.err());
        return true;
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** Lines that are no JSON are the JVM's or a library's own, and as loud. */
    private static List<String> warnings(String log) {
        return log.lines().flatMap(line -> loud(line).stream()).toList();
    }

    private static Optional<String> loud(String line) {
        try {
            JsonNode json = new ObjectMapper().readTree(line);
            return Optional.of(json.path("loggerName").asText() + ": "
                            + json.path("formattedMessage").asText())
                    .filter(_ -> LOUD.contains(json.path("level").asText()));
        } catch (IOException noJson) {
            return Optional.of(line);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
