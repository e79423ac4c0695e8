package muster.awssim.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.base.Scope;

/** An Auto Scaling group as it is now. */
final class Group {
    final GroupSpec spec;
    final Scope scope;
    final String arn;
    final Instant created;
    final Map<String, HookSpec> hooks = new LinkedHashMap<>();
    int desired;

    Group(GroupSpec spec, Scope scope, String uuid, Instant created) {
        this.spec = spec;
        this.scope = scope;
        this.created = created;
        this.arn = scope.arn("autoscaling", "autoScalingGroup:" + uuid + ":autoScalingGroupName/" + spec.name());
        spec.hooks().forEach(hook -> hooks.put(hook.name(), hook));
    }

    String name() {
        return spec.name();
    }

    List<HookSpec> hooks(Transition transition) {
        return hooks.values().stream()
                .filter(hook -> hook.transition() == transition)
                .toList();
    }

    /** A group with a warm pool always says where an instance comes from; without one, older groups don't. */
    boolean namesOrigin() {
        return spec.warmPool().isPresent() || spec.namesOrigin();
    }
}
