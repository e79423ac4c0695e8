package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Ready when the account has the tables, zones and documents, and the role may look at them. */
@Singleton
@Readiness
final class AccountReadiness implements HealthIndicator {
    private final AccountWatch account;

    AccountReadiness(AccountWatch account) {
        this.account = account;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var problems = account.problems();
        return Publishers.just(HealthResult.builder("account", problems.isEmpty() ? HealthStatus.UP : HealthStatus.DOWN)
                .details(Map.of("problems", problems))
                .build());
    }
}
