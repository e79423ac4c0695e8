package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import java.util.List;

/** @param files paths of lifecycles in YAML; {@code classpath:} for those that ship with the program */
@ConfigurationProperties("muster.lifecycles")
public record LifecycleSettings(List<String> files) {
    /** @throws IllegalArgumentException where none is named */
    public LifecycleSettings {
        if (files.isEmpty()) {
            throw new IllegalArgumentException("muster.lifecycles.files: empty (expected: at least one lifecycle)");
        }
        files = List.copyOf(files);
    }
}
