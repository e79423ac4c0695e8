package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.lifecycle.Retry;
import muster.lifecycle.TaskKind;
import muster.lifecycle.Trigger;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;
import muster.schemas.Instance.Tries;
import muster.schemas.InstanceEvent.*;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import muster.schemas.TimerName;

/** What the result of an effect means. */
final class Results {
    /** Of a name that is in no lifecycle's pool any more: long enough for any. */
    private static final Duration REST_OF_A_STRANGE_NAME = Duration.ofMinutes(10);

    /** Longer than EC2 has ever been seen to take to show a new instance. */
    private static final Duration LONGEST_LAG = Duration.ofMinutes(5);

    private Results() {}

    static void onResult(Decision d, Lifecycles lifecycles, Optional<Lifecycle> lifecycle, EffectResult result) {
        var awaited = d.instance().awaited().get(result.effect());
        if (awaited == null) {
            notAwaited(d, lifecycles, lifecycle, result);
            return;
        }
        var effect = awaited.effect();
        var step = effect.target().step();
        switch (result.outcome()) {
            case Outcome.Done _ -> succeeded(d, effect, true, "");
            case Outcome.AlreadyDone(var note) -> succeeded(d, effect, false, note);
            case Outcome.Claimed(var hostname) -> {
                close(d, effect, "");
                if (effect instanceof Effect.ClaimHostname claim) {
                    d.record(new HostnameClaimed(hostname, effect.generation(), claim.pool()));
                    taskDone(d, effect);
                }
            }
            case Outcome.Described described -> {
                close(d, effect, "");
                described(d, lifecycle, effect, result, described);
            }
            case Outcome.NoFreeName(var reason) -> {
                close(d, effect, reason);
                if (effect instanceof Effect.ClaimHostname claim && isOfThisLife(d, effect)) {
                    awaitName(d, claim);
                }
                tryAgain(d, lifecycle, effect, wait(lifecycle, effect));
            }
            case Outcome.HookFound found -> {
                close(d, effect, "");
                if (effect instanceof Effect.LookUpHook lookUp) {
                    Heartbeats.timed(d, lookUp, found);
                }
            }
            case Outcome.GroupStateSeen(var state) -> {
                close(d, effect, state);
                GroupStates.seen(
                        d, lifecycle, state, result.at(), effect.target().round());
            }
            case Outcome.AgentOnline _ -> {
                close(d, effect, "");
                d.record(new AgentSeenOnline(d.now()));
            }
            case Outcome.CommandSent(var command) -> {
                close(d, effect, "");
                if (isOfThisLife(d, effect)) {
                    var early = Optional.ofNullable(d.instance().early().get(command));
                    d.record(new CommandSent(command, step, d.now()));
                    taskDone(d, effect);
                    lifecycle.ifPresent(
                            declared -> early.ifPresent(status -> CommandStatuses.heard(d, declared, command, status)));
                }
            }
            case Outcome.CommandSeen(var command, var status) -> {
                close(d, effect, status.toString());
                lifecycle.ifPresent(declared -> CommandStatuses.heard(d, declared, command, status));
            }
            case Outcome.NotYet(var reason) -> {
                close(d, effect, reason);
                tryAgain(d, lifecycle, effect, wait(lifecycle, effect));
            }
            case Outcome.NotShown(var reason) -> {
                close(d, effect, reason);
                notShown(d, lifecycle, effect, result);
            }
            case Outcome.Blocked(var fault, var reason, var remedy) ->
                blocked(d, lifecycle, effect, new EffectBlocked(effect.id(), step, fault, reason, remedy));
            case Outcome.NameRefused(var reason) -> {
                close(d, effect, reason);
                nameRefused(d, lifecycle, effect, reason);
            }
            case Outcome.InstanceGone(var reason) -> {
                close(d, effect, reason);
                if (!d.instance().host().isAtItsEnd()) {
                    InstanceDecider.noteEc2State(d, new Ec2StateSeen(Ec2State.TERMINATED, result.at()));
                }
            }
            // a clear answer: nothing was done. What still wants it asks again, up to the deadline of the life
            case Outcome.Fenced(var reason) -> {
                close(d, effect, reason);
                tryAgain(d, lifecycle, effect, wait(lifecycle, effect));
            }
            case Outcome.Failed(var reason, var permanent) -> failed(d, lifecycle, effect, reason, permanent);
        }
    }

