package muster.instance;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import muster.lifecycle.Lifecycle;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceEvent;
import muster.schemas.StepName;

/** No wait is without end: a life that has not come to its final state in time has failed, and its hook is answered so. */
final class Deadline {
    private Deadline() {}

    static void watch(Decision d, Lifecycle lifecycle) {
        var set = d.instance().timers().keySet().stream()
                .filter(Timers::isDeadline)
                .toList();
        // a file decides over no machine: where it does not declare what the instance is doing, the clock stands still
        if (isReached(d.instance(), lifecycle) || Parking.isUndeclared(d.instance(), Optional.of(lifecycle))) {
            set.forEach(timer -> d.record(new InstanceEvent.TimerCleared(timer)));
        } else if (set.isEmpty()) {
            d.setTimer(Timers.DEADLINE, lifecycle.failure().deadline());
        }
    }

    static void passed(Decision d, Lifecycle lifecycle) {
        if (!isReached(d.instance(), lifecycle) && !Parking.isUndeclared(d.instance(), Optional.of(lifecycle))) {
            Progressing.park(
                    d, "not done within " + lifecycle.failure().deadline() + ": " + missing(d.instance(), lifecycle));
        }
    }

    private static boolean isReached(Instance i, Lifecycle lifecycle) {
        return !(i.life() instanceof Life.Active)
                || switch (i.progress()) {
                    case Progress.Parked _, Progress.Outside _ -> true;
                    case Progress.Resting(var state) -> lifecycle.isFinal(state) || isLetIn(i, lifecycle);
                    case Progress.Moving _ -> isLetIn(i, lifecycle);
                };
    }

    private static boolean isLetIn(Instance i, Lifecycle lifecycle) {
        return !lifecycle.hasFinalState() && Hooks.ofThisLife(i).allMatch(Hook::isClosed);
    }

    private static String blocks(Instance i, List<StepName> steps) {
        return steps.stream()
                .map(step -> i.tries().getOrDefault(step, Instance.Tries.NONE).block())
                .filter(block -> block.times() > 0)
                .map(block -> "; " + block.reason())
                .collect(Collectors.joining());
    }

    private static String missing(Instance i, Lifecycle lifecycle) {
        if (i.name() instanceof Name.Awaited(var pool, var since)) {
            return "no free name in " + pool.pattern() + " since " + since;
        }
        return switch (i.progress()) {
            case Progress.Moving(var _, var to, var _, var left) ->
                "on the way to " + to + ", without " + left + blocks(i, left);
            case Progress.Resting(var state) ->
                "at " + state + ", without "
                        + lifecycle
                                .from(state)
                                .flatMap(transition -> transition.triggers().stream())
                                .flatMap(trigger -> Conditions.firstUnmet(i, trigger).stream())
                                .map(Object::toString)
                                .collect(Collectors.joining(" or "));
            case Progress.Parked(var _, var reason, var _) -> reason;
            case Progress.Outside _ -> "outside";
        };
    }
}
