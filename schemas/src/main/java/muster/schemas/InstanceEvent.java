package muster.schemas;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A fact about one instance that the decider has recorded. The fold of these is the instance's state. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface InstanceEvent {

    /** An EC2 state that is newer than the last one known. */
    record Ec2StateSeen(Ec2State state, Instant at) implements InstanceEvent {}

    /** It entered the warm pool of a group of ours, new or on its return. */
    record PoolEntered(GroupName group, LifecycleName lifecycle, Instant at) implements InstanceEvent {}

    /** A new life in the active group. */
    record LifeOpened(Generation generation, GroupName group, LifecycleName lifecycle, StateName initial, Instant at)
            implements InstanceEvent {}

    /**
     * The life is over; what it holds is given back.
     *
     * @param to {@link Place#WARM_POOL} where it may live again
     * @param keepsName whether its name stays with it on the way to the pool
     */
    record LifeEnding(GroupName group, LifecycleName lifecycle, Place to, boolean keepsName, String reason, Instant at)
            implements InstanceEvent {}

    /** Nothing of it is left outside. */
    record LifeEnded(Instant at) implements InstanceEvent {}

    /**
     * The lifecycle begins again within the same generation: the name and its records stay where they are in order.
     *
     * @param why such as a replaced root volume, whose new disk has no service on it
     * @param passage when the transition began that asks for it; {@link Instant#EPOCH} where none does
     */
    record LifecycleRestarted(StateName initial, String why, Instant passage, Instant at) implements InstanceEvent {}

    /** Auto Scaling has it in a group that a lifecycle covers, and no hook has ever named it. */
    record UnmanagedSeen(GroupName group, LifecycleName lifecycle, Instant at) implements InstanceEvent {}

    /**
     * An event says that the machine is at its end, and nothing else does yet: EC2 is asked before anything is given back.
     *
     * @param at when it was heard
     */
    record EndReported(Ec2State state, Instant at) implements InstanceEvent {}

    /** EC2 shows a machine alive whose end was reported. What it shows may lag. */
    record EndDoubted(Ec2State shown, Instant at) implements InstanceEvent {}

    /** EC2 goes on showing a machine whose end was reported; the report was false. */
    record EndRefuted(Ec2State shown, Instant at) implements InstanceEvent {}

    /** EC2 did not show it when asked. */
    record InstanceMissing(Instant at) implements InstanceEvent {}

    /** What the hooks of its launch get for an answer, also those that are not known yet. */
    record LaunchAnswered(Hook.Result result) implements InstanceEvent {}

    /** A parked life goes on: what it was parked for has passed. */
    record Resumed(String why) implements InstanceEvent {}

    record HookOpened(Hook hook) implements InstanceEvent {}

    record HookAnswered(HookToken token, Hook.Result result, boolean byUs, Instant at) implements InstanceEvent {}

    /** How long Auto Scaling waits at a hook is known, and from here on the hook is kept open. */
    record HookTimed(HookToken token, Duration timeout, Hook.Result byDefault) implements InstanceEvent {}

    /** A heartbeat has started the hook's timeout anew. */
    record HookKept(HookToken token, Instant at) implements InstanceEvent {}

    record HeartbeatsEnded(HookToken token, Hook.End why, Instant at) implements InstanceEvent {}

    /**
     * Where Auto Scaling has the instance.
     *
     * @param state such as {@code InService}; empty where no group has it
     * @param at when it was read; {@link Instant#EPOCH} where an earlier release has recorded it
     * @param round of the look; 0 where Auto Scaling has reported it
     */
    record GroupStateSeen(
            String state, @Added Instant at, @Added Integer round) implements InstanceEvent {
        public GroupStateSeen {
            at = at == null ? Instant.EPOCH : at;
            round = round == null ? 0 : round;
        }
    }

    /** @param attempt 1, or more where the same effect is asked for again because its result is overdue */
    record EffectRequested(Effect effect, int attempt, Instant at) implements InstanceEvent {}

    /**
     * An awaited result came.
     *
     * @param failed whether it counts as a failed try of its step
     * @param note why, where it did not simply succeed
     */
    record EffectClosed(EffectId effect, StepName step, boolean failed, String note) implements InstanceEvent {}

    /**
     * The call met a fault that says nothing about the machine.
     *
     * @param remedy what ends it; empty where it passes by itself
     */
    record EffectBlocked(EffectId effect, StepName step, Outcome.Fault fault, String reason, String remedy)
            implements InstanceEvent {}

    /** @param whileRunning whether it ran when its addresses were read: only then has it the public one that it keeps */
    record InstanceDescribed(String privateAddress, String publicAddress, String ipv6Address, boolean whileRunning)
            implements InstanceEvent {}

    record AgentSeenOnline(Instant at) implements InstanceEvent {}

    /** The pool has no free name; the instance waits for one. */
    record HostnameAwaited(HostnamePool pool, Instant since) implements InstanceEvent {}

    record HostnameClaimed(Hostname hostname, Generation generation, HostnamePool pool) implements InstanceEvent {}

    record HostnameReleased(Hostname hostname) implements InstanceEvent {}

    /** A record that is not Muster's stands under the name: it is taken out of the pool, and another one is claimed. */
    record HostnameRefused(Hostname hostname, Generation claimed, String reason) implements InstanceEvent {}

    /**
     * A call that was thought to have failed has claimed a name that nobody waits for.
     *
     * @param rest how long it waits before it can be claimed again
     */
    record StrayNameFound(Hostname hostname, Generation claimed, Duration rest) implements InstanceEvent {}

    record DnsUpserted(List<DnsRecord> records) implements InstanceEvent {
        public DnsUpserted {
            records = List.copyOf(records);
        }
    }

    record DnsDeleted(List<DnsRecord> records) implements InstanceEvent {
        public DnsDeleted {
            records = List.copyOf(records);
        }
    }

    record InstanceTagged(Hostname hostname) implements InstanceEvent {}

    record CommandSent(CommandId command, StepName step, Instant at) implements InstanceEvent {}

    /** A status of some command came while one is being sent whose id is not known yet. */
    record CommandHeard(CommandId command, CommandStatus status) implements InstanceEvent {}

    record CommandEnded(CommandId command, StepName step, CommandStatus status) implements InstanceEvent {}

    /** @param tasks what must be done before the new state is recorded */
    record TransitionStarted(StateName to, String trigger, List<StepName> tasks) implements InstanceEvent {
        public TransitionStarted {
            tasks = List.copyOf(tasks);
        }
    }

    record TaskDone(StepName task) implements InstanceEvent {}

    record StateChanged(StateName from, StateName to, Instant at) implements InstanceEvent {}

    /** The lifecycle cannot go on by itself; an operator, or the end of the instance, ends this. */
    record Parked(String reason) implements InstanceEvent {}

    record TimerSet(TimerName timer, DueTime due) implements InstanceEvent {}

    record TimerCleared(TimerName timer) implements InstanceEvent {}

    /** Something will happen to the instance; what follows is for its events to say. */
    record InterruptionSeen(InterruptionKind kind, String action, Instant effective) implements InstanceEvent {}

    /** Nothing to do, and why. */
    record Ignored(Reason reason, String what) implements InstanceEvent {}

    /** The instance has ended long ago: its state is dropped. */
    record Forgotten() implements InstanceEvent {}

    /** Why a signal changes nothing. */
    enum Reason {
        /** The same fact was known. */
        DUPLICATE,
        /** Something newer is known. */
        OLDER,
        /** The instance is at its end, or its life is over. */
        AFTER_THE_END,
        /** Nobody waits for this result any more, and it leaves nothing behind. */
        NOT_AWAITED,
        /** Neither its group nor its hook is ours. */
        FOREIGN,
        /** The timer was moved or cleared meanwhile. */
        STALE_TIMER,
        /** A status on the way, not the end. */
        UNDER_WAY
    }
}
