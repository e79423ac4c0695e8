package muster.bridge;

import static muster.bridge.Samples.I1;
import static muster.bridge.Samples.I2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole bridge, as its users start it, between a real SQS protocol and a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BridgeTest {
    private final Outside outside = new Outside();

    @AfterAll
    void close() {
        outside.close();
    }

    @Test
    void an_event_arrives_with_its_own_bytes_under_its_instance() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events");
                var _ = BridgeApplication.start(outside.configuration(prefix, queue));
                var launches = outside.reader(prefix + "aws-launch-successful")) {
            queue.send(Samples.launching(I1));
            await().until(() -> launches.records().size() == 1);
            var message = launches.records().getFirst();
            assertThat(message.key()).isEqualTo(I1);
            assertThat(message.value()).isEqualTo(Samples.launching(I1).getBytes(StandardCharsets.UTF_8));
            assertThat(TopicReader.header(message, "ce_specversion")).contains("1.0");
            assertThat(TopicReader.header(message, "ce_id")).contains("12345678-1234-1234-1234-123456789012");
            assertThat(TopicReader.header(message, "ce_source")).contains("aws.autoscaling");
            assertThat(TopicReader.header(message, "ce_type")).contains("EC2 Instance-launch Lifecycle Action");
            assertThat(TopicReader.header(message, "ce_time")).contains("2026-01-13T00:12:37.214Z");
            assertThat(TopicReader.header(message, "ce_subject")).contains(I1);
            assertThat(TopicReader.header(message, "content-type")).contains("application/json");
            assertThat(TopicReader.header(message, "muster_intake")).contains("sqs:q0");
            await().until(() -> queue.size() == 0);
        }
    }

    @Test
    void each_kind_goes_to_its_topic_and_the_unwanted_to_none() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events");
                var _ = BridgeApplication.start(outside.configuration(prefix, queue));
                var ends = outside.reader(prefix + "xnet-terminating");
                var states = outside.reader(prefix + "xnet-ec2-running");
                var commands = outside.reader(prefix + "xnet-command-status");
                var launches = outside.reader(prefix + "aws-launch-successful");
                var dead = outside.reader(prefix + "xnet-dead-letters")) {
            queue.send(Samples.terminateSuccessful(I1));
            queue.send(Samples.launchSuccessful(I2));
            queue.send(Samples.terminating(I1));
            queue.send(Samples.state(I2, "running"));
            queue.send(Samples.command(I2, "Success"));
            await().until(() -> queue.size() == 0);
            assertThat(ends.values()).containsExactly(Samples.terminating(I1));
            assertThat(states.values()).containsExactly(Samples.state(I2, "running"));
            assertThat(commands.values()).containsExactly(Samples.command(I2, "Success"));
            assertThat(commands.records().getFirst().key()).isEqualTo(I2);
            assertThat(launches.values()).containsExactly(Samples.launchSuccessful(I2));
            assertThat(dead.values()).isEmpty();
        }
    }

    @Test
    void poison_goes_to_the_dead_letters_and_does_not_hold_up_its_batch() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events")) {
            for (int i = 0; i < 9; i++) {
                queue.send(Samples.state("i-0123456789abcde0" + i, "running"));
                if (i == 4) {
                    queue.send("{ this is no JSON");
                }
            }
            try (var _ = BridgeApplication.start(outside.configuration(prefix, queue));
                    var states = outside.reader(prefix + "xnet-ec2-running");
                    var dead = outside.reader(prefix + "xnet-dead-letters")) {
                await().until(() -> queue.size() == 0);
                await().until(() -> states.records().size() == 9);
                await().until(() -> dead.records().size() == 1);
                var letter = dead.records().getFirst();
                assertThat(TopicReader.value(letter)).isEqualTo("{ this is no JSON");
                assertThat(TopicReader.header(letter, "muster_reason")).contains("not-json");
                assertThat(TopicReader.header(letter, "muster_intake")).contains("sqs:q0");
                assertThat(TopicReader.header(letter, "muster_time")).isPresent();
            }
        }
    }

    @Test
    void several_queues_are_read_at_once() {
        var prefix = outside.prefix();
        try (var east = outside.queue("east");
                var west = outside.queue("west");
                var _ = BridgeApplication.start(outside.configuration(prefix, east, west));
                var states = outside.reader(prefix + "xnet-ec2-running")) {
            east.send(Samples.state(I1, "running"));
            west.send(Samples.state(I2, "stopped"));
            await().until(() -> states.records().size() == 2);
            assertThat(states.records())
                    .extracting(message -> message.key() + " "
                            + TopicReader.header(message, "muster_intake").orElse(""))
                    .containsExactlyInAnyOrder(I1 + " sqs:q0", I2 + " sqs:q1");
        }
    }

    @Test
    void health_and_counters_can_be_read_over_http() throws IOException, InterruptedException {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events");
                var bridge = BridgeApplication.start(outside.configuration(prefix, queue))) {
            queue.send(Samples.state(I1, "running"));
            queue.send("poison");
            await().until(() -> queue.size() == 0);
            var management = Running.management(bridge);
            assertThat(get(management.resolve("/health/readiness"))).contains("\"status\":\"UP\"");
            assertThat(get(management.resolve("/health/liveness"))).contains("\"status\":\"UP\"");
            assertThat(get(management.resolve("/prometheus")))
                    .contains("muster_bridge_received_total{intake=\"sqs:q0\"} 2")
                    .contains("muster_bridge_forwarded_total{topic=\"" + prefix + "xnet-ec2-running\"} 1")
                    .contains("muster_bridge_dead_lettered_total{reason=\"not-json\"} 1");
        }
    }

    @Test
    void the_port_of_events_answers_nothing_else_and_the_management_port_takes_no_events()
            throws IOException, InterruptedException {
        try (var bridge = BridgeApplication.start(outside.configuration(outside.prefix()))) {
            var server = bridge.getBean(EmbeddedServer.class).getURI();
            for (var path : List.of("/health", "/health/liveness", "/health/readiness", "/prometheus", "/metrics")) {
                assertThat(status(HttpRequest.newBuilder(server.resolve(path))))
                        .as(path)
                        .isEqualTo(404);
            }
            var event = HttpRequest.BodyPublishers.ofString(Samples.state(I1, "running"));
            assertThat(status(HttpRequest.newBuilder(Running.management(bridge).resolve("/events"))
                            .POST(event)))
                    .isIn(404, 503);
        }
    }

    private static int status(HttpRequest.Builder request) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static String get(URI uri) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }
}
