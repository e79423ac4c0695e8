package muster.schemas.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each good example of an event, with each of its fields in turn replaced by what nobody should send. */
class HostileEventsTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final List<JsonNode> HOSTILE = List.of(
            NODES.nullNode(),
            NODES.numberNode(7),
            NODES.numberNode(new java.math.BigDecimal("1e400")),
            NODES.booleanNode(true),
            NODES.textNode(""),
            NODES.textNode("\u0000\ud800;$()`"),
            NODES.textNode("x".repeat(200_000)),
            NODES.textNode("-999999999-01-01T00:00:00Z"),
            NODES.textNode("+999999999-12-31T23:59:59.999999999Z"),
            NODES.textNode("Fri, 31 Dec 999999999 23:59:59 GMT"),
            NODES.textNode("arn:aws:ec2:us-east-1:111122223333:instance/"),
            NODES.arrayNode(),
            NODES.arrayNode().add(NODES.arrayNode().add(7)),
            NODES.objectNode(),
            NODES.objectNode().set("language", NODES.objectNode()));

    static Stream<Path> events() throws IOException {
        try (var files = Files.walk(EXAMPLES)) {
            return files
                    .filter(file -> file.toString().matches(".*/aws-[a-z0-9-]+/good/.*"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatever_a_field_holds_the_event_is_read_or_refused(Path file) throws IOException {
        var root = (ObjectNode) MAPPER.readTree(file.toFile());
        var tried = new ArrayList<String>();
        replaceEach(root, root, tried);
        assertThat(tried).hasSizeGreaterThan(50);
    }

    private static void replaceEach(ObjectNode root, JsonNode within, List<String> tried) throws IOException {
        if (within instanceof ObjectNode object) {
            for (var name : StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false)
                    .toList()) {
                var right = object.get(name);
                for (var hostile : HOSTILE) {
                    object.set(name, hostile);
                    check(root, name, tried);
                }
                object.set(name, right);
                replaceEach(root, right, tried);
            }
        } else if (within instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                var right = array.get(i);
                for (var hostile : HOSTILE) {
                    array.set(i, hostile);
                    check(root, "[" + i + "]", tried);
                }
                array.set(i, right);
                replaceEach(root, right, tried);
            }
        }
    }

    private static void check(ObjectNode root, String name, List<String> tried) throws IOException {
        var json = MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        assertThatCode(() -> readOrRefuse(json)).as("with another %s", name).doesNotThrowAnyException();
        tried.add(name);
    }

    private static void readOrRefuse(byte[] json) {
        try {
            var event = AwsEvents.read(json);
            assertThat(event.envelope().time().toEpochMilli()).isNotNegative();
            assertThat(AwsEvents.signals(event, Instant.EPOCH)).doesNotContainNull();
        } catch (UnreadableEventException refused) {
            assertThat(refused.getMessage()).isNotBlank().hasSizeLessThan(1_000);
        }
    }
}
