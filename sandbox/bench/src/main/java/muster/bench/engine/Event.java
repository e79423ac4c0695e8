package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import muster.schemas.CommandId;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.topic.TopicKind;

/** An event of EventBridge's as the bridge puts it on a topic. */
public record Event(TopicKind topic, InstanceId instance, byte[] json) {
    /** Covered by the lifecycle that ships with the orchestrator. */
    private static final String GROUP = "validator-group";

    /** The instance of this number; the number stands in its last nine digits. */
    public static InstanceId instance(long number) {
        return new InstanceId("i-0bec%013x".formatted(number));
    }

    public static Event launching(InstanceId id, Instant at) {
        return hook(id, at, "launch", "LAUNCHING", "EC2", "AutoScalingGroup");
    }

    /** Out of the warm pool: a machine that runs already. */
    static Event promoting(InstanceId id, Instant at) {
        return hook(id, at, "launch", "LAUNCHING", "WarmPool", "AutoScalingGroup");
    }

    static Event terminating(InstanceId id, Instant at) {
        return hook(id, at, "terminate", "TERMINATING", "AutoScalingGroup", "EC2");
    }

    public static Event state(InstanceId id, Instant at, Ec2State state) {
        return event(
                TopicKind.EC2_RUNNING,
                id,
                at,
                "aws.ec2",
                "EC2 Instance State-change Notification",
                "{\"instance-id\":\"%s\",\"state\":\"%s\"}".formatted(id, state));
    }

    static Event succeeded(InstanceId id, Instant at, CommandId command) {
        return event(
                TopicKind.COMMAND_STATUS,
                id,
                at,
                "aws.ssm",
                "EC2 Command Status-change Notification",
                "{\"command-id\":\"%s\",\"document-name\":\"muster-start-service\",\"parameters\":\"{}\",\"status\":\"Success\"}"
                        .formatted(command));
    }

    private static Event hook(InstanceId id, Instant at, String word, String kind, String origin, String destination) {
        var detail = """
                {"LifecycleActionToken":"%s-%s","AutoScalingGroupName":"%s","LifecycleHookName":"muster-%s",\
                "EC2InstanceId":"%s","LifecycleTransition":"autoscaling:EC2_INSTANCE_%s","Origin":"%s","Destination":"%s"}""".formatted(word, id.value().substring(2), GROUP, word, id, kind, origin, destination);
        return event(
                kind.equals("LAUNCHING") ? TopicKind.LAUNCH_SUCCESSFUL : TopicKind.TERMINATING,
                id,
                at,
                "aws.autoscaling",
                "EC2 Instance-" + word + " Lifecycle Action",
                detail);
    }

    private static Event event(
            TopicKind topic, InstanceId id, Instant at, String source, String detailType, String detail) {
        var json = """
                {"version":"0","id":"%s-%s","detail-type":"%s","source":"%s","account":"111122223333","time":"%s",\
                "region":"us-east-1","resources":["arn:aws:ec2:us-east-1:111122223333:instance/%s"],"detail":%s}""".formatted(id, Long.toHexString(at.toEpochMilli()), detailType, source, at, id, detail);
        return new Event(topic, id, json.getBytes(StandardCharsets.UTF_8));
    }
}
