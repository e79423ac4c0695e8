package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.DueTime;
import muster.schemas.Effect;
import muster.schemas.Effect.ReleaseHostname.Afterwards;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.Instance.Awaited;
import muster.schemas.Instance.Command;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Host;
import muster.schemas.Instance.LaunchAnswer;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Membership;
import muster.schemas.Instance.Name;
import muster.schemas.Instance.Progress;
import muster.schemas.Instance.Stray;
import muster.schemas.Instance.Tries;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceEvent.*;
import muster.schemas.Place;
import muster.schemas.TimerName;
import org.jspecify.annotations.Nullable;

/** Copies an event into the state, live and in replay. The only writer of state; it decides nothing. */
public final class Evolution {
    /** Closed hooks are kept so that a late duplicate is known; beyond this many the oldest are dropped, since age tells. */
    private static final int HOOKS_KEPT = 8;

    /** Statuses of other tools' commands that may come while one is being sent. */
    private static final int STATUSES_KEPT = 32;

    private Evolution() {}

    public static Instance fold(Instance from, Iterable<InstanceEvent> events) {
        var state = from;
        for (var event : events) {
            state = evolve(state, event);
        }
        return state;
    }

    public static Instance evolve(Instance i, InstanceEvent event) {
        return switch (event) {
            case Ec2StateSeen(var state, var at) ->
                i.change().host(seen(i.host(), new Ec2.Seen(state, at))).build();
            case EndReported(var _, var at) ->
                // an end that was believed is not any more, and nothing else is known of the machine then
                i.change()
                        .host((i.host().isAtItsEnd() ? i.host().at(new Ec2.Unknown()) : i.host()).endReported(at))
                        .build();
            case EndDoubted(var _, var at) ->
                i.change().host(i.host().endDoubted(at)).build();
            case EndRefuted _ -> i.change().host(i.host().endRefuted()).build();
            case PoolEntered(var group, var lifecycle, var at) ->
                i.change()
                        .life(new Life.Pooled(group, lifecycle, at))
                        .newestLife(at)
                        .answer(LaunchAnswer.OWED)
                        .build();
            case LifeOpened opened -> opened(i, opened);
            case LifeEnding(var group, var lifecycle, var to, var keeps, var _, var at) ->
                i.change()
                        .life(new Life.Ending(group, lifecycle, to, keeps, at))
                        .newestEnd(later(i.newestEnd(), at))
                        .name(waitsNoMore(i.name()))
                        .timers(Evolution::dropTimers)
                        .build();
            case LifeEnded(var at) -> ended(i, at);
            case LifecycleRestarted restarted -> restarted(i, restarted);
            case UnmanagedSeen(var group, var lifecycle, var at) ->
                i.change().life(new Life.Unmanaged(group, lifecycle, at)).build();
            case InstanceMissing(var at) ->
                i.change()
                        .host(i.host().isMissing() ? i.host() : i.host().missingSince(at))
                        .build();
            case LaunchAnswered(var result) ->
                i.change()
                        .answer(
                                switch (result) {
                                    case CONTINUE -> LaunchAnswer.CONTINUE;
                                    case ABANDON -> LaunchAnswer.ABANDON;
                                })
                        .build();
            case Resumed _ ->
                progress(i, state -> state instanceof Progress.Parked(var _, var _, var from) ? from : state);
            case HookOpened(var hook) ->
                i.change()
                        .hooks(hooks -> {
                            hooks.put(hook.token(), hook);
                            forgetOldest(hooks);
                        })
                        .build();
            case HookAnswered(var token, var result, var byUs, var at) ->
                i.change()
                        .hooks(answer(token, new Hook.Answer.Given(result, byUs, at)))
                        .build();
            case HookTimed(var token, var timeout, var byDefault) ->
                i.change()
                        .hooks(hooks -> hooks.computeIfPresent(
                                token, (_, hook) -> hook.with(Heartbeats.kept(hook, timeout, byDefault))))
                        .build();
            case HookKept(var token, var at) ->
                i.change()
                        .hooks(hooks -> hooks.computeIfPresent(token, (_, hook) -> keptAt(hook, at)))
                        .build();
            case HeartbeatsEnded(var token, var why, var at) ->
                i.change()
                        .hooks(hooks ->
                                hooks.computeIfPresent(token, (_, hook) -> hook.with(new Hook.Keeping.Over(why, at))))
                        .build();
            case GroupStateSeen(var state, var at, var round) ->
                i.change()
                        .membership(new Membership(state, at))
                        .hooks(hooks -> hooks.replaceAll((_, hook) -> decided(hook, round)))
                        .build();
            case InterruptionSeen _ -> i.change().build();
            case EffectRequested(var effect, var attempt, var at) -> requested(i, new Awaited(effect, attempt, at));
            case EffectClosed closed -> closed(i, closed);
            case EffectBlocked blocked -> blocked(i, blocked);
            case InstanceDescribed(var privateAddress, var publicAddress, var ipv6Address, var whileRunning) ->
                i.change()
                        .host(i.host().withAddresses(privateAddress, publicAddress, ipv6Address, whileRunning))
                        .build();
            case AgentSeenOnline _ -> i.change().host(i.host().withAgent(true)).build();
            case HostnameAwaited(var pool, var since) ->
                i.name() instanceof Name.None
                        ? i.change().name(new Name.Awaited(pool, since)).build()
                        : i.change().build();
            case HostnameClaimed(var hostname, var generation, var pool) ->
                i.change().name(new Name.Held(hostname, generation, pool)).build();
            case HostnameReleased(var hostname) ->
                (i.name() instanceof Name.Held(var held, var _, var _) && held.equals(hostname)
                                ? i.change().name(new Name.None())
                                : i.change())
                        .strays(strays -> strays.remove(hostname))
                        .build();
            case HostnameRefused(var hostname, var claimed, var _) ->
                i.change()
                        .name(new Name.None())
                        .tagged("")
                        .strays(strays -> strays.put(hostname, new Stray(claimed, Duration.ZERO, Afterwards.TAKEN_OUT)))
                        .build();
            case StrayNameFound(var hostname, var claimed, var rest) ->
                i.change()
                        .strays(strays -> strays.putIfAbsent(hostname, new Stray(claimed, rest, Afterwards.FREE)))
                        .build();
            case DnsUpserted(var records) ->
                i.change().dns(Records.overwritten(i.dns(), records)).build();
            case DnsDeleted(var records) ->
                i.change().dns(Records.removed(i.dns(), records)).build();
            case InstanceTagged(var hostname) ->
                i.change().tagged(hostname.value()).build();
            case CommandSent(var id, var step, var at) ->
                // earlier releases took a status that came before the answer to SendCommand for the command's own
                (i.command() instanceof Command.Ended(var ended, var _, var _) && ended.equals(id)
                                ? i.change()
                                : i.change().command(new Command.Sent(id, step, at)))
                        .early(SortedMap::clear)
                        .build();
            case CommandHeard(var id, var status) ->
                i.change().early(early -> heard(early, id, status)).build();
            case CommandEnded(var id, var step, var status) ->
                i.change().command(new Command.Ended(id, step, status)).build();
            case TransitionStarted(var to, var trigger, var tasks) ->
                progress(i, state -> new Progress.Moving(Standing.in(state), to, trigger, tasks));
            case TaskDone(var task) ->
                progress(
                        i,
                        state -> state instanceof Progress.Moving(var at, var to, var trigger, var left)
                                ? new Progress.Moving(
                                        at,
                                        to,
                                        trigger,
                                        left.stream()
                                                .filter(it -> !it.equals(task))
                                                .toList())
                                : state);
            case StateChanged(var _, var to, var _) -> progress(i, _ -> new Progress.Resting(to));
            case Parked(var reason) ->
                progress(
                        i,
                        state -> new Progress.Parked(
                                Standing.in(state),
                                reason,
                                state instanceof Progress.Parked(var _, var _, var from) ? from : state));
            case TimerSet(var timer, var due) ->
                i.change().timers(timers -> timers.put(timer, due)).build();
            case TimerCleared(var timer) ->
                i.change().timers(timers -> timers.remove(timer)).build();
            case Ignored _ -> i.change().build();
            case Forgotten _ -> Instance.unseen(i.id());
        };
    }

