package muster.schemas;

import java.time.Instant;

/**
 * A record of the effects topic.
 *
 * @param v version of this form, 1
 * @param attempt 1 when first asked, more when the result is overdue and the same effect is asked for again
 */
public record EffectRequest(int v, Effect effect, int attempt, Instant at) {
    public static final int VERSION = 1;

    /** @throws IllegalArgumentException for a version that this code cannot read */
    public EffectRequest {
        Refusal.unlessVersion("effect", v, VERSION);
    }

    public EffectRequest(Effect effect, int attempt, Instant at) {
        this(VERSION, effect, attempt, at);
    }
}
