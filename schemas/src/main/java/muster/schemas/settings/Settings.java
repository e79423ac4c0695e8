package muster.schemas.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All keys of one program, as its records declare them. The list is written by the annotation processor that makes the
 * records' binding, from the same source and its Javadoc, so that no key can be forgotten in it.
 */
public record Settings(List<Setting> all) {
    private static final String METADATA = "META-INF/spring-configuration-metadata.json";

    public Settings {
        all = List.copyOf(all);
    }

    /**
     * The keys whose records were compiled together with a program.
     *
     * @throws IllegalStateException where the processor has not run
     */
    public static Settings of(Class<?> program) {
        try (var stream = beside(program).toURL().openStream()) {
            return new Settings(new ObjectMapper()
                    .readTree(stream)
                    .path("properties")
                    .valueStream()
                    .map(Settings::setting)
                    .toList());
        } catch (FileNotFoundException absent) {
            throw new IllegalStateException("no " + METADATA + " beside " + program, absent);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Not any of that name: where two programs share a class path, each has its own. */
    private static URI beside(Class<?> program) {
        var path = program.getName().replace('.', '/') + ".class";
        var own = Optional.ofNullable(program.getResource("/" + path))
                .orElseThrow(() -> new IllegalStateException(program + " is no resource"))
                .toString();
        return URI.create(own.substring(0, own.length() - path.length()) + METADATA);
    }

    private static Setting setting(JsonNode property) {
        return new Setting(
                property.path("name").asText(),
                property.path("type").asText(),
                property.path("description").asText().replaceAll("\\s+", " "),
                Optional.of(property.path("defaultValue"))
                        .filter(JsonNode::isTextual)
                        .map(JsonNode::asText));
    }

    Set<String> groups() {
        return all.stream().map(Setting::group).collect(Collectors.toSet());
    }

    Set<String> keys() {
        return all.stream().map(Setting::key).collect(Collectors.toSet());
    }
}
