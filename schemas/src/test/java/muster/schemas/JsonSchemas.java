package muster.schemas;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The shipped JSON Schemas, by name. None is fetched from anywhere. */
final class JsonSchemas {
    private static final String BASE = "https://muster.example/schemas/";
    private static final String ENDING = ".schema.json";
    private static final Path FOLDER = Path.of("src/main/resources/schemas");

    private final SchemaRegistry registry;

    JsonSchemas() {
        var texts = names().stream().collect(Collectors.toMap(name -> BASE + name + ENDING, JsonSchemas::text));
        registry = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.copyOf(texts)));
    }

    static List<String> names() {
        try (var files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(ENDING, ""))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ENDING));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where the value differs from its schema and by which keyword: {@code signal.origin--enum}. */
    List<String> problems(String name, JsonNode value) {
        return registry.getSchema(SchemaLocation.of(BASE + name + ENDING)).validate(value).stream()
                .map(JsonSchemas::problem)
                .toList();
    }

    private static String problem(Error error) {
        var path = error.getInstanceLocation();
        var names = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            names.append(i == 0 ? "" : ".").append(path.getName(i));
        }
        return (names.isEmpty() ? "root" : names) + "--" + error.getKeyword();
    }
}
