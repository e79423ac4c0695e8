package muster.effects;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import muster.schemas.EffectId;

/**
 * The effects that this process has taken and whose results are not on their topic yet. One that is requested again in the
 * meantime, since its result is overdue or since its partition went away and came back, is not carried out next to the first:
 * it waits for what becomes of that. Thread-safe.
 *
 * @param <D> a delivery of an effect
 */
final class InHand<D> {
    private final Map<EffectId, List<D>> deliveries = new HashMap<>();
    private final BiPredicate<D, D> covers;

    /** What becomes of a delivery. */
    enum Taken {
        CARRY_OUT,
        /** An earlier delivery is in hand. */
        WAITS,
        /** An earlier delivery is in hand that stands for this one, too: nothing needs to be remembered of it. */
        COVERED
    }

    /** @param covers whether an earlier delivery stands for a later one, whatever becomes of it */
    InHand(BiPredicate<D, D> covers) {
        this.covers = covers;
    }

    /** Takes an effect in hand, or lets the delivery wait for the one that is. */
    synchronized Taken take(EffectId effect, D delivery) {
        var earlier = deliveries.get(effect);
        if (earlier == null) {
            var first = new ArrayList<D>(1);
            first.add(delivery);
            deliveries.put(effect, first);
            return Taken.CARRY_OUT;
        }
        if (earlier.stream().anyMatch(other -> covers.test(other, delivery))) {
            return Taken.COVERED;
        }
        earlier.add(delivery);
        return Taken.WAITS;
    }

    /**
     * The effect is no longer in hand.
     *
     * @return the deliveries that waited: finished where the effect's result is on its topic; to be taken again where it
     *     came to none, since they are not delivered once more
     */
    synchronized List<D> drop(EffectId effect) {
        var all = deliveries.remove(effect);
        return all == null ? List.of() : List.copyOf(all.subList(1, all.size()));
    }
}
