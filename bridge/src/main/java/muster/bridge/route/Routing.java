package muster.bridge.route;

import muster.bridge.event.Reason;
import muster.schemas.InstanceId;

/** Where an event goes. */
public sealed interface Routing {

    /** @param topic by its name in Kafka */
    record To(String topic, InstanceId instance) implements Routing {}

    /** A kind of event that is known and not wanted: acknowledged and counted. */
    record Ignored() implements Routing {}

    /** @param detail what is wrong, in words for people */
    record Nowhere(Reason reason, String detail) implements Routing {}
}
