package muster.schemas;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/** Something that happened outside and that we cannot argue with. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Signal {
    Provenance from();

    /** An instance waits at a launch hook. */
    record LaunchHookOpened(
            Provenance from, GroupName group, HookName hook, HookToken token, Place origin, Place destination)
            implements Signal {}

    /** An instance waits at a terminate hook. */
    record TerminateHookOpened(
            Provenance from, GroupName group, HookName hook, HookToken token, Place origin, Place destination)
            implements Signal {}

    record Ec2StateChanged(Provenance from, Ec2State state) implements Signal {}

    /** A command's status, from an event; several come per command. */
    record CommandStatusChanged(Provenance from, CommandId command, CommandStatus status) implements Signal {}

    /** Auto Scaling has put an instance into service, or into the warm pool. */
    record LaunchSucceeded(Provenance from, GroupName group, Place origin, Place destination) implements Signal {}

    /** Auto Scaling has given up the launch of an instance. */
    record LaunchFailed(Provenance from, GroupName group, String cause) implements Signal {}

    /**
     * Something will happen to the instance that nobody here has asked for.
     *
     * @param effective when
     */
    record InterruptionAnnounced(
            Provenance from, InterruptionKind kind, String action, Instant effective, String description)
            implements Signal {}

    record EffectFinished(Provenance from, EffectResult result) implements Signal {}

    /**
     * @param due what it was set to: tells it from a timer of the same name that was moved in the meantime
     * @param backlog whether the events that lay on the topics when it was due are known
     */
    record TimerFired(
            Provenance from,
            TimerName timer,
            DueTime due,
            @Added Backlog backlog) implements Signal {
        public TimerFired {
            backlog = backlog == null ? Backlog.READ : backlog;
        }

        /** All events that lay on the topics are known. */
        public TimerFired(Provenance from, TimerName timer, DueTime due) {
            this(from, timer, due, Backlog.READ);
        }
    }

    /** What lies on the topics and concerns the time before a timer was due. */
    enum Backlog {
        READ,
        /** Events may wait that would have cleared the timer: it must not decide over the machine yet. */
        UNREAD
    }
}
