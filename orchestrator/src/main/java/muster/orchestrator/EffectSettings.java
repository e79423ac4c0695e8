package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import muster.effects.Retries;
import muster.schemas.settings.Range;

/**
 * How effects are carried out.
 *
 * @param maxInFlight [effects] that run, or wait for AWS, at the same time, 1 or more; those of hooks and of interrupted
 *     instances are not counted, and ten times as many are read ahead
 * @param patience how long short faults are retried before they become a result, more than 0
 * @param closeTimeout how long a stop waits for effects that run, more than 0
 */
@ConfigurationProperties("muster.effects")
public record EffectSettings(
        @Bindable(defaultValue = "10000") int maxInFlight,
        @Bindable(defaultValue = "2m") Duration patience,
        @Bindable(defaultValue = "10s") Duration closeTimeout) {

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public EffectSettings {
        Range.atLeast("muster.effects.max-in-flight", maxInFlight, 1);
        Range.positive("muster.effects.patience", patience);
        Range.positive("muster.effects.close-timeout", closeTimeout);
    }

    Retries.Policy retries() {
        return new Retries.Policy(patience, Retries.Policy.DEFAULT.shortest(), Retries.Policy.DEFAULT.longest());
    }
}
