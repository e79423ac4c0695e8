package muster.effects;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;

/**
 * Tells an effect's turn. Only the effects of hooks carry their group, and they come late in a launch: so the group of an
 * instance is told from outside, and remembered. Instances of no known group share one place, which costs them fairness and
 * nothing else. Thread-safe.
 */
public final class Turns {
    /** Instances, or hooks, that are remembered, about 100 bytes each; the one that was not asked for longest is forgotten. */
    private static final int MOST = 100_000;

    /** From the warning of a spot interruption to the end take two minutes; what is given back then, a few more. */
    public static final Duration INTERRUPTED = Duration.ofMinutes(10);

    private final Map<InstanceId, String> groups = new Bounded<>();
    private final Map<HookToken, InstanceId> terminating = new Bounded<>();
    private final Map<InstanceId, Instant> interrupted = new Bounded<>();
    private final InstantSource clock;

    public Turns(InstantSource clock) {
        this.clock = clock;
    }

    /** A hook of the instance was opened by its group. */
    public synchronized void inGroup(InstanceId instance, GroupName group) {
        groups.put(instance, group.value());
    }

    /** A terminate hook was opened: its answer holds up the group more than one of a launch. */
    public synchronized void terminating(InstanceId instance, GroupName group, HookToken token) {
        inGroup(instance, group);
        terminating.put(token, instance);
    }

    /** AWS is about to take the instance away: what concerns it goes ahead of everything, for ten minutes from then on. */
    public synchronized void interrupted(InstanceId instance, Instant announced) {
        interrupted.put(instance, announced.plus(INTERRUPTED));
    }

    public synchronized Turn of(Effect effect) {
        var instance = effect.instance();
        switch (effect) {
            case Effect.LookUpHook lookUp -> groups.put(instance, lookUp.group().value());
            case Effect.KeepHook keep -> groups.put(instance, keep.group().value());
            case Effect.CompleteHook complete ->
                groups.put(instance, complete.group().value());
            default -> {}
        }
        return new Turn(
                isInterrupted(instance) ? Turn.Priority.INTERRUPTION : priority(effect),
                groups.getOrDefault(instance, ""),
                Turn.progress(effect));
    }

    private Turn.Priority priority(Effect effect) {
        return effect instanceof Effect.CompleteHook answer && terminating.containsKey(answer.token())
                ? Turn.Priority.HOOK
                : Turn.priority(effect);
    }

    private boolean isInterrupted(InstanceId instance) {
        var until = interrupted.get(instance);
        return until != null && clock.instant().isBefore(until);
    }

    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private static final long serialVersionUID = 1L;

        Bounded() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > MOST;
        }
    }
}
