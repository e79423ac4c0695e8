package muster.instance;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.DueTime;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.Instance.Ec2;
import muster.schemas.Instance.Life;
import muster.schemas.InstanceEvent.Ec2StateSeen;
import muster.schemas.InstanceEvent.EffectRequested;
import muster.schemas.InstanceEvent.EndReported;
import muster.schemas.InstanceEvent.Forgotten;
import muster.schemas.InstanceEvent.InterruptionSeen;
import muster.schemas.InstanceEvent.LifeEnded;
import muster.schemas.InstanceEvent.LifeEnding;
import muster.schemas.InstanceEvent.Parked;
import muster.schemas.InstanceEvent.Reason;
import muster.schemas.InstanceEvent.TaskDone;
import muster.schemas.InstanceEvent.TimerCleared;
import muster.schemas.InstanceEvent.UnmanagedSeen;
import muster.schemas.LifecycleName;
import muster.schemas.Place;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.TimerName;

/**
 * Decides what a signal means for one instance. Pure: the same state and signal give the same events next year.
 *
 * <p>Each signal is first noted, then {@link #advance} asks what the new state calls for, until it calls for nothing
 * more. What is to be done is thus a function of the state, whichever signal came last.
 */
public final class InstanceDecider {
    /** A lifecycle that comes back to the same state without waiting for anything would go round for ever. */
    private static final int MOST_STEPS = 100;

    /** A report may be older than a hook: it decides none, as only a look that was asked for afterwards can. */
    private static final int REPORTED = 0;

    /** Before a deadline whose events are still being read is looked at again. */
    static final Duration UNREAD = Duration.ofSeconds(2);

    /** As Auto Scaling names the state that "EC2 Instance Launch Successful" reports. */
    private static final String IN_SERVICE = "InService";

    private final Lifecycles lifecycles;
    private final Retention retention;

    /**
     * How long the state of an ended instance is kept, so that a late event finds it.
     *
     * @param ours of an instance that a lifecycle covered
     * @param foreign of any other
     */
    public record Retention(Duration ours, Duration foreign) {
        public static final Retention DEFAULT = new Retention(Duration.ofHours(24), Duration.ofHours(1));
    }

    public InstanceDecider(Lifecycles lifecycles, Retention retention) {
        this.lifecycles = lifecycles;
        this.retention = retention;
    }

    /** The time up to which all events must be known before the timer may decide over a machine. */
    public static Instant needsEventsUpTo(TimerName timer, DueTime due) {
        return Timers.firstDue(timer, due);
    }

    public Step decide(Instance instance, Signal signal) {
        var decision = new Decision(instance, signal.from().heard());
        note(decision, signal);
        advance(decision);
        return new Step(instance, decision.instance(), decision.events());
    }

    private void note(Decision d, Signal signal) {
        switch (signal) {
            case Signal.LaunchHookOpened launch -> {
                if (isNews(d, launch.group(), launch.hook(), launch.token())) {
                    LaunchHooks.opened(d, launch, lifecycles.of(launch.group()));
                }
            }
            case Signal.TerminateHookOpened end -> {
                if (isNews(d, end.group(), end.hook(), end.token())) {
                    TerminateHooks.opened(d, end, lifecycles.of(end.group()));
                }
            }
            case Signal.Ec2StateChanged(var from, var state) -> onEc2State(d, from, state);
            case Signal.CommandStatusChanged(var _, var command, var status) ->
                lifecycleOf(d.instance())
                        .ifPresentOrElse(
                                lifecycle -> CommandStatuses.heard(d, lifecycle, command, status),
                                () -> d.ignore(Reason.FOREIGN, "status of command " + command));
            case Signal.LaunchSucceeded succeeded -> onLaunchSucceeded(d, succeeded);
            case Signal.LaunchFailed(var from, var _, var cause) -> onLaunchFailed(d, from, cause);
            case Signal.InterruptionAnnounced(var _, var kind, var action, var effective, var _) -> {
                if (d.instance().isOurs()) {
                    d.record(new InterruptionSeen(kind, action, effective));
                } else {
                    d.ignore(Reason.FOREIGN, "interruption " + kind);
                }
            }
            case Signal.EffectFinished(var _, var result) ->
                Results.onResult(d, lifecycles, lifecycleOf(d.instance()), result);
            case Signal.TimerFired fired -> onTimer(d, fired);
        }
    }

    /** Whether a hook must be answered and was not known before. */
    private boolean isNews(Decision d, GroupName group, HookName name, HookToken token) {
        if (d.instance().hooks().containsKey(token)) {
            d.ignore(Reason.DUPLICATE, "hook " + token);
            return false;
        }
        var inScope = lifecycles.of(group).map(it -> it.answers(name)).orElseGet(() -> lifecycles.answers(name));
        if (!inScope) {
            d.ignore(Reason.FOREIGN, "hook " + name + " of group " + group);
        }
        return inScope;
    }

