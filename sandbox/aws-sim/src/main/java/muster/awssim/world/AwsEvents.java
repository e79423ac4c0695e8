package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.events.EventBus;
import muster.awssim.events.SimEvent;

/** Puts what happens into the words of the services' own events. */
final class AwsEvents {
    private final EventBus bus;
    private final Dice dice;
    private final Turns turns;

    AwsEvents(EventBus bus, Dice dice, Turns turns) {
        this.bus = bus;
        this.dice = dice;
        this.turns = turns;
    }

    void stateChanged(Machine machine) {
        String state = machine.state.text();
        ObjectNode detail = Json.object().put("instance-id", machine.id).put("state", state);
        emit(
                "EC2 Instance State-change Notification",
                "aws.ec2",
                machine,
                Json.seconds(turns.now()),
                List.of(machine.arn()),
                detail,
                state);
    }

    void hookOpened(OpenHook hook) {
        Machine machine = hook.machine;
        Passage passage = hook.passage;
        ObjectNode detail = Json.object()
                .put("LifecycleActionToken", hook.token)
                .put("AutoScalingGroupName", machine.group.name())
                .put("LifecycleHookName", hook.spec.name())
                .put("EC2InstanceId", machine.id)
                .put("LifecycleTransition", passage.transition().apiName());
        hook.spec.notificationMetadata().ifPresent(text -> detail.put("NotificationMetadata", text));
        nameOrigin(detail, machine, passage);
        // samples of groups with a warm pool carry milliseconds, the others whole seconds
        String time = machine.group.spec.warmPool().isPresent() ? Json.millis(turns.now()) : Json.seconds(turns.now());
        String subject = passage.name() + " " + hook.spec.name();
        String detailType = passage.transition().detailType();
        emit(detailType, "aws.autoscaling", machine, time, List.of(machine.group.arn), detail, subject);
    }

    /** The activity of a passage has come to its end. */
    void activityEnded(Machine machine, Passage passage, boolean successful) {
        boolean launch = passage.transition() == Transition.LAUNCHING;
        ObjectNode detail = Json.object()
                .put("StatusCode", successful ? "InProgress" : "Failed")
                .put("Description", description(machine, passage))
                .put("AutoScalingGroupName", machine.group.name())
                .put("ActivityId", dice.uuid("activity", machine.id, passage.name()));
        detail.putObject("Details").put("Subnet ID", "subnet-0a1b2c3d").put("Availability Zone", machine.zone);
        detail.put("RequestId", dice.uuid("activity-request", machine.id, passage.name()))
                .put("StatusMessage", "")
                .put("EndTime", Json.seconds(turns.now()))
                .put("EC2InstanceId", machine.id)
                .put("StartTime", Json.seconds(machine.launchTime))
                .put("Cause", "At " + Json.seconds(turns.now()) + " the simulated group changed.");
        nameOrigin(detail, machine, passage);
        String detailType =
                "EC2 Instance " + (launch ? "Launch " : "Terminate ") + (successful ? "Successful" : "Unsuccessful");
        List<String> resources = List.of(machine.group.arn, machine.arn());
        emit(detailType, "aws.autoscaling", machine, Json.seconds(turns.now()), resources, detail, passage.name());
    }

    private static String description(Machine machine, Passage passage) {
        return switch (passage) {
            case DIRECT_LAUNCH -> "Launching a new EC2 instance: " + machine.id;
            case POOL_ENTRY -> "Launching a new EC2 instance into warm pool: " + machine.id;
            case PROMOTION -> "Launching a new EC2 instance from warm pool: " + machine.id;
            case SCALE_IN -> "Terminating EC2 instance: " + machine.id;
            case POOL_RETURN -> "Returning EC2 instance to warm pool: " + machine.id;
            case POOL_EXIT -> "Terminating EC2 instance from warm pool: " + machine.id;
            case ROOT_REPLACEMENT, ROOT_REPLACED -> "Replacing root volume of EC2 instance: " + machine.id;
        };
    }

