package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Ready when the topology runs: not while it restores or rebalances, when its stores cannot be asked. */
@Singleton
@Readiness
final class TopologyReadiness implements HealthIndicator {
    private final StreamsRuntime streams;

    TopologyReadiness(StreamsRuntime streams) {
        this.streams = streams;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var status = streams.isRunning() ? HealthStatus.UP : HealthStatus.DOWN;
        return Publishers.just(HealthResult.builder("topology", status)
                .details(Map.of("state", streams.state().name()))
                .build());
    }
}
