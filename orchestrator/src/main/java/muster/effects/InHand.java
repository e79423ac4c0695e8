package muster.effects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.schemas.EffectId;

/**
 * The effects that this process has taken and whose results are not on their topic yet. One that is asked for again in the
 * meantime, since its result is overdue, is not carried out again: it is finished with the first. Thread-safe.
 */
final class InHand {
    private final Map<EffectId, List<Runnable>> effects = new HashMap<>();

    /**
     * Takes an effect in hand, or puts it to the one that is.
     *
     * @param finished run at the end where the effect was in hand already
     * @return whether it is to be carried out
     */
    synchronized boolean take(EffectId effect, Runnable finished) {
        var others = effects.get(effect);
        if (others != null) {
            others.add(finished);
            return false;
        }
        effects.put(effect, new ArrayList<>());
        return true;
    }

    /** Its result is on its topic: so all that asked for it are finished. */
    void done(EffectId effect) {
        drop(effect).forEach(Runnable::run);
    }

    /** It comes to no result here; it is delivered again, with all that asked for it. */
    void leave(EffectId effect) {
        var _ = drop(effect);
    }

    private synchronized List<Runnable> drop(EffectId effect) {
        var others = effects.remove(effect);
        return others == null ? List.of() : others;
    }
}
