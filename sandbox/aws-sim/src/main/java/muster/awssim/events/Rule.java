package muster.awssim.events;

import java.util.LinkedHashMap;
import java.util.Map;
import muster.awssim.base.Scope;

/** A rule of the default bus and its targets (target id to ARN). */
public record Rule(
        Scope scope,
        String name,
        EventPattern pattern,
        boolean enabled,
        String description,
        Map<String, String> targets) {
    public Rule {
        targets = new LinkedHashMap<>(targets);
    }

    public String arn() {
        return scope.arn("events", "rule/" + name);
    }

    boolean selects(SimEvent event) {
        return enabled && event.scope().equals(scope) && pattern.matches(event.json());
    }
}
