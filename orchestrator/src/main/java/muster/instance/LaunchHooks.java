package muster.instance;

import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.HookOpened;
import muster.schemas.InstanceEvent.LifeOpened;
import muster.schemas.InstanceEvent.LifecycleRestarted;
import muster.schemas.InstanceEvent.PoolEntered;
import muster.schemas.InstanceEvent.Reason;
import muster.schemas.Place;
import muster.schemas.Signal;

/**
 * Which life a launch hook belongs to. A life is opened by a transition, not by a token: a group can have several launch
 * hooks, each with a token and an event of its own, and all of them get the answer of the one life.
 */
final class LaunchHooks {
    private LaunchHooks() {}

    /** @param lifecycle that covers the group; empty where the hook is in scope and its group is not */
    static void opened(Decision d, Signal.LaunchHookOpened signal, Optional<Lifecycle> lifecycle) {
        var open = openPassage(d.instance(), signal);
        var passage = open.orElseGet(() -> new Hook.Passage(
                signal.origin(), signal.destination(), signal.from().at()));
        d.record(new HookOpened(Hook.opened(
                signal.token(),
                signal.hook(),
                signal.group(),
                Hook.Transition.LAUNCHING,
                signal.from().at(),
                signal.from().heard(),
                passage)));
        if (open.isEmpty()) {
            lifecycle.ifPresent(declared -> begin(d, signal, declared));
        }
    }

    /**
     * The transition that the hook is another hook of: of the same origin and destination, unless the instance has left it
     * since. It has where a terminate transition was seen, or Auto Scaling had it elsewhere before the hook was opened.
     */
    private static Optional<Hook.Passage> openPassage(Instance i, Signal.LaunchHookOpened signal) {
        var isIn = i.life() instanceof Life.Active || i.life() instanceof Life.Pooled;
        if (!isIn || hasTerminatedSince(i) || hasLeftBefore(i, signal)) {
            return Optional.empty();
        }
        return Hooks.ofThisLife(i)
                .map(Hook::passage)
                .filter(passage -> passage.isAlike(signal.origin(), signal.destination()))
                .findFirst();
    }

    private static boolean hasTerminatedSince(Instance i) {
        return i.newestEnd().isAfter(i.newestLife())
                || i.hooks().values().stream()
                        .anyMatch(hook -> hook.transition() == Hook.Transition.TERMINATING
                                && hook.opened().isAfter(i.newestLife()));
    }

    private static boolean hasLeftBefore(Instance i, Signal.LaunchHookOpened signal) {
        var seen = i.membership();
        return seen.at().isAfter(i.newestLife())
                && !seen.state().contains("Pending")
                && signal.from().at().isAfter(seen.at());
    }

    /** The transition is new. Lives are ordered by the time of theirs: a late duplicate of an older one opens none. */
    private static void begin(Decision d, Signal.LaunchHookOpened signal, Lifecycle declared) {
        ReportedEnd.doubt(d);
        var i = d.instance();
        var at = signal.from().at();
        var what = "launch hook " + signal.token();
        if (i.host().isAtItsEnd() || i.life() instanceof Life.Gone) {
            d.ignore(Reason.AFTER_THE_END, what);
        } else if (!at.isAfter(i.newestEnd()) || !at.isAfter(i.newestLife())) {
            d.ignore(Reason.OLDER, what);
        } else if (signal.destination() == Place.WARM_POOL) {
            enterPool(d, signal, declared);
        } else if (signal.origin() == Place.ACTIVE_GROUP && i.life() instanceof Life.Active) {
            d.record(new LifecycleRestarted(declared.initial(), "its root volume was replaced", at, d.now()));
        } else {
            d.record(new LifeOpened(i.generation().next(), signal.group(), declared.name(), declared.initial(), at));
        }
    }

    private static void enterPool(Decision d, Signal.LaunchHookOpened signal, Lifecycle declared) {
        switch (d.instance().life()) {
            case Life.Unseen _, Life.Unmanaged _, Life.Pooled _ ->
                d.record(new PoolEntered(
                        signal.group(), declared.name(), signal.from().at()));
            case Life.Active _, Life.Ending _, Life.Gone _ ->
                d.ignore(Reason.OLDER, "entry into the warm pool at launch hook " + signal.token());
        }
    }
}
