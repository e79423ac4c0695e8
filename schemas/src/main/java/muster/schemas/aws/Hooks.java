package muster.schemas.aws;

import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.Place;
import muster.schemas.aws.AwsEvent.Envelope;

/** Lifecycle hooks: the same fields in EventBridge's detail and in Auto Scaling's own messages. */
final class Hooks {
    private static final int LONGEST_ACTION = 80;

    private Hooks() {}

    static AwsEvent launch(Envelope envelope, Fields fields) throws UnreadableEventException {
        // without a warm pool, groups may leave out both places
        return new AwsEvent.LaunchHook(
                envelope,
                fields.value("EC2InstanceId", InstanceArn::toId),
                fields.value("AutoScalingGroupName", GroupName::new),
                fields.value("LifecycleHookName", HookName::new),
                fields.value("LifecycleActionToken", HookToken::new),
                Places.of(fields, "Origin", Place.EC2),
                Places.of(fields, "Destination", Place.ACTIVE_GROUP),
                action(fields));
    }

    static AwsEvent terminate(Envelope envelope, Fields fields) throws UnreadableEventException {
        return new AwsEvent.TerminateHook(
                envelope,
                fields.value("EC2InstanceId", InstanceArn::toId),
                fields.value("AutoScalingGroupName", GroupName::new),
                fields.value("LifecycleHookName", HookName::new),
                fields.value("LifecycleActionToken", HookToken::new),
                Places.of(fields, "Origin", Place.ACTIVE_GROUP),
                Places.of(fields, "Destination", Place.EC2),
                action(fields));
    }

    /** A new action of Auto Scaling is any word; the longest that it documents has 17 characters. */
    private static String action(Fields fields) throws UnreadableEventException {
        var action = fields.text("Action", "").strip();
        return action.substring(0, Math.min(LONGEST_ACTION, action.length()));
    }

    /** A message of a hook whose target is a queue or a topic. It does not say its region. */
    static AwsEvent raw(Fields message) throws UnreadableEventException {
        var transition = message.text("LifecycleTransition");
        return switch (transition) {
            case "autoscaling:EC2_INSTANCE_LAUNCHING" ->
                launch(envelope(message, "EC2 Instance-launch Lifecycle Action"), message);
            case "autoscaling:EC2_INSTANCE_TERMINATING" ->
                terminate(envelope(message, "EC2 Instance-terminate Lifecycle Action"), message);
            default ->
                throw new UnreadableEventException("LifecycleTransition: '"
                        + transition.substring(0, Math.min(80, transition.length()))
                        + "' (expected: autoscaling:EC2_INSTANCE_LAUNCHING or _TERMINATING)");
        };
    }

    static Envelope envelope(Fields message, String detailType) throws UnreadableEventException {
        return new Envelope(
                message.text("RequestId"),
                "aws.autoscaling",
                detailType,
                message.text("AccountId", ""),
                "",
                message.value("Time", EventTime::parse));
    }
}
