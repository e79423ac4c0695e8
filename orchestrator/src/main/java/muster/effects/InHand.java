package muster.effects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.schemas.EffectId;

/**
 * The effects that this process has taken and whose results are not on their topic yet. One that is asked for again in the
 * meantime, since its result is overdue or since its partition went away and came back, is not carried out beside the first:
 * it waits for what becomes of that. Thread-safe.
 *
 * @param <D> a delivery of an effect
 */
final class InHand<D> {
    private final Map<EffectId, List<D>> waiting = new HashMap<>();

    /**
     * Takes an effect in hand, or lets the delivery wait for the one that is.
     *
     * @return whether it is to be carried out
     */
    synchronized boolean take(EffectId effect, D delivery) {
        var others = waiting.get(effect);
        if (others != null) {
            others.add(delivery);
            return false;
        }
        waiting.put(effect, new ArrayList<>());
        return true;
    }

    /**
     * The effect is no longer in hand.
     *
     * @return the deliveries that waited: finished where the effect's result is on its topic; to be taken anew where it
     *     came to none, since nobody delivers them once more
     */
    synchronized List<D> drop(EffectId effect) {
        var others = waiting.remove(effect);
        return others == null ? List.of() : others;
    }
}
