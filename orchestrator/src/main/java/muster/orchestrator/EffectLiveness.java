package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Liveness;
import jakarta.inject.Singleton;
import java.util.Map;
import org.reactivestreams.Publisher;

/** Dead when the effect runner has stopped for good: decisions would go on, and nothing would follow from them. */
@Singleton
@Liveness
final class EffectLiveness implements HealthIndicator {
    private final EffectRuntime effects;

    EffectLiveness(EffectRuntime effects) {
        this.effects = effects;
    }

    @Override
    public Publisher<HealthResult> getResult() {
        return Publishers.just(
                HealthResult.builder("effects-alive", effects.isAlive() ? HealthStatus.UP : HealthStatus.DOWN)
                        .details(Map.of(
                                "runner",
                                effects.isAlive() ? "takes effects" : "has stopped: see its log",
                                "problem",
                                effects.held() == 0
                                        ? ""
                                        : effects.held() + " effects are of a kind or version that only a newer release"
                                                + " knows; they wait for a process of it: finish the upgrade"))
                        .build());
    }
}
