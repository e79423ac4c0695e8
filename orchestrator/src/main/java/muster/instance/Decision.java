package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import muster.schemas.DueTime;
import muster.schemas.Effect;
import muster.schemas.Instance;
import muster.schemas.Instance.Tries;
import muster.schemas.InstanceEvent;
import muster.schemas.StepName;
import muster.schemas.TimerName;

/**
 * A decision while it is being made: each event that is recorded is at once applied, so that the next rule sees the state
 * after it. Lives as long as one call of {@code decide}.
 */
final class Decision {
    private final List<InstanceEvent> events = new ArrayList<>();
    private final Instant now;
    private Instance instance;
    private boolean stopped;

    Decision(Instance instance, Instant now) {
        this.instance = instance;
        this.now = now;
    }

    Instance instance() {
        return instance;
    }

    Instant now() {
        return now;
    }

    List<InstanceEvent> events() {
        return events;
    }

    /** The next transition waits for another signal. */
    void stop() {
        stopped = true;
    }

    boolean hasStopped() {
        return stopped;
    }

    void record(InstanceEvent event) {
        events.add(event);
        instance = Evolution.evolve(instance, event);
    }

    void ignore(InstanceEvent.Reason reason, String what) {
        record(new InstanceEvent.Ignored(reason, what));
    }

    /** Asks for an effect, unless its step is under way or waits before it is tried again. */
    void want(StepName step, Function<Effect.Target, Effect> effect) {
        if (!isUnderWay(step) && !instance.timers().containsKey(Timers.retry(step))) {
            request(step, effect);
        }
    }

    void request(StepName step, Function<Effect.Target, Effect> effect) {
        var tries = instance.tries().getOrDefault(step, Tries.NONE);
        var target = new Effect.Target(instance.id(), instance.generation(), step, tries.nextRound());
        record(new InstanceEvent.EffectRequested(
                effect.apply(target), tries.unclear() ? tries.attempts() + 1 : 1, now));
    }

    /** Of the next request of the step that is made from now on. */
    int nextRound(StepName step) {
        var tries = instance.tries().getOrDefault(step, Tries.NONE);
        return isUnderWay(step) ? tries.rounds() + 1 : tries.nextRound();
    }

    boolean isUnderWay(StepName step) {
        return instance.awaited().values().stream()
                .anyMatch(awaited -> awaited.effect().target().step().equals(step));
    }

    void setTimer(TimerName timer, Duration in) {
        record(new InstanceEvent.TimerSet(timer, new DueTime(now.plus(in))));
    }

    void setTimerUnlessSet(TimerName timer, Duration in) {
        if (!instance.timers().containsKey(timer)) {
            setTimer(timer, in);
        }
    }

    void clearTimerIfSet(TimerName timer) {
        if (instance.timers().containsKey(timer)) {
            record(new InstanceEvent.TimerCleared(timer));
        }
    }
}
