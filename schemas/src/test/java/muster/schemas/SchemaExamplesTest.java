package muster.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import muster.schemas.aws.AwsEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file under {@code examples/SCHEMA/good} is right; each under {@code examples/SCHEMA/bad} has the one mistake that
 * its name tells: where, the keyword of JSON Schema that refuses it, and what it is about.
 */
class SchemaExamplesTest {
    private static final Path EXAMPLES = Path.of("src/test/resources/examples");
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    /** What our own code makes of a record; the other schemas describe events of AWS, or parts of these. */
    private static final Map<String, Class<?>> RECORDS = Map.of(
            "journal-entry", JournalEntry.class,
            "effect-request", EffectRequest.class,
            "effect-result", EffectResult.class,
            "instance", Instance.class);

    /** Events that the decider hears of, each good example of them. */
    private static final Set<String> DECIDING = Set.of(
            "aws-lifecycle-action",
            "aws-lifecycle-hook-message",
            "aws-ec2-state-change",
            "aws-ssm-command",
            "aws-ec2-interruption");

    /** Begins the name of an example of such a kind that is about no instance, so that nothing is decided by it. */
    private static final String OF_NO_INSTANCE = "of-no-instance-";

    private static final Set<String> PARTS = Set.of("common", "signal", "effect", "instance-event");

    record Example(String schema, Path file) {
        JsonNode json() throws IOException {
            return MAPPER.readTree(file.toFile());
        }

        boolean isOurs() {
            return RECORDS.containsKey(schema);
        }

        Object read() throws Exception {
            var bytes = Files.readAllBytes(file);
            var ours = RECORDS.get(schema);
            return ours == null ? AwsEvents.read(bytes) : Json.read(bytes, ours);
        }

        @Override
        public String toString() {
            return schema + "/" + file.getFileName();
        }
    }

    static Stream<Example> good() {
        return examples("good");
    }

    static Stream<Example> bad() {
        return examples("bad");
    }

    @ParameterizedTest
    @MethodSource("good")
    void a_good_example_fits_its_schema(Example example) throws Exception {
        assertThat(SCHEMAS.problems(example.schema(), example.json())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("good")
    void a_good_example_of_ours_is_read_and_written_back_equal(Example example) throws Exception {
        if (example.isOurs()) {
            // an example of an earlier release lacks what was added since
            assertThat(without(MAPPER.readTree(Json.write(example.read())), example.json()))
                    .isEqualTo(example.json());
        } else {
            var event = AwsEvents.read(Files.readAllBytes(example.file()));
            if (example.file().getFileName().toString().startsWith(OF_NO_INSTANCE)) {
                assertThat(event).isInstanceOf(muster.schemas.aws.AwsEvent.Other.class);
            } else if (DECIDING.contains(example.schema())) {
                assertThat(AwsEvents.signals(event, Instant.EPOCH)).isNotEmpty();
            } else {
                assertThat(event).isNotInstanceOf(muster.schemas.aws.AwsEvent.Other.class);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("bad")
    void a_bad_example_has_the_one_mistake_that_its_name_tells(Example example) throws Exception {
        var name = example.file().getFileName().toString();
        var problem = name.substring(0, name.lastIndexOf("--"));
        assertThat(SCHEMAS.problems(example.schema(), example.json())).containsExactly(problem);
    }

    /** An event of another kind is a good one of no interest to the reader, not a bad one. */
    @ParameterizedTest
    @MethodSource("bad")
    void what_the_schema_refuses_our_code_does_not_take(Example example) {
        var name = example.file().getFileName().toString();
        if (example.isOurs() && name.contains("--additionalProperties--")) {
            // of a newer release, for all that a reader can know
            assertThat(readUnchecked(example)).isNotNull();
        } else if (!example.isOurs() && (name.startsWith("source--") || name.startsWith("detail-type--"))) {
            assertThat(readUnchecked(example)).isInstanceOf(muster.schemas.aws.AwsEvent.Other.class);
        } else {
            assertThatThrownBy(example::read).isInstanceOf(Exception.class);
        }
    }

    /** What is written, without the fields that the example does not have. */
    private static JsonNode without(JsonNode written, JsonNode example) {
        if (written instanceof ObjectNode object && example.isObject()) {
            for (var name : object.properties().stream().map(Map.Entry::getKey).toList()) {
                if (example.has(name)) {
                    object.set(name, without(object.get(name), example.get(name)));
                } else {
                    object.remove(name);
                }
            }
        } else if (written instanceof ArrayNode array && example.size() == array.size()) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, without(array.get(i), example.get(i)));
            }
        }
        return written;
    }

    @Test
    void each_case_of_each_closed_type_has_a_good_example() throws Exception {
        var met = new HashSet<Class<?>>();
        for (var example : good().filter(Example::isOurs).toList()) {
            Samples.classesIn(example.read(), met);
        }
        assertThat(met).containsAll(Samples.casesOf(RECORDS.values()));
    }

    @Test
    void each_schema_has_good_and_bad_examples() {
        for (var schema : JsonSchemas.names()) {
            if (!PARTS.contains(schema)) {
                assertThat(good().filter(it -> it.schema().equals(schema)))
                        .as(schema)
                        .isNotEmpty();
                assertThat(bad().filter(it -> it.schema().equals(schema)))
                        .as(schema)
                        .isNotEmpty();
            }
        }
    }

    private static Object readUnchecked(Example example) {
        try {
            return example.read();
        } catch (Exception e) {
            throw new AssertionError(example + " is not read", e);
        }
    }

    private static Stream<Example> examples(String quality) {
        return list(EXAMPLES).stream()
                .flatMap(schema -> list(schema.resolve(quality)).stream()
                        .map(file -> new Example(schema.getFileName().toString(), file)));
    }

    private static List<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
