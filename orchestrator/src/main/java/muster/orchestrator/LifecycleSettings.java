package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the lifecycles are.
 *
 * @param files paths of lifecycles in YAML; {@code classpath:} for those that ship with the program
 * @param variables what <code>${NAME}</code> in a lifecycle stands for; the environment is asked for any other
 */
@ConfigurationProperties("muster.lifecycles")
public record LifecycleSettings(
        List<String> files,

        @MapFormat(transformation = MapFormat.MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> variables) {
    /** @throws IllegalArgumentException where none is named */
    public LifecycleSettings {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("muster.lifecycles.files: empty (expected: at least one lifecycle)");
        }
        files = List.copyOf(files);
        variables = Map.copyOf(variables);
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).or(() -> Optional.ofNullable(System.getenv(name)));
    }
}
