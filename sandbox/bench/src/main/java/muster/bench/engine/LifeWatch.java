package muster.bench.engine;

import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import muster.schemas.Ec2State;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.stream.StreamMetrics;

/** Follows lives by what is recorded: those that serve are told to end, where that is wanted. */
final class LifeWatch implements StreamMetrics, AutoCloseable {
    private static final String LAST_STATE = "serving";

    private final Consumer<Event> whenServing;
    private final ExecutorService sender = Executors.newSingleThreadExecutor();
    private final AtomicInteger serving = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final AtomicLong results = new AtomicLong();

    /** @param whenServing takes the events by which a serving instance is terminated */
    LifeWatch(Consumer<Event> whenServing) {
        this.whenServing = whenServing;
    }

    @Override
    public void recorded(InstanceId instance, InstanceEvent event) {
        switch (event) {
            case InstanceEvent.StateChanged(var _, var to, var _)
            when to.value().equals(LAST_STATE) -> {
                serving.incrementAndGet();
                // not in the stream thread, whose work is measured
                sender.execute(() -> end(instance));
            }
            case InstanceEvent.EffectClosed _ -> results.incrementAndGet();
            case InstanceEvent.LifeEnded _ -> ended.incrementAndGet();
            case InstanceEvent.Parked _ -> parked.incrementAndGet();
            default -> {}
        }
    }

    private void end(InstanceId instance) {
        var now = Instant.now();
        whenServing.accept(Event.terminating(instance, now));
        whenServing.accept(Event.state(instance, now, Ec2State.SHUTTING_DOWN));
        whenServing.accept(Event.state(instance, now, Ec2State.TERMINATED));
    }

    int serving() {
        return serving.get();
    }

    int ended() {
        return ended.get();
    }

    int parked() {
        return parked.get();
    }

    /** Results of effects that were awaited and have been taken note of. */
    long results() {
        return results.get();
    }

    @Override
    public void foreign() {}

    @Override
    public void skipped(String what) {}

    @Override
    public void unreadable() {
        throw new IllegalStateException("an event of the benchmark's own is not read");
    }

    @Override
    public void close() {
        sender.close();
    }
}
