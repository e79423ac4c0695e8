package muster.api;

import java.time.Instant;
import java.util.Optional;
import muster.instance.Standing;
import muster.instance.Waiting;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;
import muster.schemas.LifecycleName;
import org.jspecify.annotations.Nullable;

/**
 * An instance in one line. What is not known is null.
 *
 * @param life unseen, pooled, active, ending or gone
 * @param state that it stands in, by its lifecycle
 * @param waits what for, in one sentence
 * @param hookDeadline when the first of its open hooks runs out, where that is known
 */
record InstanceSummary(
        String id,
        String life,
        String state,
        boolean parked,
        @Nullable String group,
        @Nullable String lifecycle,
        long generation,
        @Nullable String hostname,
        @Nullable String ec2,
        String waits,
        String waitsFor,
        @Nullable Instant hookDeadline) {

    static InstanceSummary of(Instance i, Lifecycles lifecycles) {
        var waiting = waiting(i, lifecycles);
        return new InstanceSummary(
                i.id().value(),
                life(i),
                Standing.in(i.progress()).value(),
                i.progress() instanceof Progress.Parked,
                group(i),
                lifecycleName(i).map(LifecycleName::value).orElse(null),
                i.generation().number(),
                i.name() instanceof Name.Held(var hostname, var _, var _) ? hostname.value() : null,
                i.host().ec2() instanceof Ec2.Seen(var state, var _) ? state.toString() : null,
                waiting.why(),
                waiting.kind().label(),
                hookDeadline(i));
    }

    static Waiting waiting(Instance i, Lifecycles lifecycles) {
        Optional<Lifecycle> lifecycle = lifecycleName(i).flatMap(lifecycles::named);
        return Waiting.of(i, lifecycle);
    }

    static String life(Instance i) {
        return switch (i.life()) {
            case Life.Unseen _ -> "unseen";
            case Life.Unmanaged _ -> "unmanaged";
            case Life.Pooled _ -> "pooled";
            case Life.Active _ -> "active";
            case Life.Ending _ -> "ending";
            case Life.Gone _ -> "gone";
        };
    }

    static Optional<LifecycleName> lifecycleName(Instance i) {
        return switch (i.life()) {
            case Life.Unmanaged(var _, var name, var _) -> Optional.of(name);
            case Life.Pooled(var _, var name, var _) -> Optional.of(name);
            case Life.Active(var _, var name, var _) -> Optional.of(name);
            case Life.Ending(var _, var name, var _, var _, var _) -> Optional.of(name);
            case Life.Unseen _, Life.Gone _ -> Optional.empty();
        };
    }

    static @Nullable String group(Instance i) {
        return switch (i.life()) {
            case Life.Unmanaged(var group, var _, var _) -> group.value();
            case Life.Pooled(var group, var _, var _) -> group.value();
            case Life.Active(var group, var _, var _) -> group.value();
            case Life.Ending(var group, var _, var _, var _, var _) -> group.value();
            case Life.Unseen _, Life.Gone _ -> null;
        };
    }

    private static @Nullable Instant hookDeadline(Instance i) {
        return i.hooks().values().stream()
                .filter(hook -> !hook.isClosed())
                .flatMap(hook -> hook.keeping() instanceof Hook.Keeping.Kept kept
                        ? java.util.stream.Stream.of(kept.deadline())
                        : java.util.stream.Stream.empty())
                .min(Instant::compareTo)
                .orElse(null);
    }
}
