package muster.orchestrator;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import muster.effects.LaneMetrics;

/** What waits in front of AWS, by lane and API. */
final class LaneMeters implements LaneMetrics {
    private final MeterRegistry registry;
    private final Map<String, AtomicReference<Double>> rates = new ConcurrentHashMap<>();

    LaneMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void sent(String lane, int size) {
        DistributionSummary.builder("muster.lanes.batch")
                .description("Effects that shared a request")
                .tag("lane", lane)
                .register(registry)
                .record(size);
    }

    @Override
    public void waited(String line, Duration time) {
        registry.timer("muster.lanes.waited", "line", line).record(time);
    }

    @Override
    public void throttled(String api) {
        registry.counter("muster.lanes.throttled", "api", api).increment();
    }

    @Override
    public void rate(String api, double perSecond) {
        rates.computeIfAbsent(api, this::gauge).set(perSecond);
    }

    private AtomicReference<Double> gauge(String api) {
        var rate = new AtomicReference<>(0.0);
        Gauge.builder("muster.lanes.rate", rate, AtomicReference::get)
                .description("Tokens a second that an API is thought to give, once it has throttled")
                .tag("api", api)
                .register(registry);
        return rate;
    }
}
