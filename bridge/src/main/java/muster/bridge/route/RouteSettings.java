package muster.bridge.route;

import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * One row of the routing table: what becomes of a kind of event.
 *
 * @param name of the row, for messages
 * @param source exactly as events have it, such as "aws.ec2"; "*" for any that has no row of its own
 * @param detailType exactly as events have it; or its beginning and a "*", for kinds that have no row of their own
 * @param topic by its default name, such as "xnet-ec2-running"; empty where the kind is ignored
 * @param key what its records are keyed by: "resources", "rule", or a path such as "detail.instance-id"; two with a "|"
 *     between them are tried one after the other; empty where ignored
 * @param ignore whether the kind is known and not wanted
 * @param optional whether events of this kind may be about no instance; such a one is acknowledged and counted
 */
@EachProperty("muster.bridge.routes")
public record RouteSettings(
        @Parameter String name,
        String source,
        String detailType,
        @Bindable(defaultValue = "") String topic,
        @Bindable(defaultValue = "") String key,
        @Bindable(defaultValue = "false") boolean ignore,
        @Bindable(defaultValue = "false") boolean optional) {

    /** @throws IllegalArgumentException where the row says neither or both of where to and that it is ignored */
    public RouteSettings {
        if (source.isBlank() || detailType.isBlank()) {
            throw new IllegalArgumentException("muster.bridge.routes." + name + ": needs a source and a detail-type");
        }
        if (ignore != topic.isEmpty() || ignore != key.isEmpty()) {
            throw new IllegalArgumentException(
                    "muster.bridge.routes." + name + ": needs a topic and a key, or ignore: true and neither of them");
        }
    }
}
