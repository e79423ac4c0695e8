package muster.stream;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.instance.Signals;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.Place;

/** AWS's events as they lie on the topics. Times are seconds after {@link Signals#START}. */
final class Events {
    static final Place EC2 = Place.EC2;
    static final Place WARM_POOL = Place.WARM_POOL;
    static final Place ACTIVE_GROUP = Place.ACTIVE_GROUP;

    private Events() {}

    /** One event, the instance that it is about, and, for state changes, what it says. */
    record Event(InstanceId instance, Kind kind, Instant at, String state, byte[] json) {}

    enum Kind {
        LAUNCHING,
        TERMINATING,
        STATE,
        COMMAND,
        INTERRUPTION
    }

    static Event launching(InstanceId id, double at, String token, Place origin, Place destination) {
        return hook(Kind.LAUNCHING, id, at, token, origin, destination, "validator-group", "muster-launch");
    }

    static Event launching(InstanceId id, double at, String token) {
        return launching(id, at, token, EC2, ACTIVE_GROUP);
    }

    static Event launchingElsewhere(InstanceId id, double at, String token, String group, String hook) {
        return hook(Kind.LAUNCHING, id, at, token, EC2, ACTIVE_GROUP, group, hook);
    }

    static Event terminating(InstanceId id, double at, String token, Place origin, Place destination) {
        return hook(Kind.TERMINATING, id, at, token, origin, destination, "validator-group", "muster-terminate");
    }

    static Event terminating(InstanceId id, double at, String token) {
        return terminating(id, at, token, ACTIVE_GROUP, EC2);
    }

    static Event state(InstanceId id, double at, Ec2State state) {
        var detail = "{\"instance-id\":\"%s\",\"state\":\"%s\"}".formatted(id, state);
        return event(id, Kind.STATE, at, state.toString(), "aws.ec2", "EC2 Instance State-change Notification", detail);
    }

    static Event running(InstanceId id, double at) {
        return state(id, at, Ec2State.RUNNING);
    }

    static Event shuttingDown(InstanceId id, double at) {
        return state(id, at, Ec2State.SHUTTING_DOWN);
    }

    static Event terminated(InstanceId id, double at) {
        return state(id, at, Ec2State.TERMINATED);
    }

    static Event command(InstanceId id, double at, String command, String status) {
        var detail =
                "{\"command-id\":\"%s\",\"document-name\":\"muster-start-service\",\"parameters\":\"{}\",\"status\":\"%s\"}"
                        .formatted(command, status);
        return event(id, Kind.COMMAND, at, "", "aws.ssm", "EC2 Command Status-change Notification", detail);
    }

    /** The hook's own message, as Auto Scaling sends it to a queue. */
    static Event launchingRaw(InstanceId id, double at, String token) {
        var json = """
                {"Origin":"EC2","Destination":"AutoScalingGroup","LifecycleHookName":"muster-launch","AccountId":"111122223333",
                 "RequestId":"raw-%s-%s","LifecycleTransition":"autoscaling:EC2_INSTANCE_LAUNCHING",
                 "AutoScalingGroupName":"validator-group","Service":"AWS Auto Scaling","Time":"%s","EC2InstanceId":"%s",
                 "LifecycleActionToken":"%s"}""".formatted(id, at, Signals.at(at), id, token);
        return new Event(id, Kind.LAUNCHING, Signals.at(at), "", json.getBytes(StandardCharsets.UTF_8));
    }

    static Event spot(InstanceId id, double at) {
        var detail = "{\"instance-id\":\"%s\",\"instance-action\":\"terminate\"}".formatted(id);
        return event(id, Kind.INTERRUPTION, at, "", "aws.ec2", "EC2 Spot Instance Interruption Warning", detail);
    }

    /** @param key under which the record lies; the event is about all the instances */
    static Event health(InstanceId key, double at, InstanceId... instances) {
        var entities = Stream.of(instances)
                .map(id -> "{\"entityValue\":\"%s\"}".formatted(id))
                .collect(Collectors.joining(","));
        var detail = """
                {"eventTypeCode":"AWS_EC2_INSTANCE_RETIREMENT_SCHEDULED","startTime":"Sat, 31 Jan 2026 15:10:09 GMT",
                 "affectedEntities":[%s]}""".formatted(entities);
        return event(key, Kind.INTERRUPTION, at, "", "aws.health", "AWS Health Event", detail);
    }

    static Event launchUnsuccessful(InstanceId id, double at) {
        var detail = "{\"AutoScalingGroupName\":\"validator-group\",\"EC2InstanceId\":\"%s\",\"StatusCode\":\"Failed\"}"
                .formatted(id);
        return event(id, Kind.TERMINATING, at, "", "aws.autoscaling", "EC2 Instance Launch Unsuccessful", detail);
    }

    /** Auto Scaling has put the instance into service. */
    static Event launchSuccessful(InstanceId id, double at) {
        return launchSuccessful(id, at, EC2, ACTIVE_GROUP);
    }

    static Event launchSuccessful(InstanceId id, double at, Place origin, Place destination) {
        var detail = """
                {"AutoScalingGroupName":"validator-group","EC2InstanceId":"%s","StatusCode":"InProgress",
                 "Description":"Launching a new EC2 instance: %s","Origin":"%s","Destination":"%s"}""".formatted(id, id, origin, destination);
        return event(id, Kind.TERMINATING, at, "", "aws.autoscaling", "EC2 Instance Launch Successful", detail);
    }

    /** A hook of the validators' group by another name. */
    static Event launching(InstanceId id, double at, String token, Place origin, Place destination, String hook) {
        return hook(Kind.LAUNCHING, id, at, token, origin, destination, "validator-group", hook);
    }

    private static Event hook(
            Kind kind,
            InstanceId id,
            double at,
            String token,
            Place origin,
            Place destination,
            String group,
            String hook) {
        var word = kind == Kind.LAUNCHING ? "launch" : "terminate";
        var detail = """
                {"LifecycleActionToken":"%s","AutoScalingGroupName":"%s","LifecycleHookName":"%s","EC2InstanceId":"%s",
                 "LifecycleTransition":"autoscaling:EC2_INSTANCE_%s","Origin":"%s","Destination":"%s"}""".formatted(token, group, hook, id, kind, origin, destination);
        return event(id, kind, at, "", "aws.autoscaling", "EC2 Instance-" + word + " Lifecycle Action", detail);
    }

    private static Event event(
            InstanceId id, Kind kind, double at, String state, String source, String detailType, String detail) {
        var time = Signals.at(at);
        var json = """
                {"version":"0","id":"%s-%s","detail-type":"%s","source":"%s","account":"111122223333","time":"%s",
                 "region":"us-west-2","resources":["arn:aws:ec2:us-west-2:111122223333:instance/%s"],"detail":%s}""".formatted(id, at, detailType, source, time, id, detail);
        return new Event(id, kind, time, state, json.getBytes(StandardCharsets.UTF_8));
    }
}
