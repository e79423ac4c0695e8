package muster.lifecycle;

import java.util.List;
import java.util.Optional;
import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.LifecycleName;

/** All lifecycles of one orchestrator. No two cover the same group: the first that does is taken. */
public record Lifecycles(List<Lifecycle> all) {
    public Lifecycles {
        all = List.copyOf(all);
    }

    public Optional<Lifecycle> of(GroupName group) {
        return all.stream().filter(lifecycle -> lifecycle.covers(group)).findFirst();
    }

    public Optional<Lifecycle> named(LifecycleName name) {
        return all.stream().filter(lifecycle -> lifecycle.name().equals(name)).findFirst();
    }

    /** The pool that a name is of, whoever holds it. */
    public Optional<HostnamePool> poolOf(Hostname hostname) {
        return all.stream()
                .map(Lifecycle::hostnames)
                .filter(pool -> pool.gives(hostname))
                .findFirst();
    }

    /**
     * Whether a hook is ours, even where its group is in no lifecycle: it is answered all the same. A lifecycle that
     * answers any hook of its groups claims none of other teams' groups.
     */
    public boolean answers(HookName hook) {
        return all.stream()
                .filter(lifecycle -> !lifecycle.hooks().contains("*"))
                .anyMatch(lifecycle -> lifecycle.answers(hook));
    }
}
