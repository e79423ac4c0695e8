package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import muster.lifecycle.Lifecycles;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceId;
import muster.schemas.Signal;

/**
 * Plays signals to the decider, without Kafka: keeps states, carries out effects in the {@link SmallWorld} when told to,
 * fires timers when they are due, and after every step folds the events again and compares (I6).
 */
public final class Play {
    private final InstanceDecider decider;
    private final SmallWorld world = new SmallWorld();
    private final Map<InstanceId, Instance> states = new HashMap<>();
    private final Map<HookToken, Instant> launchOpened = new HashMap<>();
    private final Map<InstanceId, Instant> newestEnd = new HashMap<>();
    private final ArrayDeque<Effect> asked = new ArrayDeque<>();
    private final List<String> story = new ArrayList<>();
    private Instant now = Signals.START;

    public Play(Lifecycles lifecycles) {
        decider = new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    public SmallWorld world() {
        return world;
    }

    public Instant now() {
        return now;
    }

    public ArrayDeque<Effect> asked() {
        return asked;
    }

    public Instance state(InstanceId id) {
        return states.getOrDefault(id, Instance.unseen(id));
    }

    public Map<InstanceId, Instance> states() {
        return states;
    }

    public List<String> story() {
        return story;
    }

    public void hear(Signal signal) {
        now = now.plusMillis(10);
        step(Signals.heard(signal, now));
    }

    private void step(Signal signal) {
        var id = signal.from().instance();
        var before = state(id);
        var step = decider.decide(before, signal);
        story.add(signal + "\n    -> " + step.events());
        check(step);
        noteTimes(signal);
        if (step.isForeign()) {
            return;
        }
        if (step.forgets()) {
            states.remove(id);
        } else {
            states.put(id, step.next());
        }
        for (var event : step.events()) {
            if (event instanceof EffectRequested(var effect, var _, var _)) {
                checkAnswer(effect);
                asked.add(effect);
            }
        }
    }

    private void check(Step step) {
        if (!Evolution.fold(step.before(), step.events()).equals(step.next())) {
            world.breaches().add("I6: the fold of the events differs from the state");
        }
    }

    private void noteTimes(Signal signal) {
        switch (signal) {
            case Signal.LaunchHookOpened launch ->
                launchOpened.put(launch.token(), launch.from().at());
            case Signal.TerminateHookOpened(var from, var _, var _, var _, var _, var _) ->
                newestEnd.merge(from.instance(), from.at(), (a, b) -> a.isAfter(b) ? a : b);
            case Signal.Ec2StateChanged _,
                    Signal.CommandStatusChanged _,
                    Signal.LaunchFailed _,
                    Signal.InterruptionAnnounced _,
                    Signal.EffectFinished _,
                    Signal.TimerFired _ -> {}
        }
    }

    /** The end of an earlier life, heard of late, does not count against a later one. */
    private void checkAnswer(Effect effect) {
        if (effect instanceof Effect.CompleteHook(var _, var token, var _, var _, var result)
                && result == Hook.Result.CONTINUE
                && launchOpened.containsKey(token)
                && !newestEnd.getOrDefault(effect.instance(), Instant.EPOCH).isBefore(launchOpened.get(token))) {
            world.breaches()
                    .add("I3: " + effect.instance() + ": CONTINUE for launch hook " + token
                            + " after a terminate was seen");
        }
    }

    /** Carries out the next effect and tells its result; false where none is asked for. */
    public boolean answerOne() {
        var effect = asked.poll();
        if (effect == null) {
            return false;
        }
        tell(effect, result(effect));
        return true;
    }

    /** Carries out an effect without telling: as when the process dies before its result is on the topic. */
    public EffectResult result(Effect effect) {
        return new EffectResult(effect.id(), effect.instance(), effect.generation(), world.run(effect), now, 1);
    }

    public void tell(Effect effect, EffectResult result) {
        now = now.plusMillis(10);
        step(Signals.result(result, now));
    }

    /** Carries out effects until no more are asked for. */
    public void settle() {
        for (int calls = 0; answerOne(); calls++) {
            if (calls > 2_000) {
                throw new AssertionError("effects are asked for without end:\n" + told());
            }
        }
    }

    /** Moves the clock, firing what comes due on the way and carrying out what that asks for. */
    public void wait(Duration time) {
        var until = now.plus(time);
        for (int fired = 0; ; fired++) {
            var next = nextTimer();
            if (next.isEmpty() || next.firstKey().isAfter(until)) {
                break;
            }
            if (fired > 5_000) {
                throw new AssertionError("timers fire without end:\n" + told());
            }
            var due = next.firstKey();
            now = due.isAfter(now) ? due : now;
            step(next.firstEntry().getValue());
            settle();
        }
        now = until.isAfter(now) ? until : now;
    }

    private TreeMap<Instant, Signal> nextTimer() {
        var next = new TreeMap<Instant, Signal>();
        states.forEach((id, state) -> state.timers().forEach((timer, due) -> {
            var at = due.isAfter(now) ? due : now;
            next.putIfAbsent(due, Signals.timer(id, timer, due, at));
        }));
        return next;
    }

    /** Hosts whose service was started more than once in one generation. */
    public void checkStarts() {
        for (var state : states.values()) {
            var starts = world.machine(state.id()).starts;
            if (starts.size() > state.generation().number()) {
                world.breaches()
                        .add("I2: " + state.id() + " was started " + starts + " in generation " + state.generation());
            }
        }
    }

    /** How many lives it had. */
    public Generation generation(InstanceId id) {
        return state(id).generation();
    }

    public String told() {
        return String.join("\n", story);
    }
}