    /** A redelivered result. Before it is ignored: does it leave a name behind that nobody will ever give back? */
    private static void notAwaited(
            Decision d, Lifecycles lifecycles, Optional<Lifecycle> lifecycle, EffectResult result) {
        if (result.outcome() instanceof Outcome.Claimed(var hostname)
                && lifecycle.isPresent()
                && lacksName(d, result)
                && !d.instance().strays().containsKey(hostname)) {
            // it is this very life that waits for a name: what a call that was thought to have failed took is as good
            d.record(new HostnameClaimed(
                    hostname, result.generation(), lifecycle.get().hostnames()));
            claimed(d, lifecycle.get());
        } else if (result.outcome() instanceof Outcome.Claimed(var hostname)
                && !holds(d, hostname)
                && !d.instance().strays().containsKey(hostname)) {
            var rest = lifecycles.poolOf(hostname).map(HostnamePool::rest).orElse(REST_OF_A_STRANGE_NAME);
            d.record(new StrayNameFound(hostname, result.generation(), rest));
        } else {
            d.ignore(Reason.NOT_AWAITED, "result of " + result.effect());
        }
    }

    private static boolean lacksName(Decision d, EffectResult result) {
        return d.instance().life() instanceof Life.Active
                && result.generation().equals(d.instance().generation())
                && !(d.instance().name() instanceof Name.Held);
    }

    private static void claimed(Decision d, Lifecycle lifecycle) {
        if (d.instance().progress() instanceof Progress.Moving(var _, var _, var _, var left)) {
            left.stream()
                    .filter(step -> lifecycle
                            .task(step)
                            .filter(task -> task.kind() == TaskKind.CLAIM_HOSTNAME)
                            .isPresent())
                    .forEach(step -> d.record(new TaskDone(step)));
        }
    }

    private static boolean holds(Decision d, Hostname hostname) {
        return d.instance().name() instanceof Name.Held(var held, var _, var _) && held.equals(hostname);
    }

    private static void succeeded(Decision d, Effect effect, boolean byUs, String note) {
        close(d, effect, note);
        switch (effect) {
            case Effect.ReleaseHostname release -> d.record(new HostnameReleased(release.hostname()));
            case Effect.UpsertDns upsert -> d.record(new DnsUpserted(upsert.records()));
            case Effect.DeleteDns delete -> d.record(new DnsDeleted(delete.records()));
            case Effect.TagInstance tag
            when d.instance().name() instanceof Name.Held(var hostname, var _, var pool)
                    && tag.tags().containsValue(pool.fqdn(hostname).value()) -> d.record(new InstanceTagged(hostname));
            case Effect.CompleteHook complete -> {
                d.record(new HookAnswered(complete.token(), complete.result(), byUs, d.now()));
                if (!byUs) {
                    readGroupState(d);
                }
            }
            case Effect.KeepHook keep when byUs -> d.record(new HookKept(keep.token(), d.now()));
            case Effect.KeepHook keep -> {
                Heartbeats.refused(d, keep);
                readGroupState(d);
            }
            case Effect.LookUpHook lookUp -> Heartbeats.noSuchHook(d, lookUp);
            case Effect.TagInstance _,
                    Effect.ClaimHostname _,
                    Effect.DescribeInstance _,
                    Effect.CheckAgent _,
                    Effect.SendCommand _,
                    Effect.CheckCommand _,
                    Effect.ReadGroupState _ -> {}
        }
        taskDone(d, effect);
    }

    /** A hook was closed by another hand, ours before a crash or Auto Scaling's at its timeout: what came of it? */
    private static void readGroupState(Decision d) {
        d.want(Steps.READ_GROUP_STATE, Effect.ReadGroupState::new);
    }

