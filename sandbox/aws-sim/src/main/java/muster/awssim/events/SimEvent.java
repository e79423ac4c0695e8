package muster.awssim.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;

/**
 * An event as EventBridge delivers it.
 *
 * @param time RFC 3339; some sources write whole seconds, others milliseconds
 * @param instance the instance that the event is about, for those who plan its delivery; it is not part of the envelope
 * @param subject tells this event from the others of the same kind and instance, so that a seed plans it the same way each time
 */
public record SimEvent(
        String id,
        String detailType,
        String source,
        Scope scope,
        String time,
        List<String> resources,
        ObjectNode detail,
        Optional<String> instance,
        String subject) {

    public boolean isAbout(String instanceId) {
        return instance.filter(instanceId::equals).isPresent();
    }

    /** A state change of EC2 to this state. */
    public boolean isState(String state) {
        return detailType.equals("EC2 Instance State-change Notification")
                && detail.path("state").asText().equals(state);
    }

    public boolean isLaunchHook() {
        return detailType.equals("EC2 Instance-launch Lifecycle Action");
    }

    public boolean isTerminateHook() {
        return detailType.equals("EC2 Instance-terminate Lifecycle Action");
    }

    public ObjectNode json() {
        ObjectNode envelope = Json.object()
                .put("version", "0")
                .put("id", id)
                .put("detail-type", detailType)
                .put("source", source)
                .put("account", scope.account())
                .put("time", time)
                .put("region", scope.region());
        resources.forEach(envelope.putArray("resources")::add);
        envelope.set("detail", detail);
        return envelope;
    }
}
