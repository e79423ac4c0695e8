package muster.effects;

import java.time.Duration;
import java.time.Instant;
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
     * @param patience how long in all from the first fault on, after which the fault becomes the result
     * @param shortest upper bound of the first pause; doubles with each further one
     * @param longest upper bound of any pause
     */
    public record Policy(Duration patience, Duration shortest, Duration longest) {
        public static final Policy DEFAULT =
                new Policy(Duration.ofMinutes(2), Duration.ofMillis(100), Duration.ofSeconds(5));

        /** @param fault how many came before, in a row */
        Duration pause(int fault) {
            var most = Math.min(longest.toMillis(), shortest.toMillis() << Math.min(fault, 16));
            return Duration.ofMillis(ThreadLocalRandom.current().nextLong(1, Math.max(2, most + 1)));
        }
    }

    public Retries(EffectExecutor inner, InstantSource clock, Policy policy) {
        this.inner = inner;
        this.clock = clock;
        this.policy = policy;
    }

    /** A fault has outlasted the patience where many share a request, which is retried as a whole and not here. */
    public static final class Exhausted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String remedy;

        Exhausted(TransientFault last, Policy policy) {
            super(last.getMessage() + ", for " + policy.patience().toSeconds() + " s", last);
            this.remedy = last.remedy();
        }
    }

    /** The patience begins with the first fault: the wait for a turn, in a storm of launches, is none. */
    @Override
    public Outcome execute(Effect effect) throws InterruptedException {
        var until = Instant.MAX;
        for (int fault = 0; ; fault++) {
            try {
                return inner.execute(effect);
            } catch (TransientFault passing) {
                var now = clock.instant();
                until = fault == 0 ? now.plus(policy.patience()) : until;
                var pause = policy.pause(fault);
                if (now.plus(pause).isAfter(until)) {
                    return blocked(new Exhausted(passing, policy));
                }
                Thread.sleep(pause);
            } catch (Exhausted exhausted) {
                return blocked(exhausted);
            }
        }
    }

    private static Outcome blocked(Exhausted exhausted) {
        return new Outcome.Blocked(
                Outcome.Fault.SURROUNDINGS, String.valueOf(exhausted.getMessage()), exhausted.remedy);
    }

    /**
     * Pauses before the next try of a call that AWS has answered in part.
     *
     * @param fault how many came before, in a row
     * @throws Stopping when the thread is interrupted first
     */
    public static void pause(Policy policy, int fault) {
        try {
            rest(policy, fault);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Stopping();
        }
    }

    /** Pauses the calling thread, which must be a virtual one, before another try of what failed for a passing reason. */
    static void rest(Policy policy, int fault) throws InterruptedException {
        Thread.sleep(policy.pause(fault));
    }
}
