package muster.bench.engine;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import muster.instance.InstanceDecider;
import muster.instance.Step;
import muster.schemas.Ec2State;
import muster.schemas.EffectResult;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.aws.AwsEvents;
import muster.schemas.aws.UnreadableEventException;

/** One life, decided without Kafka: the states, journal entries and signals that the benchmarks are made of. */
final class SampleLife {
    private final InstanceDecider decider = Engine.decider();
    private final InstantAws aws = new InstantAws(this::hear);
    private final ArrayDeque<Signal> heard = new ArrayDeque<>();
    private final List<Step> steps = new ArrayList<>();
    private final List<Signal> signals = new ArrayList<>();
    private final Instant now;
    private Instance instance;

    private SampleLife(InstanceId id, Instant now) {
        this.now = now;
        instance = Instance.unseen(id);
    }

    /** From its first event to its service. */
    static SampleLife serving(InstanceId id, Instant now) {
        var life = new SampleLife(id, now);
        life.goOn(Event.state(id, now, Ec2State.PENDING));
        life.goOn(Event.launching(id, now));
        life.goOn(Event.state(id, now, Ec2State.RUNNING));
        return life;
    }

    /** Let into its group, while EC2 still starts it: with a timer for the case that no event tells of its end. */
    static SampleLife waiting(InstanceId id, Instant now) {
        var life = new SampleLife(id, now);
        life.goOn(Event.state(id, now, Ec2State.PENDING));
        life.goOn(Event.launching(id, now));
        return life;
    }

    /** Until its name is free again. */
    static SampleLife whole(InstanceId id, Instant now) {
        var life = serving(id, now);
        life.goOn(Event.terminating(id, now));
        life.goOn(Event.state(id, now, Ec2State.SHUTTING_DOWN));
        life.goOn(Event.state(id, now, Ec2State.TERMINATED));
        return life;
    }

    /** Hears an event, and then whatever comes of it. */
    private void goOn(Event event) {
        hear(event);
        for (var signal = heard.poll(); signal != null; signal = heard.poll()) {
            decide(signal);
        }
    }

    private void hear(Event event) {
        try {
            heard.addAll(AwsEvents.signals(AwsEvents.read(event.json()), now));
        } catch (UnreadableEventException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private void decide(Signal signal) {
        var step = decider.decide(instance, signal);
        signals.add(signal);
        steps.add(step);
        instance = step.next();
        step.events().forEach(event -> {
            if (event instanceof InstanceEvent.EffectRequested(var effect, var _, var _)) {
                var result = new EffectResult(
                        effect.id(), effect.instance(), effect.generation(), aws.execute(effect), now, 1);
                heard.add(new Signal.EffectFinished(
                        new Provenance(effect.instance(), now, now, effect.id().value()), result));
            }
        });
    }

    Instance instance() {
        return instance;
    }

    List<Signal> signals() {
        return signals;
    }

    List<Step> steps() {
        return steps;
    }

    List<JournalEntry> journal() {
        var entries = new ArrayList<JournalEntry>();
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            var sequence = step.before().sequence() + step.events().size();
            entries.add(new JournalEntry(instance.id(), sequence, signals.get(i), step.events()));
        }
        return entries;
    }

    /** The state with most in it, which is what an average record costs at most. */
    Instance fullest() {
        return steps.stream()
                .map(Step::next)
                .max(Comparator.comparingInt(it ->
                        it.hooks().size() + it.awaited().size() + it.timers().size()))
                .or(() -> Optional.of(instance))
                .orElseThrow();
    }
}
