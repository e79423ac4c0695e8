package muster.lifecycle;

import java.util.List;
import java.util.Set;
import muster.schemas.StateName;

/**
 * From one of several states to another, by whichever trigger applies.
 *
 * @param stopAfterStateChange whether the next transition waits for another signal
 */
public record Transition(Set<StateName> source, StateName dest, List<Trigger> triggers, boolean stopAfterStateChange) {
    public Transition {
        source = Set.copyOf(source);
        triggers = List.copyOf(triggers);
    }
}
