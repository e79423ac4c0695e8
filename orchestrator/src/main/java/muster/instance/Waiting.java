package muster.instance;

import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.lifecycle.Condition;
import muster.lifecycle.Lifecycle;
import muster.schemas.Instance;
import muster.schemas.Instance.Awaited;
import muster.schemas.Instance.Command;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;
import muster.schemas.Json;
import muster.schemas.StepName;

/**
 * What an instance waits for, told from its state alone.
 *
 * @param kind for metrics
 * @param why one sentence for people
 * @param since when the wait began, where the state tells
 */
public record Waiting(Kind kind, String why, Optional<Instant> since) {

    /** What kind of thing it waits for. */
    public enum Kind {
        /** Nothing: it has come to where it was to come, or is no concern of ours. */
        NOTHING,
        /** A person: the lifecycle cannot go on by itself. */
        OPERATOR,
        /** The lifecycle's file: it does not declare where the instance stands. */
        DECLARATION,
        /** The end of a fault that says nothing about the machine: a denial, an outage, a wrong parameter. */
        FAULT,
        NAME,
        /** The answer to a call. */
        RESULT,
        /** The time to try again. */
        RETRY,
        /** Something that EC2 tells: that it runs, its addresses. */
        EC2,
        AGENT,
        COMMAND,
        /** What was declared: a pause, or another condition. */
        CONDITION,
        /** A promotion out of the pool. */
        POOL,
        /** A decision of people: it was in service before its group had the hook. */
        UNMANAGED;

        /** How metrics spell it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param lifecycle that covers the instance, where one does */
    public static Waiting of(Instance i, Optional<Lifecycle> lifecycle) {
        if (i.host().isEndInDoubt() && !ReportedEnd.isExpected(i)) {
            return new Waiting(
                    Kind.EC2,
                    "an event of " + i.host().endReported()
                            + " says that it has ended; waits for EC2 to show it ended, before anything is given back"
                            + retryAt(i),
                    Optional.of(i.host().endReported()));
        }
        return switch (i.life()) {
            case Life.Unseen _ -> nothing("nothing: it is none of ours");
            case Life.Unmanaged(var group, var _, var since) ->
                new Waiting(
                        Kind.UNMANAGED,
                        "is in " + group + " since " + since
                                + ", and no launch hook of it was ever seen: it is not managed",
                        Optional.of(since));
            case Life.Pooled(var group, var _, var since) ->
                new Waiting(Kind.POOL, "waits in the warm pool of " + group + " to be promoted", Optional.of(since));
            case Life.Gone(var since) -> nothing("nothing: it has ended at " + since + " and left nothing behind");
            case Life.Ending(var _, var _, var to, var _, var _) ->
                forCalls(i).orElseGet(() -> nothing("nothing: on its way to " + to));
            case Life.Active(var _, var name, var _) ->
                lifecycle
                        .map(declared -> active(i, declared))
                        .orElseGet(() -> undeclared("its lifecycle " + name + " is in none of the files"));
        };
    }

    private static Waiting active(Instance i, Lifecycle lifecycle) {
        if (Parking.isUndeclared(i, Optional.of(lifecycle))) {
            return undeclared("its lifecycle " + lifecycle.name() + " does not declare " + standing(i.progress()));
        }
        if (i.progress() instanceof Progress.Parked(var state, var reason, var _)) {
            return new Waiting(
                    Kind.OPERATOR, "parked at " + state + ", for somebody to look: " + reason, Optional.empty());
        }
        var fault = forFault(i);
        if (fault.isPresent()) {
            return fault.get();
        }
        if (i.name() instanceof Name.Awaited(var pool, var since)) {
            return new Waiting(
                    Kind.NAME,
                    "waits for a free name in " + pool.pattern() + " since " + since + retryAt(i),
                    Optional.of(since));
        }
        return switch (i.progress()) {
            case Progress.Resting(var state) when lifecycle.isFinal(state) -> nothing("nothing: it is " + state);
            case Progress.Resting _, Progress.Moving _ ->
                forCalls(i).or(() -> forRetry(i)).orElseGet(() -> forConditions(i, lifecycle));
            case Progress.Parked _, Progress.Outside _ -> nothing("nothing: it is outside");
        };
    }

    private static Waiting undeclared(String what) {
        return new Waiting(
                Kind.DECLARATION,
                what + "; its hooks are kept open, and it goes on once that is declared again",
                Optional.empty());
    }

    private static String standing(Progress progress) {
        return switch (progress) {
            case Progress.Outside _ -> "what it does";
            case Progress.Resting(var state) -> "the state " + state;
            case Progress.Moving(var from, var to, var trigger, var _) ->
                "the trigger " + trigger + " from " + from + " to " + to;
            case Progress.Parked(var _, var _, var from) -> standing(from);
        };
    }

    /** The fault that was met most often in a row, with what ends it. */
    private static Optional<Waiting> forFault(Instance i) {
        return i.tries().entrySet().stream()
                .filter(tries -> tries.getValue().block().times() > 0)
                .max(Comparator.comparingInt(tries -> tries.getValue().block().times()))
                .map(tries -> {
                    var step = tries.getKey();
                    var block = tries.getValue().block();
                    var due = Optional.ofNullable(i.timers().get(Timers.retry(step)))
                            .map(at -> "; tried again at " + at)
                            .orElse("; it is tried again now");
                    return new Waiting(
                            Kind.FAULT,
                            step + " met " + block.reason() + (block.remedy().isEmpty() ? "" : "; " + block.remedy())
                                    + due + ", after " + block.times() + (block.times() == 1 ? " try" : " tries"),
                            Optional.empty());
                });
    }