    private static void awaitName(Decision d, Effect.ClaimHostname claim) {
        if (d.instance().name() instanceof Name.None) {
            d.record(new HostnameAwaited(claim.pool(), d.now()));
        }
    }

    private static void described(
            Decision d,
            Optional<Lifecycle> lifecycle,
            Effect effect,
            EffectResult result,
            Outcome.Described described) {
        var state = described.state();
        var known = d.instance().host().ec2();
        if (state.isFinal()) {
            if (!d.instance().host().isAtItsEnd()) {
                InstanceDecider.noteEc2State(d, new Ec2StateSeen(state, result.at()));
            }
            return;
        }
        ReportedEnd.shownAlive(d, lifecycle, effect, state, result.at());
        if (isOfThisLife(d, effect)) {
            d.record(new InstanceDescribed(
                    described.privateAddress(),
                    described.publicAddress(),
                    described.ipv6Address(),
                    state == Ec2State.RUNNING));
        }
        if (state != Ec2State.RUNNING && d.instance().host().isAt(Ec2State.RUNNING)) {
            // it lags, or an event was lost: what asks as long as it runs must not ask without a pause
            d.setTimer(Timers.retry(effect.target().step()), wait(lifecycle, effect));
        }
        // A describe may be stale, so it only tells of a `running` whose event is missing, and any event that is newer
        // than the state it follows overrules it.
        if (state == Ec2State.RUNNING) {
            switch (known) {
                case Ec2.Unknown _ -> d.record(new Ec2StateSeen(state, Instant.EPOCH));
                case Ec2.Seen(var seen, var at)
                when seen == Ec2State.PENDING || seen == Ec2State.STOPPED ->
                    d.record(new Ec2StateSeen(state, at.plusMillis(1)));
                case Ec2.Seen _ -> {}
            }
        }
    }

    /**
     * EC2 shows a new instance late, by seconds. One that it does not show in two looks minutes apart does not exist: a hook
     * that was reported once more, long after its instance was forgotten, must not open a life without an end.
     */
    private static void notShown(Decision d, Optional<Lifecycle> lifecycle, Effect effect, EffectResult result) {
        var host = d.instance().host();
        if (!host.isMissing()) {
            d.record(new InstanceMissing(d.now()));
        } else if (!d.now().isBefore(host.missingSince().plus(LONGEST_LAG)) && !host.isAtItsEnd()) {
            InstanceDecider.noteEc2State(d, new Ec2StateSeen(Ec2State.TERMINATED, result.at()));
            return;
        }
        tryAgain(d, lifecycle, effect, wait(lifecycle, effect));
    }

    /** A fault that says nothing about the machine decides nothing over it: the call is made again until the deadline. */
    private static void blocked(Decision d, Optional<Lifecycle> lifecycle, Effect effect, EffectBlocked blocked) {
        d.record(blocked);
        var step = effect.target().step();
        var trigger = lifecycle.flatMap(declared -> declared.triggerOf(step)).filter(_ -> isOfThisLife(d, effect));
        var retry = trigger.map(Trigger::retry).orElse(Retry.DEFAULT);
        var times = d.instance().tries().getOrDefault(step, Tries.NONE).block().times();
        if (trigger.isPresent() && trigger.get().ignoreErrors() && times >= retry.attempts()) {
            taskDone(d, effect);
        } else {
            tryAgain(d, lifecycle, effect, retry.pauseAfter(Math.max(1, times)));
        }
    }

    /** It costs one name: that one is taken out of the pool, and the life claims another. */
    private static void nameRefused(Decision d, Optional<Lifecycle> lifecycle, Effect effect, String reason) {
        if (!isOfThisLife(d, effect)
                || lifecycle.isEmpty()
                || !(effect instanceof Effect.UpsertDns upsert)
                || !(d.instance().name() instanceof Name.Held(var held, var claimed, var _))
                || !held.equals(upsert.hostname())) {
            return;
        }
        d.record(new HostnameRefused(held, claimed, reason));
        d.record(new LifecycleRestarted(
                lifecycle.get().initial(), held + " is of no use: " + reason, Instant.EPOCH, d.now()));
    }

