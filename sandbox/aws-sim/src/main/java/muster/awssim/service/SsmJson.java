package muster.awssim.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.world.Command;
import muster.awssim.world.CommandStatus;
import muster.awssim.world.Document;
import muster.awssim.world.InstanceView;
import muster.awssim.world.Refusal;

/** The shapes of Systems Manager's answers. */
final class SsmJson {
    private SsmJson() {}

    static String require(JsonNode request, String name) {
        String text = request.path(name).asText("");
        if (text.isEmpty()) {
            throw new Refusal(
                    "ValidationException",
                    "1 validation error detected: Value null at '" + name
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return text;
    }

    /** The JSON protocols write an instant as seconds with a fraction. */
    private static double seconds(Instant at) {
        return at.toEpochMilli() / 1000.0;
    }

    static ObjectNode document(Scope scope, Document document) {
        return Json.object()
                .put("Name", document.name())
                .put("Owner", scope.account())
                .put("CreatedDate", seconds(document.created()))
                .put("Status", "Active")
                .put("DocumentVersion", "1")
                .put("LatestVersion", "1")
                .put("DefaultVersion", "1")
                .put("DocumentType", document.type())
                .put("DocumentFormat", document.format())
                .put("Hash", document.hash())
                .put("HashType", "Sha256");
    }

    static ObjectNode command(Command command) {
        ObjectNode json = Json.object()
                .put("CommandId", command.id())
                .put("DocumentName", command.document())
                .put("DocumentVersion", "$DEFAULT")
                .put("Comment", command.comment())
                .put("RequestedDateTime", seconds(command.requested()))
                .put("ExpiresAfter", seconds(command.expires()))
                .put("Status", command.status().status())
                .put("StatusDetails", command.status().details())
                .put("TargetCount", command.instances().size())
                .put("CompletedCount", command.completed())
                .put("ErrorCount", command.errors())
                .put("DeliveryTimedOutCount", command.undelivered());
        json.set("InstanceIds", Json.of(command.instances()));
        return json.set("Parameters", Json.of(command.parameters()));
    }

    private static CommandStatus status(Command command, String instance) {
        return Optional.ofNullable(command.invocations().get(instance)).orElse(CommandStatus.PENDING);
    }

    static ObjectNode invocation(Command command, String instance) {
        CommandStatus status = status(command, instance);
        return Json.object()
                .put("CommandId", command.id())
                .put("InstanceId", instance)
                .put("Comment", command.comment())
                .put("DocumentName", command.document())
                .put("RequestedDateTime", seconds(command.requested()))
                .put("Status", status.status())
                .put("StatusDetails", status.details());
    }

    static ObjectNode invocationDetails(Command command, String instance) {
        CommandStatus status = status(command, instance);
        return Json.object()
                .put("CommandId", command.id())
                .put("InstanceId", instance)
                .put("Comment", command.comment())
                .put("DocumentName", command.document())
                .put("Status", status.status())
                .put("StatusDetails", status.details())
                .put("ResponseCode", RESPONSE_CODES.getOrDefault(status, -1))
                .put("StandardOutputContent", "")
                .put("StandardErrorContent", "");
    }

    /** What the plugin exited with; -1 until it has. */
    private static final Map<CommandStatus, Integer> RESPONSE_CODES =
            Map.of(CommandStatus.SUCCESS, 0, CommandStatus.FAILED, 1);

    static String pingStatus(InstanceView instance) {
        return instance.agentOnline() ? "Online" : "ConnectionLost";
    }

    private static String address(InstanceView instance) {
        return instance.privateIp().isEmpty() ? instance.ipv6().orElse("") : instance.privateIp();
    }

    static ObjectNode information(InstanceView instance) {
        return Json.object()
                .put("InstanceId", instance.id())
                .put("PingStatus", pingStatus(instance))
                .put("LastPingDateTime", seconds(instance.lastPing()))
                .put("AgentVersion", "3.3.2746.0")
                .put("PlatformType", "Linux")
                .put("ResourceType", "EC2Instance")
                .put("IPAddress", address(instance))
                .put("ComputerName", address(instance));
    }
}
