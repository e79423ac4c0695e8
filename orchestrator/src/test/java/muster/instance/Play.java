package muster.instance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import muster.lifecycle.Lifecycles;
import muster.schemas.DueTime;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Generation;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Place;
import muster.schemas.Signal;
import muster.schemas.TimerName;

/**
 * Plays signals to the decider, without Kafka: keeps states, carries out effects in the {@link SmallWorld} when told to,
 * fires timers when they are due, and after every step folds the events again and compares (I6).
 */
public final class Play {
    private InstanceDecider decider;
    private final SmallWorld world = new SmallWorld();
    private final Map<InstanceId, Instance> states = new HashMap<>();
    private final Map<HookToken, Instant> launchOpened = new HashMap<>();
    private final Map<InstanceId, Instant> newestEnd = new HashMap<>();
    private final ArrayDeque<Effect> asked = new ArrayDeque<>();
    private final TreeSet<Due> timers = new TreeSet<>();
    private final List<Told> story = new ArrayList<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private boolean journaling;
    private boolean bytes;
    private Instant now = Signals.START;

    /** In the order in which they are due. */
    private record Due(Instant at, InstanceId instance, TimerName timer) implements Comparable<Due> {
        private static final Comparator<Due> ORDER =
                Comparator.comparing(Due::at).thenComparing(Due::instance).thenComparing(Due::timer);

        @Override
        public int compareTo(Due other) {
            return ORDER.compare(this, other);
        }
    }

    /** Put into words only when somebody asks: nearly every story ends well. */
    private record Told(Signal signal, List<InstanceEvent> events) {
        @Override
        public String toString() {
            return signal + "\n    -> " + events;
        }
    }

    public Play(Lifecycles lifecycles) {
        decider = new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    /** The process starts again, with other files. */
    public void declare(Lifecycles lifecycles) {
        decider = new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    /**
     * From here on every decision goes to a journal, so that states can be made of it anew.
     *
     * @param asBytes whether through the bytes that are its form on the topic
     */
    public Play journaling(boolean asBytes) {
        journaling = true;
        bytes = asBytes;
        return this;
    }

    /**
     * The process stops, and the next one has nothing but the journal. Notes a breach of I6 where that is not the state.
     *
     * @return entries that were folded
     */
    public int rebuild() {
        var rebuilt = new HashMap<InstanceId, Instance>();
        for (var entry : journal) {
            var before = rebuilt.getOrDefault(entry.instance(), Instance.unseen(entry.instance()));
            if (entry.events().stream().anyMatch(InstanceEvent.Forgotten.class::isInstance)) {
                rebuilt.remove(entry.instance());
            } else {
                rebuilt.put(entry.instance(), Evolution.fold(before, entry.events()));
            }
        }
        if (!rebuilt.equals(states)) {
            world.breaches().add("I6: the state of the journal differs from the one before the stop");
        }
        states.clear();
        states.putAll(rebuilt);
        return journal.size();
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

    /** Each signal with what was decided, in words. */
    public List<String> story() {
        return story.stream().map(Told::toString).toList();
    }

    public void hear(Signal signal) {
        now = now.plusMillis(10);
        step(Signals.heard(signal, now));
    }

    private void step(Signal signal) {
        var id = signal.from().instance();
        var before = state(id);
        var step = decider.decide(before, signal);
        story.add(new Told(signal, step.events()));
        check(step);
        noteTimes(signal);
        if (step.isForeign()) {
            return;
        }
        if (journaling) {
            write(new JournalEntry(id, before.sequence() + step.events().size(), signal, step.events()));
        }
        if (step.forgets()) {
            states.remove(id);
        } else {
            states.put(id, step.next());
        }
        keepTimers(before, step.forgets() ? Instance.unseen(id) : step.next());
        for (var event : step.events()) {
            if (event instanceof EffectRequested(var effect, var _, var _)) {
                checkAnswer(effect);
                asked.add(effect);
            }
        }
    }

    private void write(JournalEntry entry) {
        try {
            journal.add(bytes ? Json.read(Json.write(entry), JournalEntry.class) : entry);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
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
            case Signal.TerminateHookOpened(var _, var _, var _, var _, var _, var destination)
            when destination == Place.ACTIVE_GROUP -> {}
            case Signal.TerminateHookOpened(var from, var _, var _, var _, var _, var _) ->
                newestEnd.merge(from.instance(), from.at(), (a, b) -> a.isAfter(b) ? a : b);
            case Signal.Ec2StateChanged _,
                    Signal.CommandStatusChanged _,
                    Signal.LaunchSucceeded _,
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

    /** Moves the clock, firing what comes due on the way; what that asks for is left for others to carry out. */
    public void waitOnly(Duration time) {
        var until = now.plus(time);
        while (!timers.isEmpty() && !timers.first().at().isAfter(until)) {
            var due = timers.first();
            now = due.at().isAfter(now) ? due.at() : now;
            step(fired(due));
            timers.remove(due);
        }
        now = until.isAfter(now) ? until : now;
    }

    /** Moves the clock, firing what comes due on the way and carrying out what that asks for. */
    public void wait(Duration time) {
        var until = now.plus(time);
        for (int fired = 0; ; fired++) {
            if (timers.isEmpty() || timers.first().at().isAfter(until)) {
                break;
            }
            if (fired > 5_000) {
                throw new AssertionError("timers fire without end:\n" + told());
            }
            var due = timers.first();
            now = due.at().isAfter(now) ? due.at() : now;
            step(fired(due));
            // a timer fires once, whatever was decided
            timers.remove(due);
            settle();
        }
        now = until.isAfter(now) ? until : now;
    }

    private void keepTimers(Instance before, Instance after) {
        before.timers().forEach((timer, due) -> timers.remove(new Due(stored(due), before.id(), timer)));
        after.timers().forEach((timer, due) -> timers.add(new Due(stored(due), after.id(), timer)));
    }

    /** As the key of the timer store has it: milliseconds. */
    private static Instant stored(DueTime due) {
        return Instant.ofEpochMilli(due.at().toEpochMilli());
    }

    private Signal fired(Due timer) {
        return Signals.timer(
                timer.instance(),
                timer.timer(),
                new DueTime(timer.at()),
                timer.at().isAfter(now) ? timer.at() : now);
    }

    /** Hosts whose service was started more than once in one generation. */
    public void checkStarts() {
        checkStarts(_ -> 0);
    }

    /** @param disks how many new disks a machine was given, on each of which its service is started again */
    public void checkStarts(ToIntFunction<InstanceId> disks) {
        for (var state : states.values()) {
            var starts = world.machine(state.id()).starts;
            if (starts.size() > state.generation().number() + disks.applyAsInt(state.id())) {
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
        return String.join("\n", story());
    }
}