    private static void failed(
            Decision d, Optional<Lifecycle> lifecycle, Effect effect, String reason, boolean permanent) {
        var step = effect.target().step();
        d.record(new EffectClosed(effect.id(), step, true, reason));
        var tries = d.instance().tries().getOrDefault(step, Tries.NONE);
        var trigger = lifecycle.flatMap(declared -> declared.triggerOf(step)).filter(_ -> isOfThisLife(d, effect));
        var retry = trigger.map(Trigger::retry)
                .or(() -> lifecycle.map(declared -> declared.failure().retry()))
                .orElse(Retry.DEFAULT);
        var isLast = permanent || tries.failures() >= retry.attempts();
        // What cleans up, answers a hook or looks is asked for until it succeeds: giving up would leak.
        if (!isLast || trigger.isEmpty()) {
            tryAgain(d, lifecycle, effect, retry.pauseAfter(Math.max(1, tries.failures())));
        } else if (trigger.get().ignoreErrors() || !isAwaitedByTransition(d, step)) {
            taskDone(d, effect);
        } else {
            Progressing.park(d, step + " failed: " + reason);
        }
    }

    /** What a parked life was about to do is not done any more; what cleans up after it is. */
    private static void tryAgain(Decision d, Optional<Lifecycle> lifecycle, Effect effect, Duration pause) {
        var isTask = lifecycle
                .flatMap(declared -> declared.task(effect.target().step()))
                .isPresent();
        var isTakenUpLater = d.instance().progress() instanceof Progress.Parked(var _, var _, var from)
                && from instanceof Progress.Moving(var _, var _, var _, var left)
                && left.contains(effect.target().step());
        if (!(isTask && isOfThisLife(d, effect) && isTakenUpLater)) {
            d.setTimer(retryTimer(d, lifecycle, effect), pause);
        }
    }

    /** A task that no transition waits for has nobody who would ask for it again. */
    private static TimerName retryTimer(Decision d, Optional<Lifecycle> lifecycle, Effect effect) {
        var step = effect.target().step();
        var isAfterTask = lifecycle.flatMap(declared -> declared.task(step)).isPresent()
                && isOfThisLife(d, effect)
                && !isAwaitedByTransition(d, step);
        return isAfterTask ? Timers.again(step) : Timers.retry(step);
    }

    private static Duration wait(Optional<Lifecycle> lifecycle, Effect effect) {
        var waits = lifecycle.map(Lifecycle::waits).orElse(Lifecycle.Waits.DEFAULT);
        return switch (effect) {
            case Effect.ClaimHostname _ -> waits.name();
            case Effect.CheckAgent _, Effect.SendCommand _ -> waits.agent();
            case Effect.CheckCommand _ -> waits.command();
            case Effect.DescribeInstance _,
                    Effect.ReleaseHostname _,
                    Effect.UpsertDns _,
                    Effect.DeleteDns _,
                    Effect.TagInstance _,
                    Effect.CompleteHook _,
                    Effect.LookUpHook _,
                    Effect.KeepHook _,
                    Effect.ReadGroupState _ -> waits.instance();
        };
    }

    private static void close(Decision d, Effect effect, String note) {
        d.record(new EffectClosed(effect.id(), effect.target().step(), false, note));
    }

    private static void taskDone(Decision d, Effect effect) {
        if (isAwaitedByTransition(d, effect.target().step()) && isOfThisLife(d, effect)) {
            d.record(new TaskDone(effect.target().step()));
        }
    }

    private static boolean isAwaitedByTransition(Decision d, StepName step) {
        return d.instance().progress() instanceof Progress.Moving(var _, var _, var _, var left) && left.contains(step);
    }

    static boolean isOfThisLife(Decision d, Effect effect) {
        var before = d.instance()
                .tries()
                .getOrDefault(effect.target().step(), Tries.NONE)
                .before();
        return d.instance().life() instanceof Life.Active
                && effect.generation().equals(d.instance().generation())
                && effect.target().round() > before;
    }
}
