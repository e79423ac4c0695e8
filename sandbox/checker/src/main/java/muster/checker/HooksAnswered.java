package muster.checker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * I3: a hook is answered once by completion, CONTINUE comes only after the steps before it, and never for a launch
 * whose end was known.
 *
 * <p>An instance's end <em>was known</em> when its terminating hook opened, or EC2 shut it down, after the launch
 * hook had opened, and the event of that fact had been delivered (its line says a delivery was planned, and its delay
 * is over) longer than {@link Settings#notice()} ago. Before that moment no program can know; an answer that was
 * under way is nobody's fault.
 *
 * <p>Every hook that opened is answered. Auto Scaling's timeout is no answer, unless the instance was dead or the hook's
 * event was to come after it, and a hook that ended with its instance needs none. A timeout that the script of faults
 * forced is nobody's fault, nor is what follows from the deletion of a hook. The hooks of a root volume replacement end
 * nothing.
 *
 * <p>The hooks of one transition that were answered by completion got one answer, and a termination never ABANDON: that
 * skips other hooks, or has the machine retained.
 *
 * <p>Who has lost an answer asks again, and is told that nothing is to be answered any more. That this is no answer
 * either, and is asked for without end, is the loop that Settings.repeats bounds.
 */
final class HooksAnswered implements Rule {
    private static final String TERMINATE_ACTION = "EC2 Instance-terminate Lifecycle Action";
    private static final String STATE_CHANGE = "EC2 Instance State-change Notification";

    private final Findings findings;
    private final Settings settings;
    private final Map<String, Fact.Place> completions = new HashMap<>();
    private final Map<String, List<End>> ends = new HashMap<>();
    private final Map<String, Integer> vain = new HashMap<>();
    private final Map<String, Integer> opened = new HashMap<>();
    private final Map<String, Instant> delivered = new HashMap<>();
    private final Map<String, Transition> transitions = new HashMap<>();

    /** What the hooks of one passage through a waiting state have been answered. */
    private static final class Transition {
        private Optional<Fact.HookAnswered> first = Optional.empty();
    }

    /** An end of an instance, of whose event the journal may tell on a later line. */
    private static final class End {
        private final Fact.Place place;
        private final String token;
        private Optional<Instant> known = Optional.empty();
        private boolean announced;

        End(Fact.Place place, String token) {
            this.place = place;
            this.token = token;
        }

        boolean isAnnouncedBy(Fact.EventEmitted emitted) {
            return !announced
                    && (token.isEmpty()
                            ? emitted.detailType().equals(STATE_CHANGE)
                            : emitted.detailType().equals(TERMINATE_ACTION)
                                    && emitted.token().equals(Optional.of(token)));
        }

        void announce(Fact.EventEmitted emitted) {
            announced = true;
            if (emitted.deliveries() > 0) {
                known = Optional.of(emitted.place().at().plusMillis(emitted.delayMillis()));
            }
        }
    }

    HooksAnswered(Findings findings, Settings settings) {
        this.findings = findings;
        this.settings = settings;
    }

    @Override
    public void before(Fact fact, World world) {
        if (fact instanceof Fact.HookOpened(var _, var hook)) {
            opened.merge(hook.instance(), 1, Integer::sum);
            transitions.put(
                    hook.token(),
                    world.sisters(hook).stream()
                            .map(sister -> transitions.get(sister.hook().token()))
                            .findFirst()
                            .orElseGet(Transition::new));
        }
        if (fact instanceof Fact.EventEmitted emitted && emitted.deliveries() > 0) {
            emitted.token()
                    .ifPresent(token ->
                            delivered.putIfAbsent(token, emitted.place().at().plusMillis(emitted.delayMillis())));
        }
        switch (fact) {
            case Fact.HookOpened(var place, var hook)
            when !hook.launching() && !hook.replacesRootVolume() -> ended(hook.instance(), place, hook.token());
            case Fact.StateChanged(var place, var instance, var state)
            when state.equals("shutting-down") -> ended(instance, place, "");
            case Fact.EventEmitted emitted ->
                ends.getOrDefault(emitted.instance(), List.of()).stream()
                        .filter(end -> end.isAnnouncedBy(emitted))
                        .findFirst()
                        .ifPresent(end -> end.announce(emitted));
            case Fact.HookAnswered answered when answered.by().equals("completion") -> completed(answered, world);
            case Fact.HookAnswered answered when answered.by().equals("timeout") -> timedOut(answered, world);
            case Fact.Call call
            when call.action().equals("CompleteLifecycleAction")
                    && call.outcome().equals("refused") ->
                call.instances().forEach(instance -> askedInVain(instance, call.place()));
            default -> {}
        }
    }

    @Override
    public void atEnd(Instant end, World world) {
        world.openHooks().stream()
                .filter(open -> world.isLive(open.hook().instance()))
                .filter(open -> !open.place().at().isAfter(end.minus(settings.settle())))
                .forEach(open -> findings.add(
                        Invariant.I3, "%s was never answered".formatted(describe(open.hook())), open.place()));
    }

    private void askedInVain(String instance, Fact.Place place) {
        int allowed = settings.repeats() * Math.max(1, opened.getOrDefault(instance, 0));
        if (vain.merge(instance, 1, Integer::sum) == allowed + 1) {
            findings.add(
                    Invariant.I3,
                    "hooks of %s were asked for more than %d times with nothing to answer".formatted(instance, allowed),
                    place);
        }
    }

    private void ended(String instance, Fact.Place place, String token) {
        ends.computeIfAbsent(instance, _ -> new ArrayList<>()).add(new End(place, token));
    }

    private void timedOut(Fact.HookAnswered answered, World world) {
        boolean isKnown = !Optional.ofNullable(delivered.get(answered.token()))
                .filter(known -> known.isAfter(answered.place().at()))
                .isPresent();
        if (world.isLive(answered.instance()) && isKnown) {
            findings.add(
                    Invariant.I3,
                    "the %s hook of %s was answered by its timeout"
                            .formatted(answered.launching() ? "launch" : "terminate", answered.instance()),
                    answered.place());
        }
    }

    private void completed(Fact.HookAnswered answered, World world) {
        Fact.Place first = completions.putIfAbsent(answered.token(), answered.place());
        if (first != null) {
            findings.add(
                    Invariant.I3,
                    "token %s of %s was answered twice".formatted(answered.token(), answered.instance()),
                    first,
                    answered.place());
            return;
        }
        oneAnswer(answered, world);
        if (answered.launching() && answered.result().equals("CONTINUE")) {
            world.openHook(answered.token()).ifPresent(open -> admitted(answered, open, world));
        }
    }

    private void oneAnswer(Fact.HookAnswered answered, World world) {
        boolean isLive = world.isLive(answered.instance());
        if (isLive && !answered.launching() && answered.result().equals("ABANDON")) {
            findings.add(
                    Invariant.I3,
                    "the terminate hook of %s was answered ABANDON".formatted(answered.instance()),
                    answered.place());
        }
        Transition transition = transitions.get(answered.token());
        if (transition == null) {
            return;
        }
        transition
                .first
                // what has ended in between is never continued
                .filter(first -> isLive && !first.result().equals(answered.result()))
                .ifPresent(first -> findings.add(
                        Invariant.I3,
                        "the %s hooks of one transition of %s were answered %s and %s"
                                .formatted(
                                        answered.launching() ? "launch" : "terminate",
                                        answered.instance(),
                                        first.result(),
                                        answered.result()),
                        first.place(),
                        answered.place()));
        if (transition.first.isEmpty()) {
            transition.first = Optional.of(answered);
        }
    }

    private void admitted(Fact.HookAnswered answered, Fact.HookOpened open, World world) {
        ends.getOrDefault(answered.instance(), List.of()).stream()
                .filter(end -> end.place.seq() > open.place().seq())
                .filter(end -> end.known
                        .filter(known -> known.plus(settings.notice())
                                .isBefore(answered.place().at()))
                        .isPresent())
                .forEach(end -> findings.add(
                        Invariant.I3,
                        "the launch of %s was continued after its end was known".formatted(answered.instance()),
                        end.place,
                        answered.place()));
        if (open.hook().leadsIntoService()) {
            world.machine(answered.instance()).ifPresent(machine -> stepsBefore(answered, machine, world));
        }
    }

    private void stepsBefore(Fact.HookAnswered answered, Machine machine, World world) {
        List<Hostnames.Claim> held = world.hostnames().heldBy(machine.id());
        if (held.isEmpty()) {
            early(answered, machine, "it owns no hostname");
            return;
        }
        boolean resolves = held.stream().anyMatch(claim -> resolves(claim.hostname(), machine, world));
        if (!resolves) {
            early(answered, machine, "no record of " + held.getFirst().hostname() + " points at it");
        }
        boolean tagged = held.stream().anyMatch(claim -> {
            String tag = machine.hostname();
            return tag.equals(claim.hostname()) || tag.startsWith(claim.hostname() + ".");
        });
        if (!tagged) {
            early(
                    answered,
                    machine,
                    "its tag Hostname is '" + machine.hostname() + "', not "
                            + held.getFirst().hostname());
        }
    }

    private static boolean resolves(String hostname, Machine machine, World world) {
        return world.records().entrySet().stream()
                .filter(entry ->
                        OneLiveOwner.isAddressRecord(entry.getKey()) && OneLiveOwner.isNamed(entry.getKey(), hostname))
                .anyMatch(entry -> entry.getValue().stream().anyMatch(machine::hasAddress));
    }

    private void early(Fact.HookAnswered answered, Machine machine, String why) {
        findings.add(Invariant.I3, "the launch of %s was continued, but %s".formatted(machine, why), answered.place());
    }

    private static String describe(Fact.Hook hook) {
        return "the %s hook of %s (token %s)"
                .formatted(hook.launching() ? "launch" : "terminate", hook.instance(), hook.token());
    }
}