    private static Instance opened(Instance i, LifeOpened life) {
        return i.change()
                .life(new Life.Active(life.group(), life.lifecycle(), life.at()))
                .generation(life.generation())
                .newestLife(life.at())
                // asked for again in each life: the answer also tells that the machine is there
                .host(i.host().unread())
                .name(waitsNoMore(i.name()))
                .tagged("")
                .command(new Command.None())
                .tries(SortedMap::clear)
                .timers(Evolution::dropTimers)
                .progress(new Progress.Resting(life.initial()))
                .answer(LaunchAnswer.OWED)
                .early(SortedMap::clear)
                .build();
    }

    private static Instance restarted(Instance i, LifecycleRestarted restarted) {
        var next = i.change()
                .host(i.host().withAgent(false))
                .command(new Command.None())
                .early(SortedMap::clear)
                // the next request of each step is a new one, also where the last one's end is not known
                .tries(tries -> tries.replaceAll((_, so) -> so.restarted()))
                .timers(Evolution::dropTimers)
                .progress(new Progress.Resting(restarted.initial()));
        return restarted.passage().equals(Instant.EPOCH)
                ? next.build()
                : next.newestLife(restarted.passage()).answer(LaunchAnswer.OWED).build();
    }

    private static void heard(SortedMap<CommandId, CommandStatus> early, CommandId id, CommandStatus status) {
        early.put(id, status);
        if (early.size() > STATUSES_KEPT) {
            early.remove(early.firstKey().equals(id) ? early.lastKey() : early.firstKey());
        }
    }

