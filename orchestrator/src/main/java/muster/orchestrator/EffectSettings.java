package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import muster.effects.Retries;

/**
 * How effects are carried out.
 *
 * @param maxInFlight effects that may wait or run at the same time, 1 or more
 * @param patience how long short faults are retried before they become a result
 * @param closeTimeout how long a stop waits for effects that run
 */
@ConfigurationProperties("muster.effects")
public record EffectSettings(
        @Bindable(defaultValue = "256") int maxInFlight,
        @Bindable(defaultValue = "2m") Duration patience,
        @Bindable(defaultValue = "10s") Duration closeTimeout) {

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public EffectSettings {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException(
                    "muster.effects.max-in-flight: " + maxInFlight + " (expected: 1 or more)");
        }
        if (!patience.isPositive() || !closeTimeout.isPositive()) {
            throw new IllegalArgumentException("muster.effects.patience: " + patience
                    + ", muster.effects.close-timeout: " + closeTimeout + " (expected: > 0)");
        }
    }

    Retries.Policy retries() {
        return new Retries.Policy(patience, Retries.Policy.DEFAULT.shortest(), Retries.Policy.DEFAULT.longest());
    }
}
