package muster.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import muster.bridge.Samples;
import muster.bridge.ShippedRoutes;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is received comes to its end: on a topic, ignored, or as a dead letter, and never as an exception. */
@Timeout(120)
class HostileEventsTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.defaults());
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final Intake INTAKE = new Intake("sqs:q", "m", "us-east-1");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final long SEED = 20_260_113;

    private static final List<JsonNode> HOSTILE = List.of(
            NODES.nullNode(),
            NODES.numberNode(7),
            NODES.booleanNode(false),
            NODES.textNode(""),
            NODES.textNode(" "),
            NODES.textNode("\u0000\ud800;$()`\n"),
            NODES.textNode("x".repeat(100_000)),
            NODES.textNode("arn:" + ":instance/i-".repeat(5_000)),
            NODES.textNode("arn:" + ":rule/".repeat(5_000)),
            NODES.textNode("-999999999-01-01T00:00:00Z"),
            NODES.textNode("+999999999-12-31T23:59:59.999999999Z"),
            NODES.textNode("2026-02-31T00:00:00Z"),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.arrayNode().add(7)),
            NODES.objectNode(),
            NODES.objectNode().set("entityValue", NODES.objectNode()));

    private final Limited kafka = new Limited(2 * 1024 * 1024);
    private final Forwarder forwarder = new Forwarder(
            ShippedRoutes.table(TOPICS),
            kafka,
            TOPICS,
            new BridgeMetrics(new SimpleMeterRegistry()),
            CLOCK,
            new ProducerMonitor(CLOCK));

    static Stream<String> events() {
        return Stream.of(
                Samples.launching(Samples.I1),
                Samples.terminating(Samples.I1),
                Samples.state(Samples.I1, "running"),
                Samples.command(Samples.I1, "Success"),
                Samples.rawLaunching(Samples.I1),
                Samples.testNotification(),
                Samples.health(Samples.I1, Samples.I2),
                Samples.spot(Samples.I1),
                Samples.launchUnsuccessful(Samples.I1),
                Samples.schedule("nightly"),
                Samples.subscriptionConfirmation(),
                Samples.wrapped(Samples.state(Samples.I1, "running")));
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatever_a_field_holds(String event) throws IOException {
        var root = (ObjectNode) MAPPER.readTree(event);
        var tried = new ArrayList<String>();
        replaceEach(root, root, tried);
        assertThat(tried).hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @MethodSource("events")
    void wherever_it_is_cut_or_changed(String event) {
        var random = new Random(SEED);
        var bytes = event.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 1_000; i++) {
            var changed = bytes.clone();
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            check(changed, "seed " + SEED + ", change " + i);
            check(java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length)), "seed " + SEED + ", cut " + i);
        }
    }

    @Test
    void however_large_or_deep_it_is() {
        var event = Samples.state(Samples.I1, "running");
        for (var size : List.of(
                0,
                1,
                1_000,
                65_536,
                262_144,
                1_000_000,
                EventReader.MAX_BYTES - 1,
                EventReader.MAX_BYTES,
                EventReader.MAX_BYTES + 1,
                3_000_000)) {
            check(" ".repeat(size), "blanks");
            check("[".repeat(size), "arrays");
            check("{\"a\":".repeat(size / 5), "objects");
            check("\"" + "x".repeat(size), "a text");
            check("9".repeat(size), "a number");
            check("-".repeat(size), "signs");
            check("\u0000".repeat(size), "zeros");
            check((event + " ".repeat(size)).substring(0, Math.max(size, 0)), "an event");
            check(event.replace("running", "x".repeat(size)), "a field");
            check(event.replace("\"state\"", "\"" + "x".repeat(size) + "\""), "a name");
        }
    }

    private void replaceEach(ObjectNode root, JsonNode within, List<String> tried) throws IOException {
        if (within instanceof ObjectNode object) {
            for (var name : StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                    .toList()) {
                var right = object.get(name);
                for (var hostile : HOSTILE) {
                    object.set(name, hostile);
                    check(MAPPER.writeValueAsBytes(root), name);
                    tried.add(name);
                }
                object.set(name, right);
                replaceEach(root, right, tried);
            }
        } else if (within instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                var right = array.get(i);
                for (var hostile : HOSTILE) {
                    array.set(i, hostile);
                    check(MAPPER.writeValueAsBytes(root), "[" + i + "]");
                    tried.add("[" + i + "]");
                }
                array.set(i, right);
                replaceEach(root, right, tried);
            }
        }
    }

    private void check(String body, String what) {
        check(body.getBytes(StandardCharsets.UTF_8), what + " of " + body.length());
    }

    private void check(byte[] body, String what) {
        assertThat(forwarder.forward(body, INTAKE).join()).as(what).isInstanceOf(Fate.Settled.class);
        kafka.clear();
    }
}
