package muster.bridge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import muster.bridge.BridgeApplication;
import muster.bridge.Outside;
import muster.bridge.Samples;
import muster.bridge.TopicReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code POST /events} as EventBridge's API destinations, and others, come upon it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class HttpIntakeTest {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final String NEXT_KEY = "fedcba9876543210fedcba9876543210";
    private static final Duration REQUEST = Duration.ofSeconds(10);
    private static final int CONNECTIONS = 300;
    private static final int MOST = 1_048_576;

    private Outside outside;
    private HttpClient http;
    private ApplicationContext bridge;
    private String prefix;
    private URI events;

    @BeforeAll
    void open() {
        outside = new Outside();
        http = HttpClient.newHttpClient();
        prefix = outside.prefix();
        var configuration = outside.configuration(prefix);
        configuration.put("muster.bridge.http.keys", List.of(KEY, NEXT_KEY));
        configuration.put("muster.bridge.http.timeout", "1s");
        configuration.put("muster.bridge.http.region", "eu-west-1");
        configuration.put("muster.bridge.http.request-timeout", "2s");
        configuration.put("muster.bridge.http.max-connections", CONNECTIONS);
        configuration.put("kafka.producers.bridge.max.block.ms", "5000");
        configuration.put("kafka.producers.bridge.delivery.timeout.ms", "3000");
        configuration.put("kafka.producers.bridge.request.timeout.ms", "1000");
        configuration.put("kafka.producers.bridge.linger.ms", "0");
        bridge = BridgeApplication.start(configuration);
        events = bridge.getBean(EmbeddedServer.class).getURI().resolve("/events");
    }

    @AfterAll
    void close() {
        bridge.close();
        http.close();
        outside.close();
    }

    private HttpResponse<String> post(String key, BodyPublisher body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(events)
                .header("Content-Type", "application/json")
                .POST(body);
        if (!key.isEmpty()) {
            request.header("X-Api-Key", key);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private int post(byte[] body) throws IOException, InterruptedException {
        return post(KEY, BodyPublishers.ofByteArray(body)).statusCode();
    }

    private int post(String body) throws IOException, InterruptedException {
        return post(body.getBytes(StandardCharsets.UTF_8));
    }

    private static String padded(String event, int length) {
        return event + " ".repeat(length - event.getBytes(StandardCharsets.UTF_8).length);
    }

    @Test
    void an_event_is_on_its_topic_when_the_answer_comes() throws Exception {
        var id = "i-0000000000000a001";
        assertThat(post(Samples.launching(id))).isEqualTo(202);
        try (var launches = outside.reader(prefix + "aws-launch-successful")) {
            await().until(() -> launches.records().stream()
                    .anyMatch(message -> message.key().equals(id)
                            && TopicReader.value(message).equals(Samples.launching(id))
                            && TopicReader.header(message, "muster_intake").equals(java.util.Optional.of("http"))));
        }
    }

    @Test
    void both_keys_are_let_in_while_one_replaces_the_other() throws Exception {
        var event = BodyPublishers.ofString(Samples.state("i-0000000000000a002", "running"));
        assertThat(post(KEY, event).statusCode()).isEqualTo(202);
        assertThat(post(NEXT_KEY, event).statusCode()).isEqualTo(202);
    }

    @Test
    void any_other_key_is_answered_without_a_word() throws Exception {
        for (var key : List.of("", KEY.substring(1), KEY + "0", KEY.toUpperCase(java.util.Locale.ROOT))) {
            var answer = post(key, BodyPublishers.ofString(Samples.state("i-0000000000000a003", "running")));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
            assertThat(answer.headers().map()).doesNotContainKey("www-authenticate");
        }
    }

    @Test
    void one_mib_is_taken_and_one_byte_more_is_not() throws Exception {
        var event = Samples.state("i-0000000000000a004", "running");
        assertThat(post(padded(event, MOST))).isEqualTo(202);
        assertThat(post(padded(event, MOST + 1))).isEqualTo(413);
        var chunked = padded(event, MOST + 1).getBytes(StandardCharsets.UTF_8);
        var answer = post(KEY, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(chunked)));
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void what_cannot_be_read_is_a_dead_letter_with_its_reason_and_bytes_and_is_not_asked_for_again() throws Exception {
        var hostile = List.of(
                "",
                " ",
                "null",
                "[]",
                "{",
                "\u0000\u0001\u0002",
                Samples.state("i-0000000000000a005", "running").replace("\"running\"", "[".repeat(50_000)),
                Samples.launching("i-0000000000000a005; reboot"),
                Samples.launching("$(reboot)"),
                Samples.launching("`reboot`\\n"),
                Samples.launching(""),
                Samples.launching("i-0000000000000a005").replace("\"detail\":{", "\"detail\":null,\"x\":{"),
                Samples.launching("i-0000000000000a005").replace("\"id\":", "\"id\":null,\"id\":"),
                Samples.launching("i-0000000000000a005").replace("aws.autoscaling", "aws.autoscaling\\u0000"));
        for (var body : hostile) {
            assertThat(post(body))
                    .as(body.substring(0, Math.min(80, body.length())))
                    .isEqualTo(202);
        }
        assertThat(post(new byte[] {(byte) 0xff, (byte) 0xfe, 0x7b, 0})).isEqualTo(202);
        assertThat(post(Samples.state("i-0000000000000a006", "running"))).isEqualTo(202);
        try (var dead = outside.reader(prefix + "xnet-dead-letters");
                var states = outside.reader(prefix + "xnet-ec2-running")) {
            await().until(() -> dead.records().size() >= hostile.size() + 1);
            assertThat(dead.values()).containsAll(hostile);
            assertThat(dead.records()).allSatisfy(letter -> {
                assertThat(TopicReader.header(letter, "muster_reason")).isPresent();
                assertThat(TopicReader.header(letter, "muster_detail")).isPresent();
            });
            await().until(() ->
                    states.records().stream().anyMatch(message -> message.key().equals("i-0000000000000a006")));
        }
    }

    @Test
    void a_raw_hook_takes_the_region_of_its_intake() throws Exception {
        var id = "i-0000000000000a007";
        assertThat(post(Samples.rawLaunching(id))).isEqualTo(202);
        try (var launches = outside.reader(prefix + "aws-launch-successful")) {
            await().until(() -> launches.records().stream()
                    .anyMatch(message -> message.key().equals(id)
                            && TopicReader.header(message, "ce_region").equals(java.util.Optional.of("eu-west-1"))));
        }
    }

    @Test
    void without_kafka_the_sender_is_told_to_come_again() throws Exception {
        var event = Samples.state("i-0000000000000a008", "running");
        assertThat(post(event)).isEqualTo(202);
        outside.kafka().stop();
        try {
            var begin = System.nanoTime();
            var answer = post(KEY, BodyPublishers.ofString(event));
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
            // EventBridge itself waits for five seconds
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
        } finally {
            outside.kafka().start();
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> post(event) == 202);
    }

    @Test
    void many_senders_at_once_are_all_taken() throws Exception {
        var answers = IntStream.range(0, 200)
                .mapToObj(number -> http.sendAsync(
                        HttpRequest.newBuilder(events)
                                .header("X-Api-Key", KEY)
                                .POST(BodyPublishers.ofString(
                                        Samples.state("i-0000000000000b" + "%03x".formatted(number), "running")))
                                .build(),
                        HttpResponse.BodyHandlers.discarding()))
                .toList();
        for (var answer : answers) {
            assertThat(answer.get().statusCode()).isEqualTo(202);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/events/"})
    void without_the_key_no_body_is_read(String path) throws Exception {
        try (var sender = new Sender()) {
            sender.send("POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n");
            // not a byte of the body was sent
            assertThat(sender.answer()).startsWith("HTTP/1.1 401 ");
            assertThat(sender.isClosed()).isTrue();
        }
    }

    @Test
    void what_is_too_large_is_refused_by_its_length_alone() throws Exception {
        try (var sender = new Sender()) {
            sender.send("POST /events HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + KEY + "\r\nContent-Length: " + (MOST + 1)
                    + "\r\n\r\n");
            assertThat(sender.answer()).startsWith("HTTP/1.1 413 ");
            assertThat(sender.isClosed()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST /events HTTP/1.1\r\n",
                "POST /events HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nX-Api-Key: " + KEY + "\r\n\r\n",
                "POST /events HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nX-Api-Key: " + KEY + "\r\n\r\n"
            })
    void a_request_that_does_not_arrive_in_time_is_given_up_however_many_bytes_trickle_in(String begun)
            throws Exception {
        try (var sender = new Sender()) {
            sender.send(begun);
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> sender.isGoneAfter(begun.isEmpty() ? "" : "1"));
        }
    }

    @Test
    void a_slow_sender_of_a_second_request_is_given_up_too() throws Exception {
        var event = Samples.state("i-0000000000000a00a", "running");
        try (var sender = new Sender()) {
            sender.send("POST /events HTTP/1.1\r\nHost: x\r\nX-Api-Key: " + KEY + "\r\nContent-Length: "
                    + event.length() + "\r\n\r\n" + event);
            assertThat(sender.answer()).startsWith("HTTP/1.1 202 ");
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(300))
                    .until(() -> sender.isGoneAfter("P"));
        }
    }

    @Test
    void more_connections_than_allowed_are_closed_and_the_bridge_can_still_be_asked_how_it_is() throws Exception {
        var senders = new ArrayList<Sender>();
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                senders.add(new Sender());
            }
            await().until(() -> {
                try (var further = new Sender()) {
                    return further.isClosed();
                }
            });
            var health = URI.create("http://127.0.0.1:"
                    + bridge.getRequiredProperty("endpoints.all.port", Integer.class) + "/health/liveness");
            assertThat(http.send(HttpRequest.newBuilder(health).build(), HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(200);
        } finally {
            for (var sender : senders) {
                sender.close();
            }
        }
        await().until(() -> post(Samples.state("i-0000000000000a00b", "running")) == 202);
    }

    /** A sender that need not keep to HTTP. */
    private final class Sender implements AutoCloseable {
        private final Socket socket;

        Sender() throws IOException {
            socket = new Socket(events.getHost(), events.getPort());
            socket.setSoTimeout(10_000);
        }

        void send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** The first line and the head, up to the empty line. */
        String answer() throws IOException {
            var read = new StringBuilder();
            while (read.indexOf("\r\n\r\n") < 0) {
                var next = socket.getInputStream().read();
                if (next < 0) {
                    return read + " and the end";
                }
                read.append((char) next);
            }
            return read.toString();
        }

        /** Waits for it. */
        boolean isClosed() {
            try {
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        /** Sends some more, and looks. */
        boolean isGoneAfter(String more) {
            try {
                socket.setSoTimeout(100);
                send(more);
                return socket.getInputStream().read() < 0;
            } catch (SocketTimeoutException open) {
                return false;
            } catch (IOException reset) {
                return true;
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void without_a_key_there_is_no_intake() throws Exception {
        try (var closed = BridgeApplication.start(outside.configuration(outside.prefix()))) {
            var there = closed.getBean(EmbeddedServer.class).getURI().resolve("/events");
            var answer = http.send(
                    HttpRequest.newBuilder(there)
                            .header("X-Api-Key", "")
                            .POST(BodyPublishers.ofString(Samples.state("i-0000000000000a009", "running")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            // EventBridge tries this again, and not 404
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("5");
        }
    }

    @Test
    void keys_that_would_be_guessed_are_refused_and_none_is_ever_shown() {
        var timeout = Duration.ofSeconds(4);
        assertThatThrownBy(() -> new HttpSettings("X-Api-Key", List.of("short"), "", timeout, REQUEST, 256))
                .hasMessageContaining("fewer than 32 characters")
                .hasMessageNotContaining("short");
        assertThatThrownBy(() -> new HttpSettings("X-Api-Key", List.of(KEY, NEXT_KEY, KEY), "", timeout, REQUEST, 256))
                .hasMessageContaining("at most two keys");
        assertThatThrownBy(() -> new HttpSettings("X-Api-Key", List.of(KEY), "", Duration.ofSeconds(5), REQUEST, 256))
                .hasMessageContaining("'5s' (expected: 100ms to 4500ms)");
        assertThat(new HttpSettings("X-Api-Key", List.of(KEY, " "), "", timeout, REQUEST, 256).toString())
                .isEqualTo("HttpSettings[header=X-Api-Key, 1 keys, timeout=PT4S]");
    }
}
