package muster.instance;

import java.time.Instant;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycle.Afterwards;
import muster.schemas.Ec2State;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.GroupStateSeen;
import muster.schemas.InstanceEvent.LifeEnding;
import muster.schemas.LifecycleName;
import muster.schemas.Place;

/**
 * What follows from where Auto Scaling has an instance. No hook runs when an instance is detached, and none when one that
 * was retained after its terminate hook was abandoned runs on: only a look shows it.
 */
final class GroupStates {
    private static final String RETAINED = ":Retained";
    private static final String TERMINATING = "Terminat";

    private GroupStates() {}

    /**
     * @param state as Auto Scaling names it; empty where no group has the instance
     * @param at when that was so
     * @param round of the look, 0 where Auto Scaling has reported it
     */
    static void seen(Decision d, Optional<Lifecycle> lifecycle, String state, Instant at, int round) {
        var ending = d.instance().hooks().values().stream()
                .filter(hook -> hook.answer() instanceof Hook.Answer.Undecided(var from) && round >= from)
                .findFirst();
        d.record(new GroupStateSeen(state, at, round));
        d.clearTimerIfSet(Timers.probe(Steps.READ_GROUP_STATE));
        if (!(d.instance().life() instanceof Life.Active(var group, var name, var _))) {
            return;
        }
        if (state.endsWith(RETAINED)) {
            if (lifecycle.filter(it -> it.onRetain() == Afterwards.RELEASE).isPresent()) {
                end(d, group, name, "retained by Auto Scaling", at);
            }
        } else if (ending.isPresent()) {
            if (state.isEmpty() || state.startsWith(TERMINATING)) {
                end(d, group, name, "terminate hook", ending.get().opened());
            }
        } else if (state.isEmpty()
                && isLetIn(d)
                && lifecycle.filter(it -> it.onDetach() == Afterwards.RELEASE).isPresent()) {
            end(d, group, name, "detached from its group", at);
        }
    }

    private static boolean isLetIn(Decision d) {
        return d.instance().host().isAt(Ec2State.RUNNING)
                && Hooks.ofThisLife(d.instance()).allMatch(Hook::isClosed);
    }

    private static void end(Decision d, GroupName group, LifecycleName name, String reason, Instant at) {
        d.record(new LifeEnding(group, name, Place.EC2, false, reason, at));
    }
}
