package muster.rebuild;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import muster.instance.Evolution;
import muster.instance.InstanceDecider;
import muster.instance.Standing;
import muster.schemas.DnsRecord;
import muster.schemas.DueTime;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceEvent.Forgotten;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Outcome;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.TimerName;

/**
 * One instance's events, decided once more by today's code and lifecycles, in a world that answers as it answered then.
 * Nothing is written, and nobody outside is asked.
 */
final class DryRun {
    /** A lifecycle that goes round for ever would keep us; no life of an instance has as many decisions. */
    private static final int MOST_STEPS = 20_000;

    private final InstanceDecider decider;

    DryRun(InstanceDecider decider) {
        this.decider = decider;
    }

    /**
     * What was decided, in the words that matter.
     *
     * @param effects asked for, without those that only look
     * @param state that it came to
     */
    record Course(List<String> effects, String state) {}

    /** Then, by the journal. */
    static Course then(InstanceId id, List<JournalEntry> entries, Instant since) {
        var effects = new ArrayList<String>();
        var state = Instance.unseen(id);
        var last = state;
        for (var entry : entries) {
            if (!entry.signal().from().heard().isBefore(since)) {
                collect(entry.events(), effects);
            }
            state = fold(state, entry.events());
            last = state.sequence() == 0 ? last : state;
        }
        return new Course(effects, state(last));
    }

    /**
     * Today.
     *
     * @param entries of the journal, for the state at the beginning and for the answers
     * @param events from the input topics, in the order in which they were heard
     * @param until where time ends
     */
    Course today(InstanceId id, List<JournalEntry> entries, List<Signal> events, Instant since, Instant until) {
        var run = new Run(id, Answers.of(entries));
        for (var entry : entries) {
            if (entry.signal().from().heard().isBefore(since)) {
                run.state = fold(run.state, entry.events());
            }
        }
        run.state.awaited().values().forEach(awaited -> run.ask(awaited.effect(), since));
        events.forEach(run.signals::add);
        return run.play(until);
    }

    /** One instance's time, from signal to signal. */
    private final class Run {
        private final InstanceId id;
        private final Answers answers;
        private final PriorityQueue<Signal> signals = new PriorityQueue<>(
                Comparator.comparing((Signal signal) -> signal.from().heard()));
        private final List<String> effects = new ArrayList<>();
        private Instance state;
        private Instance last;

        /** What EC2 would have shown by now, had it been asked. */
        private Optional<Ec2State> ended = Optional.empty();

        Run(InstanceId id, Answers answers) {
            this.id = id;
            this.answers = answers;
            this.state = Instance.unseen(id);
            this.last = state;
        }

        Course play(Instant until) {
            for (int steps = 0; steps < MOST_STEPS; steps++) {
                var next = next();
                if (next.isEmpty() || next.get().from().heard().isAfter(until)) {
                    break;
                }
                decide(next.get());
            }
            return new Course(effects, DryRun.state(last));
        }

        /** What comes first: a signal that waits, or the timer that is due before it. */
        private Optional<Signal> next() {
            var timer = state.timers().entrySet().stream().min(Map.Entry.comparingByValue());
            var signal = Optional.ofNullable(signals.peek());
            if (timer.isPresent()
                    && (signal.isEmpty()
                            || timer.get()
                                    .getValue()
                                    .at()
                                    .isBefore(signal.get().from().heard()))) {
                return Optional.of(fired(timer.get().getKey(), timer.get().getValue()));
            }
            return Optional.ofNullable(signals.poll());
        }

        private Signal fired(TimerName timer, DueTime due) {
            return new Signal.TimerFired(new Provenance(id, due.at(), due.at(), timer.value()), timer, due);
        }

        private void decide(Signal signal) {
            if (signal instanceof Signal.Ec2StateChanged(var _, var reported) && reported.isFinal()) {
                ended = Optional.of(reported);
            }
            var step = decider.decide(state, signal);
            collect(step.events(), effects);
            for (var event : step.events()) {
                if (event instanceof EffectRequested(var effect, var _, var _)) {
                    ask(effect, signal.from().heard());
                }
            }
            // a timer fires once, whatever was decided
            state = step.forgets() ? Instance.unseen(id) : step.next();
            if (signal instanceof Signal.TimerFired(var _, var timer, var due, var _)
                    && due.equals(state.timers().get(timer))) {
                state = state.change().timers(timers -> timers.remove(timer)).build();
            }
            last = state.sequence() == 0 ? last : state;
        }

