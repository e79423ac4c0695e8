package muster.effects;

import java.time.Instant;
import java.util.Map;
import muster.schemas.EffectId;

/**
 * Which effects have a result on its topic already. Offsets are committed up to the lowest unfinished effect: whoever takes a
 * partition over gets all from there once more, most of which are done. Where processes die faster than the slowest effect ends,
 * that would be more each time.
 */
@FunctionalInterface
public interface Told {
    /** Of nothing: every effect that is delivered is carried out. */
    Told NOTHING = (_, _) -> Map.of();

    /**
     * @param partition of the topic of effects; an instance's results lie in the partition of the same number
     * @param from when the first effect was asked for that is delivered now: no result of it is older
     * @return when the last result of each came to be. One that was asked for after that, under the same id, is a retry: it has
     *     not been carried out
     */
    Map<EffectId, Instant> since(int partition, Instant from);
}