    /** A launch that no hook of ours took part in leaves a machine in service that nobody has set up. */
    private void onLaunchSucceeded(Decision d, Signal.LaunchSucceeded signal) {
        var i = d.instance();
        var at = signal.from().at();
        var what = "launch into " + signal.destination() + " of " + signal.group();
        var lifecycle = lifecycles.of(signal.group());
        if (lifecycle.isEmpty() || i.host().isAtItsEnd()) {
            d.ignore(lifecycle.isEmpty() ? Reason.FOREIGN : Reason.AFTER_THE_END, what);
            return;
        }
        switch (i.life()) {
            case Life.Unseen _ ->
                d.record(new UnmanagedSeen(signal.group(), lifecycle.get().name(), at));
            case Life.Active _
            when signal.destination() == Place.ACTIVE_GROUP && at.isAfter(i.newestLife()) ->
                GroupStates.seen(d, lifecycle, IN_SERVICE, at, REPORTED);
            case Life.Active _, Life.Pooled _, Life.Unmanaged _ -> d.ignore(Reason.DUPLICATE, what);
            case Life.Ending _, Life.Gone _ -> d.ignore(Reason.AFTER_THE_END, what);
        }
    }

    /**
     * Auto Scaling terminates what it gave up. This event too ends no machine alone: EC2 shows the end within seconds, and
     * then what was taken is given back.
     */
    private static void onLaunchFailed(Decision d, Provenance from, String cause) {
        var i = d.instance();
        if (!(i.life() instanceof Life.Active)) {
            d.ignore(i.isOurs() ? Reason.AFTER_THE_END : Reason.FOREIGN, "launch failed: " + cause);
        } else if (from.at().isBefore(i.newestLife())) {
            d.ignore(Reason.OLDER, "launch failed: " + cause);
        } else {
            d.record(new EndReported(Ec2State.TERMINATED, d.now()));
        }
    }

    private static void onEc2State(Decision d, Provenance from, Ec2State state) {
        var what = "EC2 state " + state;
        if (d.instance().host().ec2() instanceof Ec2.Seen(var known, var knownAt)) {
            var newer = from.at().isAfter(knownAt) || (from.at().equals(knownAt) && state.compareTo(known) > 0);
            if (known == state && (known.isFinal() || !newer)) {
                d.ignore(Reason.DUPLICATE, what);
                return;
            }
            if (known.isFinal() && state != Ec2State.TERMINATED) {
                d.ignore(Reason.AFTER_THE_END, what);
                return;
            }
            if (!newer && !state.isFinal()) {
                d.ignore(Reason.OLDER, what);
                return;
            }
        }
        if (state.isFinal() && !ReportedEnd.isExpected(d.instance())) {
            d.record(new EndReported(state, d.now()));
        } else {
            noteEc2State(d, new Ec2StateSeen(state, from.at()));
        }
    }

    /** Records a state that is known to be newer; at its end, an instance gives back what it holds. */
    static void noteEc2State(Decision d, Ec2StateSeen seen) {
        d.record(seen);
        if (seen.state() == Ec2State.RUNNING) {
            // the look that was to find it out; whatever else is to be looked for asks anew
            d.clearTimerIfSet(Timers.probe(Steps.DESCRIBE));
        }
        if (!seen.state().isFinal()) {
            return;
        }
        switch (d.instance().life()) {
            case Life.Active(var group, var lifecycle, var _) -> endAtEc2(d, group, lifecycle, seen);
            case Life.Pooled(var group, var lifecycle, var _) -> endAtEc2(d, group, lifecycle, seen);
            case Life.Unmanaged(var group, var lifecycle, var _) -> endAtEc2(d, group, lifecycle, seen);
            case Life.Ending(var group, var lifecycle, var to, var _, var _)
            when to == Place.WARM_POOL -> endAtEc2(d, group, lifecycle, seen);
            case Life.Ending _, Life.Unseen _, Life.Gone _ -> {}
        }
    }

    private static void endAtEc2(Decision d, GroupName group, LifecycleName lifecycle, Ec2StateSeen seen) {
        d.record(new LifeEnding(group, lifecycle, Place.EC2, false, "EC2 says " + seen.state(), seen.at()));
    }

