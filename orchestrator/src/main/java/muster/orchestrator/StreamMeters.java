package muster.orchestrator;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.stream.StreamMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts what the topology does, by kind, and logs what a person must know; an instance id is never a label. */
@Singleton
final class StreamMeters implements StreamMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMeters.class);

    private static final Duration LOG_PAUSE = Duration.ofMinutes(1);

    private final MeterRegistry registry;
    private final InstantSource clock;
    private final AtomicLong elsewhereLogged = new AtomicLong();

    StreamMeters(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    @Override
    public void recorded(InstanceId instance, InstanceEvent event) {
        switch (event) {
            case InstanceEvent.Parked(var reason) -> LOG.warn("{} is parked: {}", instance, reason);
            case InstanceEvent.StateChanged(var from, var to, var _) -> LOG.info("{}: {} -> {}", instance, from, to);
            default -> LOG.debug("{}: {}", instance, event);
        }
        var reason = event instanceof InstanceEvent.Ignored(var why, var _) ? why.name() : "";
        registry.counter("muster.events", "type", Json.typeName(event.getClass()), "reason", reason)
                .increment();
    }

    @Override
    public void foreign() {
        registry.counter("muster.signals.foreign").increment();
    }

    @Override
    public void skipped(String what) {
        registry.counter("muster.records.skipped", "kind", what).increment();
    }

    @Override
    public void unreadable() {
        registry.counter("muster.records.unreadable").increment();
    }

    @Override
    public void elsewhere(String reason) {
        registry.counter("muster.records.elsewhere").increment();
        // one line for a stream of them: each is in the dead letters with its reason
        var last = elsewhereLogged.get();
        var now = clock.instant().toEpochMilli();
        if (now - last >= LOG_PAUSE.toMillis() && elsewhereLogged.compareAndSet(last, now)) {
            LOG.warn(
                    "an event of {}. Correct muster.aws.account or muster.aws.region, or the rule that forwards it",
                    reason);
        }
    }

    @Override
    public void tooLarge(String topic) {
        registry.counter("muster.records.too.large", "topic", topic).increment();
    }
}
