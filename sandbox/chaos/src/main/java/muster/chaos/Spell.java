package muster.chaos;

import java.time.Duration;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;

/**
 * A fault of the surroundings that lasts: for so long, each call that it concerns is refused.
 *
 * @param from since the load began
 * @param service as aws-sim names it, or all
 * @param action as the API reference names it, or all
 */
record Spell(Duration from, Duration time, Fault fault, String service, String action) {
    boolean isOver(Duration now) {
        return now.compareTo(from.plus(time)) >= 0;
    }

    boolean concerns(String calledService, String calledAction) {
        return (service.equals(Faults.ANY) || service.equals(calledService))
                && (action.equals(Faults.ANY) || action.equals(calledAction));
    }

    /** As it stands in reports. */
    String label() {
        return action.equals(Faults.ANY) ? "AWS " + fault : "%s of %s".formatted(fault, action);
    }
}
