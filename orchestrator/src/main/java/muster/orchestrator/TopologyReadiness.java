package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import muster.stream.AllInstances;
import muster.stream.RestoreProgress;
import org.reactivestreams.Publisher;

/** Ready when the stores can be asked: not while they are restored, or handed over. */
@Singleton
@Readiness
final class TopologyReadiness implements HealthIndicator {
    private final StreamsRuntime streams;
    private final AllInstances instances;
    private final RestoreProgress progress;

    TopologyReadiness(StreamsRuntime streams, AllInstances instances, RestoreProgress progress) {
        this.streams = streams;
        this.instances = instances;
        this.progress = progress;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var ready = streams.isRunning() && instances.isReady();
        return Publishers.just(HealthResult.builder("topology", ready ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("state", streams.state().name(), "restoredPercent", progress.percent(ready)))
                .build());
    }
}
