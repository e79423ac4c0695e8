package muster.effects;

import muster.schemas.Effect;
import muster.schemas.Outcome;

/** Carries out one effect, once more if it comes once more: twice is once. Thread-safe. */
@FunctionalInterface
public interface EffectExecutor {
    /**
     * @throws TransientFault for what is worth another try at once: throttling, a server's fault, a broken connection
     * @throws InterruptedException when the runner stops; the effect will be delivered again
     */
    Outcome execute(Effect effect) throws InterruptedException;
}
