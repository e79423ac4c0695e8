package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** The lifecycle hooks that are open, and how each comes to its answer. */
final class Hooks {
    /** An answer, once no hook of the passage is open any more, or at once if one of them is abandoned. */
    record Outcome(Machine machine, Passage passage, HookResult result) {}

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private Consumer<Outcome> whenAnswered = _ -> {};

    Hooks(Turns turns, Dice dice, Journal journal, AwsEvents events) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
    }

    void whenAnswered(Consumer<Outcome> next) {
        whenAnswered = next;
    }

    void open(Machine machine, Passage passage, List<HookSpec> specs) {
        for (HookSpec spec : specs) {
            String token = dice.uuid("token", machine.id, passage.name(), spec.name());
            OpenHook hook = new OpenHook(spec, machine, passage, token, turns.now());
            machine.openHooks.add(hook);
            journal.record(machine.scope(), "hook-opened", opening(hook));
            events.hookOpened(hook);
            beat(hook);
        }
    }

    private static ObjectNode opening(OpenHook hook) {
        ObjectNode line = line(hook);
        if (hook.machine.group.namesOrigin() || hook.passage.replacesRootVolume()) {
            line.put("origin", hook.passage.origin()).put("destination", hook.passage.destination());
        }
        if (hook.passage.replacesRootVolume()) {
            line.put("action", Passage.REPLACE_ROOT_VOLUME);
        }
        return line.put("timeoutSeconds", hook.spec.heartbeatTimeout().toMillis() / 1000.0)
                .put("defaultResult", hook.spec.defaultResult().name());
    }

    private static ObjectNode line(OpenHook hook) {
        return Json.object()
                .put("instance", hook.machine.id)
                .put("group", hook.machine.group.name())
                .put("hook", hook.spec.name())
                .put("token", hook.token)
                .put("transition", hook.passage.transition().text());
    }

    /** Starts the time of the hook anew, but never beyond its last moment. */
    private void beat(OpenHook hook) {
        hook.timeout.cancel();
        Instant now = turns.now();
        Instant due = now.plus(hook.spec.heartbeatTimeout());
        Duration left = Duration.between(now, due.isAfter(hook.lastMoment) ? hook.lastMoment : due);
        hook.timeout = turns.after(left, () -> {
            if (hook.machine.openHooks.contains(hook)) {
                answer(hook, hook.spec.defaultResult(), "timeout");
            }
        });
    }

    /** @throws Refusal ValidationError when nothing such is open */
    void complete(Group group, String hookName, Optional<String> token, Optional<Machine> machine, HookResult result) {
        answer(find(group, hookName, token, machine), result, "completion");
    }

    /** @throws Refusal ValidationError when nothing such is open */
    void heartbeat(Group group, String hookName, Optional<String> token, Optional<Machine> machine) {
        OpenHook hook = find(group, hookName, token, machine);
        journal.record(hook.machine.scope(), "heartbeat", line(hook));
        beat(hook);
    }

    /** The hook is deleted: an open launch is abandoned, an open termination goes on (API reference, DeleteLifecycleHook). */
    void answerDeleted(OpenHook hook) {
        answer(
                hook,
                hook.passage.transition() == Transition.LAUNCHING ? HookResult.ABANDON : HookResult.CONTINUE,
                "deletion");
    }

    /** Its time is over now, because the script of faults says so. */
    void expire(OpenHook hook) {
        answer(hook, hook.spec.defaultResult(), "script");
    }

    private static OpenHook find(Group group, String hookName, Optional<String> token, Optional<Machine> machine) {
        return machine.stream()
                .flatMap(one -> one.openHooks.stream())
                .filter(hook -> hook.machine.group == group && hook.spec.name().equals(hookName))
                .filter(hook -> token.isEmpty() || token.get().equals(hook.token))
                .findFirst()
                .orElseThrow(() -> new Refusal(
                        "ValidationError",
                        machine.map(one -> "No active Lifecycle Action found with instance ID " + one.id)
                                .orElse("No active Lifecycle Action found with token " + token.orElse(""))));
    }

    private void answer(OpenHook hook, HookResult result, String by) {
        close(hook);
        journal.record(
                hook.machine.scope(),
                "hook-answered",
                line(hook).put("result", result.name()).put("by", by));
        // ABANDON ends a launch at once, and of a termination it stops the remaining hooks
        if (result == HookResult.ABANDON) {
            withdrawAll(hook.machine);
        }
        if (hook.machine.openHooks.isEmpty()) {
            whenAnswered.accept(new Outcome(hook.machine, hook.passage, result));
        }
    }

    /** Nobody can answer these any more, and nothing follows from them. */
    void withdrawAll(Machine machine) {
        for (OpenHook hook : List.copyOf(machine.openHooks)) {
            close(hook);
            journal.record(machine.scope(), "hook-withdrawn", line(hook));
        }
    }

    private static void close(OpenHook hook) {
        hook.timeout.cancel();
        hook.machine.openHooks.remove(hook);
    }
}