    private static Instance blocked(Instance i, EffectBlocked blocked) {
        var next = i.change().awaited(awaited -> awaited.remove(blocked.effect()));
        return isOfThisRound(i, i.awaited().get(blocked.effect()))
                ? next.tries(tries -> tries.computeIfPresent(
                                blocked.step(),
                                (_, so) -> so.blocked(blocked.fault(), blocked.reason(), blocked.remedy())))
                        .build()
                : next.build();
    }

    /** What an earlier life waited for concerns no later one; overdue results are still asked for, and hooks kept open. */
    private static void dropTimers(SortedMap<TimerName, DueTime> timers) {
        timers.keySet()
                .removeIf(timer ->
                        !timer.equals(Timers.OVERDUE) && Timers.beatOf(timer).isEmpty());
    }

    private static Name waitsNoMore(Name name) {
        return name instanceof Name.Awaited ? new Name.None() : name;
    }

    private static Hook decided(Hook hook, int round) {
        return hook.answer() instanceof Hook.Answer.Undecided(var from) && round >= from
                ? hook.with(new Hook.Answer.Owed())
                : hook;
    }

    private static Hook keptAt(Hook hook, Instant at) {
        return hook.keeping() instanceof Hook.Keeping.Kept(var timeout, var byDefault, var _, var longest)
                ? hook.with(new Hook.Keeping.Kept(timeout, byDefault, at.plus(timeout), longest))
                : hook;
    }

    private static Instance ended(Instance i, Instant at) {
        var next =
                i.life() instanceof Life.Ending(var group, var lifecycle, var to, var _, var _) && to == Place.WARM_POOL
                        ? new Life.Pooled(group, lifecycle, at)
                        : new Life.Gone(at);
        return i.change()
                .life(next)
                .timers(Evolution::dropTimers)
                .progress(new Progress.Outside())
                .build();
    }

    private static Instance closed(Instance i, EffectClosed closed) {
        var next = i.change().awaited(awaited -> awaited.remove(closed.effect()));
        return isOfThisRound(i, i.awaited().get(closed.effect()))
                ? next.tries(tries -> tries.computeIfPresent(
                                closed.step(), (_, so) -> closed.failed() ? so.failed() : so.unblocked()))
                        .build()
                : next.build();
    }

    private static Instance requested(Instance i, Awaited awaited) {
        var effect = awaited.effect();
        var target = effect.target();
        var next = i.change().awaited(all -> all.put(effect.id(), awaited));
        if (isOfThisGeneration(i, awaited)) {
            next.tries(tries -> tries.merge(
                    target.step(),
                    new Tries(target.round(), 0, false, Instance.Block.NONE, 0),
                    (so, _) -> so.requested(target.round())));
        }
        return switch (effect) {
            // from here on the records may exist, whatever becomes of the answer
            case Effect.UpsertDns upsert ->
                next.dns(Records.added(i.dns(), upsert.records())).build();
            case Effect.CompleteHook complete ->
                next.hooks(answer(complete.token(), new Hook.Answer.Asked(complete.result())))
                        .build();
            case Effect.DescribeInstance _,
                    Effect.ClaimHostname _,
                    Effect.ReleaseHostname _,
                    Effect.DeleteDns _,
                    Effect.TagInstance _,
                    Effect.CheckAgent _,
                    Effect.SendCommand _,
                    Effect.CheckCommand _,
                    Effect.LookUpHook _,
                    Effect.KeepHook _,
                    Effect.ReadGroupState _ -> next.build();
        };
    }

    /** Steps are counted anew in each generation; an effect of an older one that is still under way must not mix in. */
    private static boolean isOfThisGeneration(Instance i, @Nullable Awaited awaited) {
        return awaited != null && awaited.effect().generation().equals(i.generation());
    }

    /** What was asked for before a restart says nothing about what is asked for since. */
    private static boolean isOfThisRound(Instance i, @Nullable Awaited awaited) {
        return isOfThisGeneration(i, awaited)
                && awaited != null
                && awaited.effect().target().round()
                        > i.tries()
                                .getOrDefault(awaited.effect().target().step(), Tries.NONE)
                                .before();
    }

    private static Consumer<SortedMap<HookToken, Hook>> answer(HookToken token, Hook.Answer answer) {
        return hooks -> hooks.computeIfPresent(token, (_, hook) -> hook.with(answer));
    }

    private static void forgetOldest(SortedMap<HookToken, Hook> hooks) {
        List<HookToken> closed = hooks.values().stream()
                .filter(hook -> hook.answer() instanceof Hook.Answer.Given)
                .sorted(Comparator.comparing(Hook::opened))
                .map(Hook::token)
                .toList();
        closed.stream().limit(Math.max(0, hooks.size() - HOOKS_KEPT)).forEach(hooks::remove);
    }

    private static Host seen(Host host, Ec2.Seen ec2) {
        return switch (ec2.state()) {
            case PENDING, RUNNING -> host.at(ec2);
            case STOPPING, STOPPED, SHUTTING_DOWN, TERMINATED ->
                host.at(ec2).withAgent(false).unsettled();
        };
    }

    private static Instance progress(Instance i, UnaryOperator<Progress> change) {
        return i.change().progress(change.apply(i.progress())).build();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
