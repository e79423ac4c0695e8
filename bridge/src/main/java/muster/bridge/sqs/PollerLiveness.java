package muster.bridge.sqs;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Alive while each queue has its readers: only another process reads a queue whose reader has ended. */
@Singleton
@Liveness
final class PollerLiveness implements HealthIndicator {
    private final QueueIntake intake;

    PollerLiveness(QueueIntake intake) {
        this.intake = intake;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var dead = intake.dead();
        return Publishers.just(
                dead.isEmpty()
                        ? HealthResult.builder("pollers", HealthStatus.UP).build()
                        : HealthResult.builder("pollers", HealthStatus.DOWN)
                                .details(Map.of("problem", "these have ended, and their queues are not read: " + dead))
                                .build());
    }
}
