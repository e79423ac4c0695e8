package muster.orchestrator;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import muster.schemas.InstanceEvent;
import muster.schemas.Json;
import muster.stream.StreamMetrics;

/** Counts what the topology does, by kind; an instance id is never a label. */
@Singleton
final class StreamMeters implements StreamMetrics {
    private final MeterRegistry registry;

    StreamMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void recorded(InstanceEvent event) {
        var reason = event instanceof InstanceEvent.Ignored(var why, _) ? why.name() : "";
        registry.counter("muster.events", "type", Json.typeName(event.getClass()), "reason", reason).increment();
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
}
