package muster.bridge.route;

import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import muster.schemas.topic.TopicKind;
import muster.schemas.topic.Topics;
import org.jspecify.annotations.Nullable;

/**
 * Routes by source and detail type, never by what a topic is called: {@code aws-launch-successful} carries the launching
 * hook, not "EC2 Instance Launch Successful".
 */
@Singleton
public final class RoutingTable {
    /** CloudTrail passes on calls to each service under the name of that service. */
    private static final String ANY = "*";

    private static final Kind NONE = new Kind("", "");

    /** By the beginning of their detail type: looked through only for what has no row of its own. */
    private final Map<Kind, Row> families = new HashMap<>();

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
            if (kind.detailType().endsWith(ANY)) {
                var beginning = kind.detailType().substring(0, kind.detailType().length() - ANY.length());
                families.put(new Kind(kind.source(), beginning), row(route, topics));
            } else {
                rows.put(kind, row(route, topics));
            }
        }
    }

    public Routing route(Event event) {
        var row = row(event);
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

    private @Nullable Row row(Event event) {
        var exact = rows.get(new Kind(event.source(), event.detailType()));
        var row = exact == null ? rows.get(new Kind(ANY, event.detailType())) : exact;
        return row == null ? families.get(family(event)) : row;
    }

    /** The kind with the longest beginning that the event's kind has; a kind of nothing where there is none. */
    private Kind family(Event event) {
        return families.keySet().stream()
                .filter(kind -> kind.source().equals(event.source())
                        && event.detailType().startsWith(kind.detailType()))
                .max(Comparator.comparingInt(kind -> kind.detailType().length()))
                .orElse(NONE);
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
