package muster.orchestrator;

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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import muster.effects.aws.Account;
import muster.platform.ProgramProcess;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person reads who starts a program that is well: nothing at WARN. A log that warns each time is one that nobody reads
 * when it matters. The program is the shipped one, in a JVM of its own, with the log's configuration that ships.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(400)
@Order(3)
class HealthyStartTest {
    private static final Duration SOON = Duration.ofSeconds(120);
    private static final Set<String> LOUD = Set.of("WARN", "ERROR");

    private final HttpClient http = HttpClient.newHttpClient();
    private Path folder;
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        stage = new Stage(temporary);
        stage.connect();
    }

    @AfterAll
    void close() {
        stage.close();
        http.close();
    }

    @Test
    void a_first_start_its_work_its_stop_and_the_next_start_log_no_warning() throws Exception {
        int port = freePort();
        var environment = environment(port);
        try (var first = started(environment)) {
            awaitReady(first, port);
            stage.account().sim.world().launchDirect(Account.GROUP);
            await().atMost(SOON)
                    .until(() ->
                            stage.account().sim.journal().entries("command-ran").size() == 1);
            await().atMost(SOON).until(() -> get(port, "/prometheus").body().contains("muster_instances{"));
            assertThat(first.stop(SOON)).isEqualTo(143);
            assertThat(String.join("\n", warnings(first.err()))).isEmpty();
        }
        try (var second = started(environment)) {
            awaitReady(second, port);
            // all meters of the clients are there once it is ready and was asked for them
            assertThat(get(port, "/prometheus").body()).contains("kafka_stream_", "muster_restore_percent");
            assertThat(second.stop(SOON)).isEqualTo(143);
            assertThat(String.join("\n", warnings(second.err()))).isEmpty();
        }
    }

    private ProgramProcess started(Map<String, String> environment) throws IOException {
        var temporary = Files.createDirectories(folder.resolve("tmp"));
        return ProgramProcess.started(
                OrchestratorApplication.class.getName(),
                environment,
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // as in a pod: its stores are not below it
                        "-Djava.io.tmpdir=" + temporary,
                        // not the tests' own configuration of the log, which is on the class path as well
                        "-Dlogback.configurationFile=orchestrator-logback.xml"));
    }

    /** Little but what says where the outside is: all else as it ships, standbys and several partitions included. */
    private Map<String, String> environment(int port) {
        var environment = new HashMap<String, String>();
        environment.put("MICRONAUT_SERVER_PORT", "-1");
        environment.put("ENDPOINTS_ALL_PORT", String.valueOf(port));
        environment.put("MUSTER_KAFKA_BOOTSTRAP_SERVERS", stage.kafka().bootstrapServers());
        environment.put("MUSTER_TOPICS_PARTITIONS", "3");
        environment.put("MUSTER_KAFKA_STATE_DIR", folder.resolve("state").toString());
        environment.put("MUSTER_LIFECYCLES_FILES", stage.lifecycle("healthy.yaml"));
        environment.put("MUSTER_ZONE_ID", stage.account().zone);
        environment.put("MUSTER_AWS_ENDPOINT", stage.account().sim.endpoint().toString());
        environment.put("MUSTER_AWS_ACCESS_KEY", "sandbox");
        environment.put("MUSTER_AWS_SECRET_KEY", "sandbox");
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
