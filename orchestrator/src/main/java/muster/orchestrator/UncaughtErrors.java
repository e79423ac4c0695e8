package muster.orchestrator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import muster.schemas.NewerReleaseException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that died is replaced a few times, for a fault that passes; then the topology stops, readiness says so, and
 * Kubernetes starts the process anew. Replacing for ever would hide a record that kills every thread that reads it.
 */
final class UncaughtErrors implements StreamsUncaughtExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UncaughtErrors.class);
    private static final int MOST = 3;
    private static final Duration WITHIN = Duration.ofMinutes(5);

    /** A topic that is missing for longer than this was deleted, and is not merely unknown to some broker. */
    private static final Duration UNTIL_KNOWN = Duration.ofMinutes(1);

    private final InstantSource clock;
    private final Deque<Instant> deaths = new ArrayDeque<>();
    private String problem = "";
    private Instant firstMissing = Instant.MIN;
    private Instant lastMissing = Instant.MIN;

    UncaughtErrors(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        var now = clock.instant();
        if (isCausedBy(failure, MissingSourceTopicException.class) && maybeNotYetKnown(now)) {
            LOG.warn("a broker does not know all topics yet, as after their creation; the thread is replaced");
            return StreamThreadExceptionResponse.REPLACE_THREAD;
        }
        var newer = newerRelease(failure);
        if (newer.isPresent()) {
            problem = newer.get() + "; this process stands aside: finish the upgrade, or go back to that release";
            LOG.error("{}", problem);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        deaths.removeIf(death -> death.plus(WITHIN).isBefore(now));
        deaths.add(now);
        if (deaths.size() > MOST) {
            LOG.error(
                    "a stream thread died for the {}th time within {}: the topology stops",
                    deaths.size(),
                    WITHIN,
                    failure);
            problem = "its threads died again and again, the last one of " + failure + "; the log has the traces";
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        // The coordinator aborts what is open for longer than the transaction's timeout, and what it had no time for
        // before it
        // went away. Kafka Streams takes most of what a producer then hears for a task that moved, but not this.
        if (isCausedBy(failure, InvalidTxnStateException.class)) {
            LOG.warn("Kafka has ended the transaction of a stream thread, as after an outage; the thread is replaced");
        } else {
            LOG.error("a stream thread died and is replaced", failure);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /**
     * The leader of the group computes the assignment from the metadata of one broker, and any thread then dies of a topic that
     * this broker does not know. TopicCheck has seen each topic, but maybe on another broker.
     */
    private boolean maybeNotYetKnown(Instant now) {
        if (lastMissing.isBefore(now.minus(UNTIL_KNOWN))) {
            firstMissing = now;
        }
        lastMissing = now;
        return now.minus(UNTIL_KNOWN).isBefore(firstMissing);
    }

    /** Why the topology has stopped for good; empty while it has not. */
    synchronized String problem() {
        return problem;
    }

    private static Optional<String> newerRelease(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NewerReleaseException newer) {
                return Optional.ofNullable(newer.getMessage());
            }
        }
        return Optional.empty();
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
