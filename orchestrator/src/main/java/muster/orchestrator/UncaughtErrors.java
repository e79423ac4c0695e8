package muster.orchestrator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.apache.kafka.common.errors.InvalidTxnStateException;
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

    private final InstantSource clock;
    private final Deque<Instant> deaths = new ArrayDeque<>();

    UncaughtErrors(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized StreamThreadExceptionResponse handle(Throwable failure) {
        var now = clock.instant();
        deaths.removeIf(death -> death.plus(WITHIN).isBefore(now));
        deaths.add(now);
        if (deaths.size() > MOST) {
            LOG.error(
                    "a stream thread died for the {}th time within {}: the topology stops",
                    deaths.size(),
                    WITHIN,
                    failure);
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        }
        if (isEndedByKafka(failure)) {
            LOG.warn("Kafka has ended the transaction of a stream thread, as after an outage; the thread is replaced");
        } else {
            LOG.error("a stream thread died and is replaced", failure);
        }
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }

    /**
     * The coordinator aborts what is open for longer than the transaction's timeout, and what it had no time for before it went
     * away. Kafka Streams takes most of what a producer then hears for a task that moved, but not this.
     */
    private static boolean isEndedByKafka(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InvalidTxnStateException) {
                return true;
            }
        }
        return false;
    }
}