        private void ask(Effect effect, Instant now) {
            var answer = answers.to(effect, now, ended);
            var result = new EffectResult(effect.id(), id, effect.generation(), answer.outcome(), answer.at(), 1);
            signals.add(new Signal.EffectFinished(
                    new Provenance(id, answer.at(), answer.at(), effect.id().value()), result));
        }
    }

    private static Instance fold(Instance state, List<InstanceEvent> events) {
        return events.stream().anyMatch(Forgotten.class::isInstance)
                ? Instance.unseen(state.id())
                : Evolution.fold(state, events);
    }

    private static String state(Instance i) {
        var life = i.life().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        return i.progress() instanceof Instance.Progress.Parked
                ? life + ", parked at " + Standing.in(i.progress())
                : life + ", " + Standing.in(i.progress());
    }

    private static void collect(List<InstanceEvent> events, List<String> effects) {
        for (var event : events) {
            if (event instanceof EffectRequested(var effect, var attempt, var _) && attempt == 1) {
                words(effect).ifPresent(effects::add);
            }
        }
    }

    /** An effect in words that are the same for the same decision; empty for one that only looks, or only waits. */
    private static Optional<String> words(Effect effect) {
        return switch (effect) {
            case Effect.ClaimHostname claim ->
                Optional.of("claim a name of " + claim.pool().pattern());
            case Effect.ReleaseHostname _ -> Optional.of("release its name");
            case Effect.UpsertDns upsert -> Optional.of("write " + records(upsert.records()));
            case Effect.DeleteDns delete -> Optional.of("remove " + records(delete.records()));
            case Effect.TagInstance tag ->
                Optional.of("tag " + tag.tags().keySet().stream().sorted().toList());
            case Effect.SendCommand send -> Optional.of("run " + send.document());
            case Effect.CompleteHook complete ->
                Optional.of("answer " + complete.hook() + " with " + complete.result());
            case Effect.DescribeInstance _,
                    Effect.CheckAgent _,
                    Effect.CheckCommand _,
                    Effect.LookUpHook _,
                    Effect.KeepHook _,
                    Effect.ReadGroupState _ -> Optional.empty();
        };
    }

    private static String records(List<DnsRecord> records) {
        return records.stream()
                .map(record -> record.type() + " in " + record.zone() + " for "
                        + record.ttl().toSeconds() + " s")
                .sorted()
                .toList()
                .toString();
    }

    /** What the world answered then, and for what was never asked, what it plausibly would. */
    private record Answers(Map<String, Answer> byEffect, Map<Class<?>, Answer> lastOfKind) {
        private static final Duration SOON = Duration.ofSeconds(1);

        record Answer(Outcome outcome, Instant at) {}

        static Answers of(List<JournalEntry> entries) {
            var byEffect = new HashMap<String, Answer>();
            var kinds = new HashMap<String, Class<?>>();
            var lastOfKind = new HashMap<Class<?>, Answer>();
            for (var entry : entries) {
                for (var event : entry.events()) {
                    if (event instanceof EffectRequested(var effect, var _, var _)) {
                        kinds.put(effect.id().value(), effect.getClass());
                    }
                }
                if (entry.signal() instanceof Signal.EffectFinished(var from, var result)) {
                    var answer = new Answer(result.outcome(), from.heard());
                    byEffect.putIfAbsent(result.effect().value(), answer);
                    Optional.ofNullable(kinds.get(result.effect().value()))
                            .ifPresent(kind -> lastOfKind.put(kind, answer));
                }
            }
            return new Answers(byEffect, lastOfKind);
        }

        /** @param ended the end that an event has told of by then: a release before did not ask EC2 about it */
        Answer to(Effect effect, Instant now, Optional<Ec2State> ended) {
            var same = byEffect.get(effect.id().value());
            if (same != null) {
                return new Answer(same.outcome(), same.at().isAfter(now) ? same.at() : now.plusMillis(1));
            }
            if (effect instanceof Effect.DescribeInstance && ended.isPresent()) {
                return new Answer(new Outcome.Described(ended.get(), "", "", ""), now.plus(SOON));
            }
            var alike = lastOfKind.get(effect.getClass());
            return new Answer(alike == null ? Plausible.outcome(effect) : alike.outcome(), now.plus(SOON));
        }
    }
}
