package muster.stream;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import muster.instance.InstanceDecider;
import muster.instance.Step;
import muster.schemas.EffectRequest;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The shell around the decider: load, decide, save, forward. A timer that is due is a signal like any other and takes the
 * same way. All writes of one signal lie in one transaction.
 */
final class LifecycleProcessor extends ContextualProcessor<InstanceId, Signal, Object, Object> {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleProcessor.class);

    /** Timers that are read, and fired, between two looks at the time. */
    private static final int TIMERS_AT_ONCE = 20;

    private final InstanceDecider decider;
    private final Duration tick;
    private final DrainedCommits commits;
    private final TimerBudget budget;
    private final Backlog backlog;
    private final StreamMetrics metrics;

    @SuppressWarnings("NullAway.Init") // Kafka Streams calls init before all else
    private InstanceStores stores;

    /** @param tick how often due timers are looked for */
    LifecycleProcessor(
            InstanceDecider decider,
            Duration tick,
            DrainedCommits commits,
            TimerBudget budget,
            Backlog backlog,
            StreamMetrics metrics) {
        this.decider = decider;
        this.tick = tick;
        this.commits = commits;
        this.budget = budget;
        this.backlog = backlog;
        this.metrics = metrics;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        stores = new InstanceStores(context.getStateStore(Nodes.INSTANCES), context.getStateStore(Nodes.TIMERS));
        budget.opened();
        context.schedule(tick, PunctuationType.WALL_CLOCK_TIME, now -> fire(Instant.ofEpochMilli(now)));
    }

    @Override
    public void process(Record<InstanceId, Signal> record) {
        decide(record.value(), record.timestamp());
    }

    private void decide(Signal signal, long timestamp) {
        var id = signal.from().instance();
        var instance = stores.get(id);
        try (var _ = MDC.putCloseable("instance", id.value());
                var _ = MDC.putCloseable("generation", instance.generation().toString())) {
            decide(instance, signal, timestamp);
        }
    }

    private void decide(Instance instance, Signal signal, long timestamp) {
        var id = instance.id();
        var step = step(instance, signal);
        if (step.isForeign()) {
            metrics.foreign();
            return;
        }
        stores.save(step.before(), step.next(), step.forgets());
        forward(id, signal, step, timestamp);
        commits.written(context());
    }

    /** Nothing is written yet: what these say is that the signal's values are beyond what can be computed with. */
    private Step step(Instance instance, Signal signal) {
        try {
            return decider.decide(instance, signal);
        } catch (DateTimeException | ArithmeticException | IllegalArgumentException beyond) {
            throw new PoisonException("a signal of " + instance.id() + " can't be decided", beyond);
        }
    }

    private void forward(InstanceId id, Signal signal, Step step, long timestamp) {
        // a forgotten instance counts anew, but its last entry still follows the one before it
        var sequence = step.before().sequence() + step.events().size();
        var entry = new JournalEntry(id, sequence, signal, step.events());
        context().forward(new Record<>(id, entry, timestamp), Nodes.TO_JOURNAL);
        context().forward(new Record<>(id, step.forgets() ? null : step.next(), timestamp), Nodes.TO_INSTANCES);
        for (var event : step.events()) {
            metrics.recorded(id, event);
            if (event instanceof EffectRequested(var effect, var attempt, var at)) {
                context()
                        .forward(new Record<>(id, new EffectRequest(effect, attempt, at), timestamp), Nodes.TO_EFFECTS);
            }
        }
    }

    @Override
    public void close() {
        budget.closed();
    }

    /** What is left when the time is used up comes with the next tick, after a commit. */
    private void fire(Instant now) {
        var share = budget.begin();
        for (var due = stores.due(now, TIMERS_AT_ONCE); !due.isEmpty(); due = stores.due(now, TIMERS_AT_ONCE)) {
            due.forEach(timer -> fire(timer, now));
            if (share.isUsedUp()) {
                context().commit();
                return;
            }
        }
    }

    private void fire(TimerKey due, Instant now) {
        var timer = due.timer();
        var from = new Provenance(due.instance(), now, now, timer.value());
        try {
            var read = backlog.isReadUpTo(InstanceDecider.needsEventsUpTo(timer, due.due()))
                    ? Signal.Backlog.READ
                    : Signal.Backlog.UNREAD;
            decide(new Signal.TimerFired(from, timer, due.due(), read), now.toEpochMilli());
        } catch (PoisonException poison) {
            // it would be the first that is due each time, and hold up all others
            LOG.error("the timer {} of {} is dropped", timer, due.instance(), poison);
            metrics.unreadable();
        }
        // The decider clears a timer by recording it. Whatever it decided, a timer fires once.
        stores.fired(due);
    }
}
