package muster.instance;

import java.util.Comparator;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Task;
import muster.lifecycle.Transition;
import muster.schemas.Instance.Progress;
import muster.schemas.InstanceEvent.Parked;
import muster.schemas.InstanceEvent.StateChanged;
import muster.schemas.InstanceEvent.TransitionStarted;
import muster.schemas.StateName;

/** Takes an active instance along its declared lifecycle. */
final class Progressing {
    private Progressing() {}

    static void step(Decision d, Lifecycle lifecycle) {
        switch (d.instance().progress()) {
            case Progress.Resting(var state) -> begin(d, lifecycle, state);
            case Progress.Moving moving -> goOn(d, lifecycle, moving);
            case Progress.Outside _, Progress.Parked _ -> {}
        }
    }

    static void park(Decision d, String reason) {
        if (!(d.instance().progress() instanceof Progress.Parked)) {
            d.record(new Parked(reason));
        }
    }

    private static void begin(Decision d, Lifecycle lifecycle, StateName state) {
        if (d.hasStopped() || isUnsettled(d, lifecycle, state)) {
            return;
        }
        var out = lifecycle.from(state).toList();
        for (var transition : out) {
            for (var trigger : transition.triggers()) {
                if (Conditions.allow(d.instance(), trigger)) {
                    var tasks = trigger.before().stream().map(Task::step).toList();
                    d.record(new TransitionStarted(transition.dest(), trigger.name(), tasks));
                    return;
                }
            }
        }
        out.stream()
                .flatMap(transition -> transition.triggers().stream())
                .flatMap(trigger -> Conditions.firstUnmet(d.instance(), trigger).stream())
                .distinct()
                .sorted(Comparator.naturalOrder())
                .forEach(condition -> Probes.ask(d, lifecycle, condition));
    }

    /** After a restart, results of what the lifecycle asked for before must not count for what it asks for now. */
    private static boolean isUnsettled(Decision d, Lifecycle lifecycle, StateName state) {
        return state.equals(lifecycle.initial())
                && d.instance().awaited().values().stream()
                        .map(awaited -> awaited.effect())
                        .anyMatch(effect -> effect.generation()
                                        .equals(d.instance().generation())
                                && lifecycle.task(effect.target().step()).isPresent());
    }

    private static void goOn(Decision d, Lifecycle lifecycle, Progress.Moving moving) {
        var trigger = lifecycle.trigger(moving.state(), moving.to(), moving.trigger());
        if (trigger.isEmpty()) {
            // a file decides over no machine: it waits until the trigger is declared again
            return;
        }
        if (!moving.left().isEmpty()) {
            moving.left().stream()
                    .flatMap(step -> lifecycle.task(step).stream())
                    .forEach(task -> Tasks.want(d, lifecycle, task));
            return;
        }
        d.record(new StateChanged(moving.state(), moving.to(), d.now()));
        trigger.get().after().forEach(task -> Tasks.want(d, lifecycle, task));
        lifecycle
                .from(moving.state())
                .filter(transition -> transition.dest().equals(moving.to()) && transition.stopAfterStateChange())
                .findFirst()
                .ifPresent((Transition _) -> d.stop());
    }
}
