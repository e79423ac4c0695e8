package muster.schemas;

import java.time.Instant;

/**
 * A record of the results topic: what came of an effect.
 *
 * @param v version of this form, 1
 * @param at when the runner knew it
 * @param calls AWS calls that it took, retries included
 */
public record EffectResult(
        int v, EffectId effect, InstanceId instance, Generation generation, Outcome outcome, Instant at, int calls) {
    public static final int VERSION = 1;

    /** @throws IllegalArgumentException for a version that this code cannot read */
    public EffectResult {
        Refusal.unlessVersion("effect result", v, VERSION);
    }

    public EffectResult(
            EffectId effect, InstanceId instance, Generation generation, Outcome outcome, Instant at, int calls) {
        this(VERSION, effect, instance, generation, outcome, at, calls);
    }
}
