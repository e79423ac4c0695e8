package muster.bridge.forward;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.apache.kafka.common.errors.UnsupportedVersionException;

/**
 * Tells an outage, which passes, from a producer that never writes again. An idempotent producer keeps some errors and
 * answers every later send with them, also after their cause has gone.
 */
@Singleton
public final class ProducerMonitor {
    /** Credentials that are being replaced, and rights that are being granted, are refused for a while. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final int DEEPEST = 10;

    private final InstantSource clock;
    private Optional<String> broken = Optional.empty();
    private Optional<Refusal> refusal = Optional.empty();

    public ProducerMonitor(InstantSource clock) {
        this.clock = clock;
    }

    private enum Kind {
        /** The producer's own state: the next send fails too. */
        BROKEN,
        /** Kafka knows the user and does not let it, or does not know it. */
        REFUSED,
        PASSING
    }

    private record Refusal(Instant since, String cause) {}

    synchronized void acknowledged() {
        broken = Optional.empty();
        refusal = Optional.empty();
    }

    synchronized void failed(Exception failure) {
        switch (kind(failure)) {
            case BROKEN -> broken = Optional.of(failure.toString());
            case REFUSED -> {
                if (refusal.isEmpty()) {
                    refusal = Optional.of(new Refusal(clock.instant(), failure.toString()));
                }
            }
            case PASSING -> {}
        }
    }

    /** Why nothing will be written by this process any more; empty while there is hope. */
    public synchronized Optional<String> fatal() {
        return broken.or(() -> refusal.filter(
                        it -> !clock.instant().isBefore(it.since().plus(PATIENCE)))
                .map(Refusal::cause));
    }

    private static Kind kind(Exception failure) {
        return Stream.iterate((Throwable) failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .map(ProducerMonitor::kindOf)
                .min(Enum::compareTo)
                .orElse(Kind.PASSING);
    }

    private static Kind kindOf(Throwable cause) {
        return switch (cause) {
            case ProducerFencedException _,
                    InvalidProducerEpochException _,
                    OutOfOrderSequenceException _,
                    InvalidPidMappingException _,
                    UnsupportedVersionException _,
                    TransactionalIdAuthorizationException _,
                    // without the right to write idempotently, the producer gets no id and keeps the error
                    ClusterAuthorizationException _,
                    // it is closed
                    IllegalStateException _ -> Kind.BROKEN;
            case AuthenticationException _, AuthorizationException _ -> Kind.REFUSED;
            // TransactionManager wraps what it keeps; there is no type for it
            case KafkaException kept
            when String.valueOf(kept.getMessage()).contains("in an error state") -> Kind.BROKEN;
            default -> Kind.PASSING;
        };
    }
}
