package muster.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/** The schema says the same as the reader, so that an editor does. */
class LifecycleSchemaTest {
    private static final Path FOLDER = Path.of("src/main/resources/lifecycles");

    @Test
    void the_shipped_lifecycle_fits_as_an_editor_sees_it() throws IOException {
        JsonNode typed = new ObjectMapper().valueToTree(new Yaml().load(shipped()));
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(FOLDER.resolve("lifecycle.schema.json")));
        assertThat(schema.validate(typed)).isEmpty();
    }

    @Test
    void it_knows_the_words_that_the_decider_knows() throws IOException {
        var words = new ObjectMapper()
                .readTree(FOLDER.resolve("lifecycle.schema.json").toFile())
                .path("$defs");
        assertThat(texts(words.at("/condition/enum")))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Condition.values())
                        .map(Condition::toString)
                        .toList());
        var tasks = Arrays.stream(TaskKind.values()).map(TaskKind::toString).toList();
        assertThat(words.at("/task/then/properties").fieldNames())
                .toIterable()
                .containsExactlyInAnyOrderElementsOf(tasks);
        // these two are nothing without what they take
        assertThat(Stream.concat(texts(words.at("/task/else/enum")).stream(), Stream.of("wait", "run-command")))
                .containsExactlyInAnyOrderElementsOf(tasks);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [claim-hostname]           | [claim-hostnam]                   | 0
            [claim-hostname]           | [wait]                            | 0
            [claim-hostname]           | [{wait: {}}]                      | wait
            [claim-hostname]           | [{wait: {for: soon}}]             | for
            [claim-hostname]           | [{run-command: {}}]               | run-command
            [claim-hostname]           | [{upsert-dns: {ttl: 5s}}]         | upsert-dns
            conditions: [hostname-held]| conditions: [hostnames-held]      | 0
            conditions: [hostname-held]| unless: [running, running]        | unless
            document: muster-start     | documents: muster-start           | service
            source: launched           | source: []                        | source
            source: launched           | source: Launched                  | source
            initial: launched          | initial: 7                        | initial
            onReturn: release          | onReturn: forget                  | onReturn
            answer: ABANDON            | answer: MAYBE                     | answer
            attempts: 5                | attempts: many                    | attempts
            ttl: 60s                   | ttl: 60                           | ttl
            address: private           | address: both                     | address
            pattern: validator-%03d    | pattern: validator                | pattern
            """)
    void it_refuses_what_the_reader_refuses(String right, String wrong, String word) throws IOException {
        var yaml = shipped().replace(right, wrong);
        assertThat(yaml).isNotEqualTo(shipped());
        var context = new YamlObject.Context("v.yaml", _ -> Optional.empty(), new ArrayList<>());
        LifecycleSchema.check(context, new Yaml(new LoaderOptions()).compose(new StringReader(yaml)));
        assertThat(context.problems())
                .isNotEmpty()
                .allMatch(it -> it.matches("v\\.yaml:[0-9]+:[0-9]+: " + word + ": .+"));
        assertThat(context.problems().getFirst()).contains("v.yaml:" + line(yaml, wrong) + ":");
    }

    @Test
    void nothing_gets_past_it_at_the_start() throws IOException {
        var twice = shipped().replace("[running, agent-online]", "[running, running]");
        assertThatThrownBy(() -> LifecycleReader.read("v.yaml", twice, _ -> Optional.empty()))
                .isInstanceOf(LifecycleException.class)
                .hasMessageContaining("v.yaml:" + line(twice, "[running, running]") + ":21: conditions: ")
                .hasMessageContaining("unique");
    }

    private static int line(String yaml, String word) {
        return 1
                + (int) yaml.substring(0, yaml.indexOf(word))
                        .chars()
                        .filter(it -> it == '\n')
                        .count();
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::textValue)
                .toList();
    }

    private static String shipped() throws IOException {
        return Files.readString(FOLDER.resolve("validator.yaml"));
    }
}
