package muster.bridge;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import muster.bridge.forward.ProducerMonitor;
import org.reactivestreams.Publisher;

/** Alive while the producer can write once Kafka lets it: only another process gets over an error that it keeps. */
@Singleton
@Liveness
final class ProducerLiveness implements HealthIndicator {
    private final ProducerMonitor monitor;

    ProducerLiveness(ProducerMonitor monitor) {
        this.monitor = monitor;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(monitor.fatal()
                .map(cause -> HealthResult.builder("producer", HealthStatus.DOWN)
                        .details(Map.of(
                                "problem",
                                "the producer cannot write any more (" + cause + "): the process must be started again;"
                                        + " check the rights of its user and that no other process has its identity"))
                        .build())
                .orElseGet(
                        () -> HealthResult.builder("producer", HealthStatus.UP).build()));
    }
}
