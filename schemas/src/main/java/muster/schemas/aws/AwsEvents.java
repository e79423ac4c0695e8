package muster.schemas.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import muster.schemas.aws.AwsEvent.ActivityEnded;
import muster.schemas.aws.AwsEvent.CommandStatusChange;
import muster.schemas.aws.AwsEvent.Envelope;
import muster.schemas.aws.AwsEvent.GroupNotification;
import muster.schemas.aws.AwsEvent.Interruption;
import muster.schemas.aws.AwsEvent.LaunchHook;
import muster.schemas.aws.AwsEvent.Other;
import muster.schemas.aws.AwsEvent.Schedule;
import muster.schemas.aws.AwsEvent.StateChange;
import muster.schemas.aws.AwsEvent.TerminateHook;

/**
 * Reads the bytes of an event. Fields that are not known are tolerated; what is known must be right. Anybody
 * who may write to a queue can write anything: nothing here recurses or grows with what was sent.
 */
public final class AwsEvents {
    /** EventBridge itself takes 256 KiB; an SQS message may have four times that. */
    public static final int LARGEST_BYTES = 1024 * 1024;

    private static final int DEEPEST = 64;
    private static final String EC2 = "i-";

    /** Begins the id of a host that Systems Manager manages and EC2 does not know. */
    private static final String HYBRID = "mi-";

    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxStringLength(LARGEST_BYTES)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AwsEvents() {}

    /** @throws UnreadableEventException with what was wrong and where */
    public static AwsEvent read(byte[] json) throws UnreadableEventException {
        var root = new Fields("", tree(json));
        if (!root.object().has("detail-type")) {
            if (root.object().has("LifecycleTransition")) {
                return Hooks.raw(root);
            }
            if (root.object().has("Event")) {
                return Notices.group(root);
            }
        }
        var envelope = new Envelope(
                root.text("id"),
                root.text("source"),
                root.text("detail-type"),
                root.text("account", ""),
                root.text("region", ""),
                root.value("time", EventTime::parse));
        return switch (envelope.source() + "/" + envelope.detailType()) {
            case "aws.autoscaling/EC2 Instance-launch Lifecycle Action" -> Hooks.launch(envelope, root.child("detail"));
            case "aws.autoscaling/EC2 Instance-terminate Lifecycle Action" ->
                Hooks.terminate(envelope, root.child("detail"));
            case "aws.autoscaling/EC2 Instance Launch Successful" ->
                Notices.activity(envelope, root.child("detail"), AwsEvent.Activity.LAUNCH, true);
            case "aws.autoscaling/EC2 Instance Launch Unsuccessful" ->
                Notices.activity(envelope, root.child("detail"), AwsEvent.Activity.LAUNCH, false);
            case "aws.autoscaling/EC2 Instance Terminate Successful" ->
                Notices.activity(envelope, root.child("detail"), AwsEvent.Activity.TERMINATE, true);
            case "aws.autoscaling/EC2 Instance Terminate Unsuccessful" ->
                Notices.activity(envelope, root.child("detail"), AwsEvent.Activity.TERMINATE, false);
            case "aws.ec2/EC2 Instance State-change Notification" -> stateChange(envelope, root.child("detail"));
            case "aws.ec2/EC2 Spot Instance Interruption Warning" -> Notices.spot(envelope, root.child("detail"));
            case "aws.ec2/EC2 Instance Rebalance Recommendation" -> Notices.rebalance(envelope, root.child("detail"));
            case "aws.ec2/EC2 Capacity Reservation Instance Interruption Warning" ->
                Notices.capacity(envelope, root.child("detail"));
            case "aws.health/AWS Health Event" -> Notices.health(envelope, root);
            case "aws.ssm/EC2 Command Status-change Notification",
                    "aws.ssm/EC2 Command Invocation Status-change Notification" -> command(envelope, root);
            case "aws.events/Scheduled Event" -> Notices.schedule(envelope, root);
            default -> new Other(envelope);
        };
    }

