package muster.bridge.route;

import java.util.List;
import muster.bridge.event.Reason;

/** Where an event goes. */
public sealed interface Routing {

    /**
     * @param topic by its name in Kafka
     * @param keys of the records, one each
     */
    record To(String topic, List<String> keys) implements Routing {
        public To {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Known and not wanted: acknowledged and counted.
     *
     * @param route that says so
     */
    record Ignored(String route) implements Routing {}

    /** @param detail what is wrong, in words for people */
    record Nowhere(Reason reason, String detail) implements Routing {}
}