    private void onTimer(Decision d, Signal.TimerFired fired) {
        if (!fired.due().equals(d.instance().timers().get(fired.timer()))) {
            d.ignore(Reason.STALE_TIMER, fired.timer().value());
            return;
        }
        d.record(new TimerCleared(fired.timer()));
        if (fired.backlog() == Signal.Backlog.UNREAD && Timers.isDeadline(fired.timer())) {
            d.setTimer(Timers.postponed(Timers.firstDue(fired.timer(), fired.due())), UNREAD);
            return;
        }
        var lifecycle = lifecycleOf(d.instance());
        if (fired.timer().equals(Timers.OVERDUE)) {
            askAgain(d, waits(lifecycle).result());
        } else if (fired.timer().equals(Timers.FORGET)) {
            forget(d);
        }
        Timers.beatOf(fired.timer()).ifPresent(token -> Heartbeats.due(d, token, fired.backlog()));
        if (fired.timer().equals(Timers.retry(Steps.READ_GROUP_STATE))
                || fired.timer().equals(Timers.probe(Steps.READ_GROUP_STATE))) {
            d.want(Steps.READ_GROUP_STATE, Effect.ReadGroupState::new);
        }
        if (fired.timer().equals(Timers.RESUME)) {
            Parking.tryAgain(d);
        }
        // any other retry timer needs no more than to be gone: advance asks again for what is still called for
        lifecycle.filter(_ -> d.instance().life() instanceof Life.Active).ifPresent(declared -> {
            if (Timers.isDeadline(fired.timer())) {
                Deadline.passed(d, declared);
            }
            Timers.probeStep(fired.timer()).ifPresent(step -> Probes.ask(d, step));
            Timers.againStep(fired.timer()).flatMap(declared::task).ifPresent(task -> Tasks.want(d, declared, task));
            Timers.pauseStep(fired.timer()).ifPresent(step -> d.record(new TaskDone(step)));
        });
    }

    private static void askAgain(Decision d, Duration overdue) {
        for (var awaited : d.instance().awaited().values()) {
            if (!awaited.since().plus(overdue).isAfter(d.now())) {
                d.record(new EffectRequested(awaited.effect(), awaited.attempt() + 1, d.now()));
            }
        }
    }

    private static void forget(Decision d) {
        var answered = d.instance().hooks().values().stream().allMatch(Hook::isClosed);
        if (answered
                && d.instance().awaited().isEmpty()
                && d.instance().strays().isEmpty()) {
            d.record(new Forgotten());
        }
    }

    /** Does what the state calls for, until it calls for nothing more. */
    private void advance(Decision d) {
        if (d.events().stream().anyMatch(Forgotten.class::isInstance)) {
            return;
        }
        for (int steps = 0; ; steps++) {
            var before = d.instance().sequence();
            Hooks.answer(d, lifecycleOf(d.instance()));
            ReportedEnd.confirm(d);
            if (!GivingBack.isBusy(d, lifecycleOf(d.instance()))) {
                live(d);
            }
            if (d.instance().sequence() == before) {
                break;
            }
            if (steps == MOST_STEPS) {
                d.record(new Parked("the lifecycle goes round without waiting for anything"));
            }
        }
        setClocks(d);
    }

    private void live(Decision d) {
        switch (d.instance().life()) {
            case Life.Active(var _, var name, var _) ->
                lifecycles.named(name).ifPresent(lifecycle -> {
                    Progressing.step(d, lifecycle);
                    Refreshing.follow(d, lifecycle);
                });
            case Life.Ending _ -> d.record(new LifeEnded(d.now()));
            case Life.Unseen _, Life.Unmanaged _, Life.Pooled _, Life.Gone _ -> {}
        }
    }

    private void setClocks(Decision d) {
        Heartbeats.keep(d);
        var i = d.instance();
        if (i.life() instanceof Life.Active) {
            lifecycleOf(i).ifPresent(lifecycle -> Deadline.watch(d, lifecycle));
            Parking.watch(d, lifecycleOf(i));
            Probes.watchDeparture(d);
        }
        if (!i.awaited().isEmpty()) {
            d.setTimerUnlessSet(Timers.OVERDUE, waits(lifecycleOf(i)).result());
        }
        if (i.life() instanceof Life.Gone) {
            d.setTimerUnlessSet(Timers.FORGET, retention.ours());
        } else if (i.life() instanceof Life.Unseen && i.host().isAtItsEnd()) {
            d.setTimerUnlessSet(Timers.FORGET, retention.foreign());
        } else {
            d.clearTimerIfSet(Timers.FORGET);
        }
    }

    private Optional<Lifecycle> lifecycleOf(Instance i) {
        return switch (i.life()) {
            case Life.Unmanaged(var _, var name, var _) -> lifecycles.named(name);
            case Life.Pooled(var _, var name, var _) -> lifecycles.named(name);
            case Life.Active(var _, var name, var _) -> lifecycles.named(name);
            case Life.Ending(var _, var name, var _, var _, var _) -> lifecycles.named(name);
            case Life.Unseen _, Life.Gone _ -> Optional.empty();
        };
    }

    private static Lifecycle.Waits waits(Optional<Lifecycle> lifecycle) {
        return lifecycle.map(Lifecycle::waits).orElse(Lifecycle.Waits.DEFAULT);
    }
}
