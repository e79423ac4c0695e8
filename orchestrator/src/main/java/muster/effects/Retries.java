package muster.effects;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import muster.schemas.Effect;
import muster.schemas.Outcome;

/**
 * Tries again after short faults, with full jitter. The SDK's own retries are off: one place retries, never two. What
 * takes longer becomes a result, and a timer of the decider waits for it where it can be seen.
 */
public final class Retries implements EffectExecutor {
    private final EffectExecutor inner;
    private final InstantSource clock;
    private final Policy policy;

    /**
     * @param patience how long in all, after which the fault becomes the result
     * @param shortest upper bound of the first pause; doubles with each further one
     * @param longest upper bound of any pause
     */
    public record Policy(Duration patience, Duration shortest, Duration longest) {
        public static final Policy DEFAULT =
                new Policy(Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(5));
    }

    public Retries(EffectExecutor inner, InstantSource clock, Policy policy) {
        this.inner = inner;
        this.clock = clock;
        this.policy = policy;
    }

    @Override
    public Outcome execute(Effect effect) throws InterruptedException {
        var until = clock.instant().plus(policy.patience());
        for (int fault = 0; ; fault++) {
            try {
                return inner.execute(effect);
            } catch (TransientFault passing) {
                var pause = pause(fault);
                if (clock.instant().plus(pause).isAfter(until)) {
                    return new Outcome.Failed(
                            passing.getMessage() + ", for " + policy.patience().toSeconds() + " s", false);
                }
                Thread.sleep(pause);
            }
        }
    }

    private Duration pause(int fault) {
        var most = Math.min(policy.longest().toMillis(), policy.shortest().toMillis() << Math.min(fault, 16));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, Math.max(2, most + 1)));
    }
}
