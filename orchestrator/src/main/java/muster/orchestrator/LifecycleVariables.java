package muster.orchestrator;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Looks up what {@code ${NAME}} in a lifecycle stands for, and remembers which names were asked for. */
@Singleton
final class LifecycleVariables {
    private final LifecycleSettings settings;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    LifecycleVariables(LifecycleSettings settings) {
        this.settings = settings;
    }

    Optional<String> value(String name) {
        asked.add(name);
        return settings.variable(name);
    }

    /** Those variables of the environment that no lifecycle has asked for. */
    List<String> unknown(List<String> variables) {
        return variables.stream().filter(name -> !asked.contains(name)).toList();
    }
}
