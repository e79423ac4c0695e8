package muster.schemas.aws;

import java.time.Instant;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.Place;

/** An EventBridge event, as far as Muster acts on it. */
public sealed interface AwsEvent {
    Envelope envelope();

    /** What every event carries. {@code time} has seconds or milliseconds, as its service likes. */
    record Envelope(String id, String source, String detailType, String account, String region, Instant time) {}

    /** {@code EC2 Instance-launch Lifecycle Action}. */
    record LaunchHook(
            Envelope envelope,
            InstanceId instance,
            GroupName group,
            HookName hook,
            HookToken token,
            Place origin,
            Place destination)
            implements AwsEvent {}

    /** {@code EC2 Instance-terminate Lifecycle Action}. */
    record TerminateHook(
            Envelope envelope,
            InstanceId instance,
            GroupName group,
            HookName hook,
            HookToken token,
            Place origin,
            Place destination)
            implements AwsEvent {}

    /** {@code EC2 Instance State-change Notification}. */
    record StateChange(Envelope envelope, InstanceId instance, Ec2State state) implements AwsEvent {}

    /** {@code EC2 Command Status-change Notification}, and the one of an invocation. */
    record CommandStatusChange(Envelope envelope, InstanceId instance, CommandId command, CommandStatus status)
            implements AwsEvent {}

    /** Well formed, and of a kind that nothing is decided by. */
    record Other(Envelope envelope) implements AwsEvent {}
}
