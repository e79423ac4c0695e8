package muster.bridge.sqs;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import jakarta.inject.Singleton;
import java.util.TreeMap;
import org.reactivestreams.Publisher;

/** Readiness of the queues' readers. Liveness says nothing of them: a restart brings neither SQS nor Kafka back. */
@Singleton
final class QueueHealth implements HealthIndicator {
    private final QueueIntake intake;

    QueueHealth(QueueIntake intake) {
        this.intake = intake;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var failures = intake.failures();
        var well = failures.values().stream().allMatch(count -> count == 0);
        var details = new TreeMap<String, Object>(failures);
        var held = intake.held();
        if (held > 0) {
            details.put(
                    "problem",
                    "Kafka does not take events: " + held + " messages are held and sent again, and the queues are not"
                            + " read until it does");
        }
        return Publishers.just(HealthResult.builder("queues", well ? HealthStatus.UP : HealthStatus.DOWN)
                .details(details)
                .build());
    }
}
