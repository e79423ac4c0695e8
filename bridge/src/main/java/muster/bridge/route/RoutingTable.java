package muster.bridge.route;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import muster.schemas.topic.TopicKind;
import muster.schemas.topic.Topics;

/**
 * Routes by source and detail type, never by what a topic is called: {@code aws-launch-successful} carries the launching
 * hook, not "EC2 Instance Launch Successful".
 */
@Singleton
public final class RoutingTable {
    private final Map<Kind, Row> rows = new HashMap<>();

    /** @throws IllegalArgumentException where two routes claim one kind of event, or a route names no topic of ours */
    public RoutingTable(Collection<RouteSettings> routes, Topics topics) {
        var names = new HashMap<Kind, String>();
        for (var route : routes) {
            var kind = new Kind(route.source(), route.detailType());
            var other = names.put(kind, route.name());
            if (other != null) {
                throw new IllegalArgumentException("the routes '" + other + "' and '" + route.name() + "' both claim '"
                        + kind.detailType() + "' of " + kind.source());
            }
            rows.put(kind, row(route, topics));
        }
    }

    public Routing route(Event event) {
        var row = rows.get(new Kind(event.source(), event.detailType()));
        return switch (row) {
            case null ->
                new Routing.Nowhere(Reason.UNROUTED, "no route for '" + event.detailType() + "' of " + event.source());
            case Row.Ignore(var name) -> new Routing.Ignored(name);
            case Row.Forward(var name, var topic, var path, var optional) ->
                switch (path.find(event.envelope())) {
                    case KeyPath.Found.Keys(var keys) -> new Routing.To(topic, keys);
                    case KeyPath.Found.Not(var reason, var detail) ->
                        optional && reason == Reason.NO_INSTANCE_ID
                                ? new Routing.Ignored(name)
                                : new Routing.Nowhere(reason, detail);
                };
        };
    }

    private static Row row(RouteSettings route, Topics topics) {
        if (route.ignore()) {
            return new Row.Ignore(route.name());
        }
        try {
            return new Row.Forward(
                    route.name(),
                    topics.name(TopicKind.ofDefaultName(route.topic())),
                    KeyPath.parse(route.key()),
                    route.optional());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("route '" + route.name() + "': " + e.getMessage(), e);
        }
    }

    private record Kind(String source, String detailType) {}

    private sealed interface Row {
        record Forward(String name, String topic, KeyPath path, boolean optional) implements Row {}

        record Ignore(String name) implements Row {}
    }
}
