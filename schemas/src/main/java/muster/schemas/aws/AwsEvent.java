package muster.schemas.aws;

import java.time.Instant;
import java.util.List;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.InterruptionKind;
import muster.schemas.Place;

/** An event as EventBridge or Auto Scaling itself sends it, as far as Muster knows it. */
public sealed interface AwsEvent {
    /** The action of both hooks while the root volume of an instance is replaced: the disk is new, the instance stays. */
    String REPLACE_ROOT_VOLUME = "ReplaceRootVolume";

    Envelope envelope();

    /**
     * What every event carries. {@code time} has seconds or milliseconds, as its service likes.
     *
     * @param id of the event; of the request for a message of Auto Scaling itself
     * @param detailType for a message of Auto Scaling itself, the one that EventBridge would give it
     * @param region empty for a message of Auto Scaling itself
     */
    record Envelope(String id, String source, String detailType, String account, String region, Instant time) {}

    /**
     * {@code EC2 Instance-launch Lifecycle Action}, also sent straight to a queue.
     *
     * @param action such as {@link #REPLACE_ROOT_VOLUME}; empty where the event names none
     */
    record LaunchHook(
            Envelope envelope,
            InstanceId instance,
            GroupName group,
            HookName hook,
            HookToken token,
            Place origin,
            Place destination,
            String action)
            implements AwsEvent {}

    /**
     * {@code EC2 Instance-terminate Lifecycle Action}, also sent straight to a queue.
     *
     * @param action such as {@link #REPLACE_ROOT_VOLUME}; empty where the event names none
     */
    record TerminateHook(
            Envelope envelope,
            InstanceId instance,
            GroupName group,
            HookName hook,
            HookToken token,
            Place origin,
            Place destination,
            String action)
            implements AwsEvent {}

    /** {@code EC2 Instance State-change Notification}. */
    record StateChange(Envelope envelope, InstanceId instance, Ec2State state) implements AwsEvent {}

    /** {@code EC2 Command Status-change Notification}, and the one of an invocation. */
    record CommandStatusChange(Envelope envelope, InstanceId instance, CommandId command, CommandStatus status)
            implements AwsEvent {}

    /**
     * {@code EC2 Instance Launch Successful}, {@code Unsuccessful}, and the two of a termination.
     *
     * @param instances none where the launch came to no instance
     * @param origin as the event names it; of an older form of the event, as its description tells
     * @param destination as the event names it; of an older form of the event, as its description tells
     * @param cause in Auto Scaling's words
     */
    record ActivityEnded(
            Envelope envelope,
            List<InstanceId> instances,
            GroupName group,
            Activity activity,
            boolean successful,
            Place origin,
            Place destination,
            String cause)
            implements AwsEvent {
        public ActivityEnded {
            instances = List.copyOf(instances);
        }
    }

    /** What Auto Scaling did. */
    enum Activity {
        LAUNCH,
        TERMINATE
    }

    /**
     * Something will happen to instances that nobody here has asked for.
     *
     * @param instances several in a health event; none where it is about something else
     * @param action such as {@code terminate}; the type of a health event; empty where the kind says all
     * @param effective when it happens
     */
    record Interruption(
            Envelope envelope,
            List<InstanceId> instances,
            InterruptionKind kind,
            String action,
            Instant effective,
            String description)
            implements AwsEvent {
        public Interruption {
            instances = List.copyOf(instances);
        }
    }

    /** {@code Scheduled Event}: a rule's time has come. */
    record Schedule(Envelope envelope, String rule) implements AwsEvent {}

    /** What Auto Scaling tells a topic of SNS, the test of a new hook's target among it. */
    record GroupNotification(Envelope envelope, GroupName group, String event) implements AwsEvent {
        public boolean isTest() {
            return event.equals("autoscaling:TEST_NOTIFICATION");
        }
    }

    /** Well formed, and of a kind that nothing is decided by. */
    record Other(Envelope envelope) implements AwsEvent {}
}