    /** Answers to a condition that is only looked at are left to the condition. */
    private static Optional<Waiting> forCalls(Instance i) {
        return i.awaited().values().stream()
                .filter(awaited -> !isProbe(awaited))
                .min(Comparator.comparing(Awaited::since))
                .map(awaited -> {
                    var effect = awaited.effect();
                    var again = awaited.attempt() > 1 ? ", attempt " + awaited.attempt() : "";
                    return new Waiting(
                            Kind.RESULT,
                            "waits for the result of " + effect.target().step() + " ("
                                    + Json.typeName(effect.getClass()) + "), asked for at " + awaited.since() + again,
                            Optional.of(awaited.since()));
                });
    }

    private static boolean isProbe(Awaited awaited) {
        var step = awaited.effect().target().step();
        return step.equals(Steps.DESCRIBE)
                || step.equals(Steps.CHECK_AGENT)
                || step.equals(Steps.CHECK_COMMAND)
                || step.value().startsWith("beat-");
    }

    private static Optional<Waiting> forRetry(Instance i) {
        if (!(i.progress() instanceof Progress.Moving(var _, var _, var _, var left))) {
            return Optional.empty();
        }
        return left.stream()
                .flatMap(step -> Stream.ofNullable(i.timers().get(Timers.retry(step)))
                        .map(due -> new Waiting(
                                Kind.RETRY,
                                "waits to try " + step + " again at " + due + failures(i, step),
                                Optional.empty())))
                .findFirst();
    }

    private static String failures(Instance i, StepName step) {
        var tries = i.tries().getOrDefault(step, Instance.Tries.NONE);
        return tries.failures() == 0 ? "" : ", after " + tries.failures() + " failures";
    }

    private static Waiting forConditions(Instance i, Lifecycle lifecycle) {
        if (i.progress() instanceof Progress.Moving(var _, var to, var _, var left)) {
            var what = left.stream().map(step -> step + until(i, step)).collect(Collectors.joining(", "));
            var missing =
                    Records.missing(lifecycle, i.host()).filter(_ -> i.host().settled());
            if (missing.isPresent()) {
                var kind = missing.get().name().toLowerCase(Locale.ROOT);
                return new Waiting(
                        Kind.EC2,
                        "waits for " + what + ": it runs and has no " + kind
                                + " address; attach one, or correct dns.address",
                        Optional.empty());
            }
            return new Waiting(Kind.CONDITION, "waits for " + what + " on its way to " + to, Optional.empty());
        }
        return lifecycle
                .from(Standing.in(i.progress()))
                .flatMap(transition -> transition.triggers().stream())
                .flatMap(trigger -> Conditions.firstUnmet(i, trigger).stream())
                .min(Comparator.naturalOrder())
                .map(condition -> forCondition(i, condition))
                .orElseGet(() -> nothing("nothing that it could tell"));
    }

    private static String until(Instance i, StepName step) {
        var due = i.timers().get(Timers.pause(step));
        return due == null ? "" : " until " + due;
    }

    private static Waiting forCondition(Instance i, Condition condition) {
        return switch (condition) {
            case RUNNING -> new Waiting(Kind.EC2, "waits for running: " + ec2(i), Optional.empty());
            case ADDRESS_KNOWN ->
                new Waiting(Kind.EC2, "waits for EC2 to tell its address: " + ec2(i), Optional.empty());
            case AGENT_ONLINE ->
                new Waiting(Kind.AGENT, "waits for its SSM agent to come online" + retryAt(i), Optional.empty());
            case COMMAND_SUCCEEDED -> command(i);
            case LAUNCH_SEEN, DESTINATION_IS_ACTIVE, HOSTNAME_HELD, DNS_UPSERTED, TAGGED, HOOK_ANSWERED ->
                new Waiting(Kind.CONDITION, "waits for " + condition, Optional.empty());
        };
    }

    private static Waiting command(Instance i) {
        return switch (i.command()) {
            case Command.None _ -> new Waiting(Kind.COMMAND, "waits for a command to succeed", Optional.empty());
            case Command.Sent(var id, var step, var at) ->
                new Waiting(
                        Kind.COMMAND,
                        "waits for the end of " + step + ", command " + id + " of " + at,
                        Optional.of(at));
            case Command.Ended(var id, var step, var status) -> {
                var due = i.timers().get(Timers.again(step));
                var ended = ": command " + id + " ended as " + status;
                yield due == null
                        ? new Waiting(Kind.COMMAND, "waits for " + step + " to succeed" + ended, Optional.empty())
                        : new Waiting(
                                Kind.RETRY, "waits to try " + step + " again at " + due + ended, Optional.empty());
            }
        };
    }

    private static String ec2(Instance i) {
        return switch (i.host().ec2()) {
            case Ec2.Unknown _ -> "EC2 has said nothing of it";
            case Ec2.Seen(var state, var at) -> "EC2 said " + state + " at " + at;
        };
    }

    /** When the next try is due, of whatever kind. */
    private static String retryAt(Instance i) {
        return i.timers().entrySet().stream()
                .filter(timer -> timer.getKey().value().startsWith("retry.")
                        && !timer.getKey().value().startsWith("retry.beat-"))
                .map(Map.Entry::getValue)
                .min(Comparator.naturalOrder())
                .map(due -> "; asks again at " + due)
                .orElse("");
    }

    private static Waiting nothing(String why) {
        return new Waiting(Kind.NOTHING, why, Optional.empty());
    }
}