    private static void nameOrigin(ObjectNode detail, Machine machine, Passage passage) {
        if (machine.group.namesOrigin() || passage.replacesRootVolume()) {
            detail.put("Origin", passage.origin()).put("Destination", passage.destination());
        }
        if (passage.replacesRootVolume()) {
            detail.put("Action", Passage.REPLACE_ROOT_VOLUME);
        }
    }

    /**
     * An instance refresh has come to this point.
     *
     * @param what the last word of the detail type, such as {@code Started}
     * @param more what the detail has besides the group and the refresh
     */
    void refresh(Group group, String id, String what, ObjectNode more) {
        ObjectNode detail = Json.object().put("InstanceRefreshId", id).put("AutoScalingGroupName", group.name());
        detail.setAll(more);
        String detailType = "EC2 Auto Scaling Instance Refresh " + what;
        String subject = id + " " + more;
        bus.emit(new SimEvent(
                dice.uuid("event", group.name(), detailType, subject),
                detailType,
                "aws.autoscaling",
                group.scope,
                Json.seconds(turns.now()),
                List.of(group.arn),
                detail,
                Optional.empty(),
                subject));
    }

    void commandStatus(Command command, Machine machine, String status) {
        ObjectNode detail = Json.object()
                .put("command-id", command.id())
                .put("document-name", command.document())
                .put("requested-date-time", Json.millis(command.requested()))
                .put("expire-after", Json.millis(command.expires()))
                .put("output-s3bucket-name", "")
                .put("output-s3key-prefix", "")
                // a JSON string, not an object: so the captures have it, unlike the documentation
                .put("parameters", Json.write(Json.of(command.parameters())))
                .put("status", status);
        emit(
                "EC2 Command Status-change Notification",
                "aws.ssm",
                machine,
                Json.seconds(turns.now()),
                List.of(machine.arn()),
                detail,
                status);
    }

    /**
     * A command that this simulation did not run, as another tool's, changes its status on a host, which may be a
     * hybrid-activated one (mi-).
     */
    void foreignCommand(Scope scope, String host, String commandId, String document, String status) {
        String arn = host.startsWith("mi-")
                ? scope.arn("ssm", "managed-instance/" + host)
                : scope.arn("ec2", "instance/" + host);
        Instant now = turns.now();
        ObjectNode whole = Json.object()
                .put("command-id", commandId)
                .put("document-name", document)
                .put("requested-date-time", Json.millis(now))
                .put("expire-after", Json.millis(now.plus(Duration.ofHours(2))))
                .put("output-s3bucket-name", "")
                .put("output-s3key-prefix", "")
                .put("parameters", "{}")
                .put("status", status);
        ObjectNode invocation = Json.object()
                .put("command-id", commandId)
                .put("document-name", document)
                .put("instance-id", host)
                .put("requested-date-time", Json.millis(now))
                .put("status", status);
        emitForeign("EC2 Command Invocation Status-change Notification", scope, host, arn, invocation, status);
        emitForeign("EC2 Command Status-change Notification", scope, host, arn, whole, status);
    }

    private void emitForeign(
            String detailType, Scope scope, String host, String arn, ObjectNode detail, String status) {
        String subject = detail.path("command-id").asText() + " " + status;
        bus.emit(new SimEvent(
                dice.uuid("event", host, detailType, subject),
                detailType,
                "aws.ssm",
                scope,
                Json.seconds(turns.now()),
                List.of(arn),
                detail,
                Optional.of(host),
                subject));
    }

    private void emit(
            String detailType,
            String source,
            Machine machine,
            String time,
            List<String> resources,
            ObjectNode detail,
            String subject) {
        String id = dice.uuid("event", machine.id, detailType, subject);
        bus.emit(new SimEvent(
                id, detailType, source, machine.scope(), time, resources, detail, Optional.of(machine.id), subject));
    }
}
