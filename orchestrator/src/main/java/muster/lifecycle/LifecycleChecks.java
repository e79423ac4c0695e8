package muster.lifecycle;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import muster.schemas.StateName;

/** What can be wrong with a lifecycle whose every word is right. */
final class LifecycleChecks {
    private LifecycleChecks() {}

    static void check(Lifecycle lifecycle, YamlObject file) {
        if (lifecycle.from(lifecycle.initial()).findAny().isEmpty()) {
            file.problem("initial", "no transition leaves the initial state '" + lifecycle.initial() + "'");
            return;
        }
        var reached = reached(lifecycle);
        var places = file.objects("transitions");
        for (int i = 0; i < places.size(); i++) {
            var place = places.get(i);
            for (var source : lifecycle.transitions().get(i).source()) {
                if (!reached.contains(source)) {
                    place.problem(
                            "source",
                            "the state '" + source + "' cannot be reached from '" + lifecycle.initial() + "'");
                }
            }
        }
        checkOneApplies(lifecycle, places);
        checkHookIsAnswered(lifecycle, places);
    }

    /**
     * Every life begins at a launch hook. A path that never answers it would keep the machine waiting for as long as
     * heartbeats can, and leave the answer to Auto Scaling's default.
     */
    private static void checkHookIsAnswered(Lifecycle lifecycle, List<YamlObject> places) {
        // a lifecycle that goes round has no last state: somewhere on the way it must answer all the same
        if (lifecycle.transitions().stream()
                .flatMap(transition -> transition.triggers().stream())
                .noneMatch(LifecycleChecks::answers)) {
            places.getFirst()
                    .problem("triggers", "no transition has complete-hook, so that no launch hook is answered");
            return;
        }
        var unanswered = new HashSet<StateName>();
        var next = new ArrayDeque<StateName>(List.of(lifecycle.initial()));
        while (!next.isEmpty()) {
            var state = next.remove();
            if (unanswered.add(state)) {
                lifecycle
                        .from(state)
                        .filter(transition -> transition.triggers().stream().anyMatch(it -> !answers(it)))
                        .map(Transition::dest)
                        .forEach(next::add);
            }
        }
        for (int i = 0; i < places.size(); i++) {
            var transition = lifecycle.transitions().get(i);
            if (lifecycle.isFinal(transition.dest())
                    && transition.source().stream().anyMatch(unanswered::contains)
                    && transition.triggers().stream().anyMatch(it -> !answers(it))) {
                places.get(i)
                        .problem(
                                "dest",
                                "'" + transition.dest() + "' is reached without complete-hook: put it into 'before' of"
                                        + " some transition on each way there, or the launch hook is never answered");
            }
        }
    }

    private static boolean answers(Trigger trigger) {
        return Stream.concat(trigger.before().stream(), trigger.after().stream())
                .anyMatch(task -> task.kind() == TaskKind.COMPLETE_HOOK);
    }

    private static Set<StateName> reached(Lifecycle lifecycle) {
        var reached = new HashSet<StateName>();
        var next = new ArrayDeque<StateName>(List.of(lifecycle.initial()));
        while (!next.isEmpty()) {
            var state = next.remove();
            if (reached.add(state)) {
                lifecycle.from(state).map(Transition::dest).forEach(next::add);
            }
        }
        return reached;
    }

    /** One way out of a state, where it stands. */
    private record Way(Set<StateName> sources, StateName dest, Trigger trigger, YamlObject place) {}

    private static void checkOneApplies(Lifecycle lifecycle, List<YamlObject> places) {
        var ways = new ArrayList<Way>();
        for (int i = 0; i < places.size(); i++) {
            var transition = lifecycle.transitions().get(i);
            var triggers = places.get(i).objects("triggers");
            for (int j = 0; j < triggers.size(); j++) {
                ways.add(new Way(
                        transition.source(),
                        transition.dest(),
                        transition.triggers().get(j),
                        triggers.get(j)));
            }
        }
        for (int i = 0; i < ways.size(); i++) {
            for (int j = 0; j < i; j++) {
                checkExclusive(ways.get(j), ways.get(i));
            }
        }
    }

    private static void checkExclusive(Way earlier, Way later) {
        var shared = earlier.sources().stream()
                .filter(later.sources()::contains)
                .sorted()
                .findFirst();
        if (shared.isPresent()
                && !excludes(earlier.trigger(), later.trigger())
                && !excludes(later.trigger(), earlier.trigger())) {
            later.place()
                    .problem(
                            "name",
                            "from '" + shared.get() + "', '" + later.trigger().name() + "' to '" + later.dest()
                                    + "' and '" + earlier.trigger().name() + "' to '" + earlier.dest()
                                    + "' could both apply: put a condition of one into 'unless' of the other");
        }
    }

    private static boolean excludes(Trigger a, Trigger b) {
        return a.conditions().stream().anyMatch(b.unless()::contains);
    }
}
