package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Dead when the topology has stopped for good, which nothing but another start puts right. */
@Singleton
@Liveness
final class TopologyLiveness implements HealthIndicator {
    private final StreamsRuntime streams;

    TopologyLiveness(StreamsRuntime streams) {
        this.streams = streams;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var alive = switch (streams.state()) {
            case CREATED, REBALANCING, RUNNING -> true;
            case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> false;
        };
        return Publishers.just(HealthResult.builder("topology-alive", alive ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("state", streams.state().name(), "problem", streams.problem()))
                .build());
    }
}
