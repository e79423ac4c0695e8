package muster.instance;

import java.util.List;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;

/** What one signal leads to: the events, and the state after them. */
public record Step(Instance before, Instance next, List<InstanceEvent> events) {
    public Step {
        events = List.copyOf(events);
    }

    /** Whether there is nothing to record: a signal that concerns nobody of ours and changes nothing. */
    public boolean isForeign() {
        return !before.isOurs() && events.stream().allMatch(InstanceEvent.Ignored.class::isInstance);
    }

    public boolean forgets() {
        return events.stream().anyMatch(InstanceEvent.Forgotten.class::isInstance);
    }
}