    /**
     * What the event says to the decider, of each instance that it is about; empty for kinds that decide nothing.
     *
     * @param heard the record's timestamp
     */
    public static List<Signal> signals(AwsEvent event, Instant heard) {
        var envelope = event.envelope();
        return switch (event) {
            case LaunchHook(var _, var instance, var group, var hook, var token, var origin, var destination, var _) ->
                List.of(new Signal.LaunchHookOpened(
                        from(envelope, instance, heard), group, hook, token, origin, destination));
            case TerminateHook(
                    var _,
                    var instance,
                    var group,
                    var hook,
                    var token,
                    var origin,
                    var destination,
                    var _) ->
                List.of(new Signal.TerminateHookOpened(
                        from(envelope, instance, heard), group, hook, token, origin, destination));
            case StateChange(var _, var instance, var state) ->
                List.of(new Signal.Ec2StateChanged(from(envelope, instance, heard), state));
            case CommandStatusChange(var _, var instance, var command, var status) ->
                List.of(new Signal.CommandStatusChanged(from(envelope, instance, heard), command, status));
            case ActivityEnded ended -> launchEnded(ended, heard);
            case Interruption(var _, var instances, var kind, var action, var effective, var description) ->
                each(
                        instances,
                        id -> new Signal.InterruptionAnnounced(
                                from(envelope, id, heard), kind, action, effective, description));
            case Schedule _, GroupNotification _, Other _ -> List.of();
        };
    }

    /** The end of a launch; that of a termination is reported by EC2 too. */
    private static List<Signal> launchEnded(ActivityEnded ended, Instant heard) {
        return switch (ended.activity()) {
            case TERMINATE -> List.of();
            case LAUNCH ->
                each(ended.instances(), id -> {
                    var from = from(ended.envelope(), id, heard);
                    return ended.successful()
                            ? new Signal.LaunchSucceeded(from, ended.group(), ended.origin(), ended.destination())
                            : new Signal.LaunchFailed(from, ended.group(), ended.cause());
                });
        };
    }

    private static List<Signal> each(List<InstanceId> instances, Function<InstanceId, Signal> signal) {
        return instances.stream().map(signal).toList();
    }

    private static Provenance from(Envelope envelope, InstanceId instance, Instant heard) {
        return new Provenance(instance, envelope.time(), heard, envelope.id());
    }

    private static JsonNode tree(byte[] json) throws UnreadableEventException {
        if (json.length > LARGEST_BYTES) {
            throw new UnreadableEventException(json.length + " bytes (expected: at most " + LARGEST_BYTES + ")");
        }
        try {
            var tree = MAPPER.readTree(json);
            if (!tree.isObject()) {
                throw new UnreadableEventException("not a JSON object");
            }
            return tree;
        } catch (IOException notJson) {
            throw new UnreadableEventException("not JSON: " + firstLine(notJson));
        }
    }

    private static StateChange stateChange(Envelope envelope, Fields detail) throws UnreadableEventException {
        return new StateChange(
                envelope, detail.value("instance-id", InstanceArn::toId), detail.value("state", Ec2State::of));
    }

    /** Commands also run on hosts that are no EC2 instances, and one that finds no target names no host at all. */
    private static AwsEvent command(Envelope envelope, Fields root) throws UnreadableEventException {
        var detail = root.child("detail");
        var command = detail.value("command-id", CommandId::new);
        var status = detail.value("status", CommandStatus::of);
        var instance = instanceOfCommand(root, detail);
        return instance.isPresent()
                ? new CommandStatusChange(envelope, instance.get(), command, status)
                : new Other(envelope);
    }

    private static Optional<InstanceId> instanceOfCommand(Fields root, Fields detail) throws UnreadableEventException {
        if (detail.object().has("instance-id")) {
            return detail.text("instance-id").startsWith(HYBRID)
                    ? Optional.empty()
                    : Optional.of(detail.value("instance-id", InstanceArn::toId));
        }
        // the event of a whole command names its instance in an ARN alone
        for (var resource : root.object().path("resources")) {
            var id = InstanceArn.id(resource.asText(""));
            if (id.startsWith(EC2)) {
                return Optional.of(root.make("resources", id, InstanceId::new));
            }
        }
        return Optional.empty();
    }

    private static String firstLine(IOException refusal) {
        return String.valueOf(refusal.getMessage()).lines().findFirst().orElse("");
    }
}
