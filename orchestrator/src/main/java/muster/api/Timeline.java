package muster.api;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.EffectResult;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.Outcome;
import muster.schemas.Signal;
import muster.stream.TopicReading;
import org.jspecify.annotations.Nullable;

/**
 * The history of an instance, as the journal has it.
 *
 * @param waits what for now, in one sentence
 * @param hooks that are known, with their deadlines
 * @param entries each signal with what was decided because of it, in the order of the decisions
 * @param calls each effect, with its attempts and what came of it
 * @param since what was recorded earlier is not here
 * @param complete false where reading the journal took too long
 */
record Timeline(
        InstanceSummary summary,
        String waits,
        List<HookView> hooks,
        List<Entry> entries,
        List<Call> calls,
        Instant since,
        boolean complete) {

    /** @param deadline when it runs out, unless another heartbeat comes; null where that is not known */
    record HookView(
            String name,
            String transition,
            Instant opened,
            String answer,
            @Nullable Instant deadline,
            @Nullable Instant longest) {}

    /**
     * @param at when it was true, by the clock of its source
     * @param heard when Muster learnt of it
     */
    record Entry(Instant at, Instant heard, Signal signal, List<InstanceEvent> decided) {}

    /**
     * @param attempts how often the effect was asked for: more than once where its result was overdue
     * @param awsCalls that it took, retries of the runner included; 0 while no result is known
     * @param outcome of the newest result; null while no result is known
     * @param error why that did not simply succeed
     * @param results all of them, in the order in which they were heard: what failed is asked for again under the same id
     */
    record Call(
            String effect,
            String kind,
            String step,
            Instant asked,
            int attempts,
            int awsCalls,
            @Nullable Instant answered,
            @Nullable String outcome,
            @Nullable String error,
            List<Result> results) {}

    /** What came of one attempt. */
    record Result(
            Instant at,
            String outcome,
            int awsCalls,
            @Nullable String error) {}

    static Timeline of(InstanceSummary summary, Instance instance, TopicReading.History history, Instant since) {
        return new Timeline(
                summary,
                summary.waits(),
                instance.hooks().values().stream().map(Timeline::hook).toList(),
                history.entries().stream().map(Timeline::entry).toList(),
                calls(history.entries()),
                since,
                history.complete());
    }

    private static HookView hook(Hook hook) {
        var kept =
                hook.keeping() instanceof Hook.Keeping.Kept it ? Optional.of(it) : Optional.<Hook.Keeping.Kept>empty();
        var answer = switch (hook.answer()) {
            case Hook.Answer.Undecided _ -> "waits for Auto Scaling to report where the instance is";
            case Hook.Answer.Owed _ -> "owed";
            case Hook.Answer.Asked(var result) -> result + " is on its way";
            case Hook.Answer.Given(var result, var byUs, var at) ->
                result + " at " + at + (byUs ? "" : ", by another hand or by default");
        };
        return new HookView(
                hook.name().value(),
                hook.transition().name(),
                hook.opened(),
                answer,
                kept.map(Hook.Keeping.Kept::deadline).orElse(null),
                kept.map(Hook.Keeping.Kept::longest).orElse(null));
    }

    private static Entry entry(JournalEntry entry) {
        var from = entry.signal().from();
        return new Entry(from.at(), from.heard(), entry.signal(), entry.events());
    }

    private static List<Call> calls(List<JournalEntry> entries) {
        Map<EffectId, Call> calls = new LinkedHashMap<>();
        for (var entry : entries) {
            if (entry.signal() instanceof Signal.EffectFinished(var _, var result)) {
                calls.computeIfPresent(result.effect(), (_, call) -> answered(call, result));
            }
            for (var event : entry.events()) {
                if (event instanceof EffectRequested(var effect, var attempt, var at)) {
                    calls.merge(effect.id(), asked(effect, attempt, at), (before, _) -> again(before, attempt));
                }
            }
        }
        return new ArrayList<>(calls.values());
    }

    private static Call asked(Effect effect, int attempt, Instant at) {
        return new Call(
                effect.id().value(),
                Json.typeName(effect.getClass()),
                effect.target().step().value(),
                at,
                attempt,
                0,
                null,
                null,
                null,
                List.of());
    }

    private static Call again(Call call, int attempt) {
        return new Call(
                call.effect(),
                call.kind(),
                call.step(),
                call.asked(),
                attempt,
                call.awsCalls(),
                call.answered(),
                call.outcome(),
                call.error(),
                call.results());
    }

    private static Call answered(Call call, EffectResult result) {
        var outcome = Json.typeName(result.outcome().getClass());
        var told = new Result(result.at(), outcome, result.calls(), error(result.outcome()));
        if (call.results().contains(told)) {
            // the same record once more: the producer may send a result again
            return call;
        }
        var results = new ArrayList<>(call.results());
        results.add(told);
        return new Call(
                call.effect(),
                call.kind(),
                call.step(),
                call.asked(),
                call.attempts(),
                call.awsCalls() + told.awsCalls(),
                told.at(),
                told.outcome(),
                told.error(),
                List.copyOf(results));
    }

    private static @Nullable String error(Outcome outcome) {
        return switch (outcome) {
            case Outcome.AlreadyDone(var note) -> note;
            case Outcome.NoFreeName(var reason) -> reason;
            case Outcome.NotYet(var reason) -> reason;
            case Outcome.NotShown(var reason) -> reason;
            case Outcome.NameRefused(var reason) -> reason;
            case Outcome.Blocked(var _, var reason, var remedy) -> remedy.isEmpty() ? reason : reason + "; " + remedy;
            case Outcome.InstanceGone(var reason) -> reason;
            case Outcome.Fenced(var reason) -> reason;
            case Outcome.Failed(var reason, var _) -> reason;
            case Outcome.Done _,
                    Outcome.Claimed _,
                    Outcome.Described _,
                    Outcome.AgentOnline _,
                    Outcome.CommandSent _,
                    Outcome.CommandSeen _,
                    Outcome.HookFound _,
                    Outcome.GroupStateSeen _ -> null;
        };
    }
}
