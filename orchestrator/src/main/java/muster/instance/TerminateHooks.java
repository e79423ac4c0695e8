package muster.instance;

import java.time.Duration;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.HookOpened;
import muster.schemas.InstanceEvent.LifeEnding;
import muster.schemas.InstanceEvent.Reason;
import muster.schemas.Place;
import muster.schemas.Signal;

/** What a terminate hook ends: the life, the life in the active group, or nothing where only the root volume is replaced. */
final class TerminateHooks {
    /** The shortest timeout of a hook (Auto Scaling API reference, PutLifecycleHook): before it, Auto Scaling still waits. */
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(30);

    private TerminateHooks() {}

    /** @param lifecycle that covers the group; empty where the hook is in scope and its group is not */
    static void opened(Decision d, Signal.TerminateHookOpened signal, Optional<Lifecycle> lifecycle) {
        var from = signal.from();
        var hook = Hook.opened(
                signal.token(),
                signal.hook(),
                signal.group(),
                Hook.Transition.TERMINATING,
                from.at(),
                from.heard(),
                new Hook.Passage(signal.origin(), signal.destination(), from.at()));
        var undecided = isUndecided(d.instance(), signal);
        d.record(new HookOpened(
                undecided ? hook.with(new Hook.Answer.Undecided(d.nextRound(Steps.READ_GROUP_STATE))) : hook));
        if (!undecided) {
            lifecycle.ifPresent(declared -> end(d, signal, declared));
        }
    }

    private static void end(Decision d, Signal.TerminateHookOpened signal, Lifecycle declared) {
        var i = d.instance();
        var to = signal.destination();
        var at = signal.from().at();
        var what = "terminate hook " + signal.token();
        if (to == Place.ACTIVE_GROUP) {
            // the root volume is replaced: same machine, same address
            return;
        }
        if (at.isBefore(i.newestLife())) {
            d.ignore(Reason.OLDER, what);
        } else if (isOver(i, to)) {
            d.ignore(Reason.AFTER_THE_END, what);
        } else {
            var keeps = to == Place.WARM_POOL && declared.onReturn() == Lifecycle.OnReturn.KEEP;
            var reason = to == Place.WARM_POOL ? "returns to the warm pool" : "terminate hook";
            d.record(new LifeEnding(signal.group(), declared.name(), to, keeps, reason, at));
        }
    }

    private static boolean isOver(Instance i, Place to) {
        return switch (i.life()) {
            case Life.Gone _ -> true;
            case Life.Ending(var _, var _, var ending, var _, var _) -> ending == to || ending == Place.EC2;
            // a second hook of the transition that brought it here
            case Life.Pooled _ -> to == Place.WARM_POOL && i.newestEnd().isAfter(i.newestLife());
            case Life.Unseen _, Life.Unmanaged _, Life.Active _ -> false;
        };
    }

    /**
     * Whether a hook may have run out before it was known. Where its default is ABANDON, a group with an instance lifecycle
     * policy then retains the machine, which runs on: so Auto Scaling is asked before anything is given back.
     */
    private static boolean isUndecided(Instance i, Signal.TerminateHookOpened signal) {
        var opened = signal.from().at();
        return i.life() instanceof Life.Active
                && !i.host().isAtItsEnd()
                && signal.destination() == Place.EC2
                && !opened.isBefore(i.newestLife())
                && Duration.between(opened, signal.from().heard()).compareTo(SHORTEST_TIMEOUT) >= 0;
    }
}
