package muster.effects.aws;

import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import muster.effects.BatchLane;
import muster.effects.LaneMetrics;
import muster.effects.Retries;

/** Opens the lanes of the calls that take many, and closes them all. */
final class AwsLanes implements AutoCloseable {
    private final Retries.Policy retries;
    private final LaneMetrics metrics;
    private final LongSupplier nanos;
    private final Collection<BatchLane<?, ?>> open = new ConcurrentLinkedQueue<>();

    AwsLanes(Retries.Policy retries, LaneMetrics metrics, LongSupplier nanos) {
        this.retries = retries;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /**
     * @param name for meters; lanes of one kind share it
     * @param inFlight requests at the same time, 1 or more
     */
    <Q, A> BatchLane<Q, A> open(String name, int inFlight, BatchLane.Request<Q, A> request) {
        var lane = new BatchLane<>(new BatchLane.Settings(name, inFlight, retries), request, metrics, nanos);
        open.add(lane);
        return lane;
    }

    @Override
    public void close() {
        open.forEach(BatchLane::close);
    }
}
