package muster.bridge;

import io.micronaut.context.env.yaml.YamlPropertySourceLoader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import muster.bridge.route.RouteSettings;
import muster.bridge.route.RoutingTable;
import muster.schemas.topic.Topics;

/** The bridge's own defaults, read without starting it. */
public final class ShippedRoutes {
    private static final String ROUTES = "muster.bridge.routes.";

    private ShippedRoutes() {}

    public static RoutingTable table(Topics topics) {
        var all = defaults();
        var names = all.keySet().stream()
                .filter(key -> key.startsWith(ROUTES))
                .map(key -> key.substring(ROUTES.length(), key.indexOf('.', ROUTES.length())))
                .collect(Collectors.toSet());
        return new RoutingTable(names.stream().map(name -> route(all, name)).toList(), topics);
    }

    /** All of {@code bridge.yml}, by full keys. */
    public static Map<String, Object> defaults() {
        try (var file = ShippedRoutes.class.getResourceAsStream("/bridge.yml")) {
            return new YamlPropertySourceLoader().read("bridge.yml", Objects.requireNonNull(file, "bridge.yml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RouteSettings route(Map<String, Object> all, String name) {
        return new RouteSettings(
                name,
                text(all, name, "source"),
                text(all, name, "detail-type"),
                text(all, name, "topic"),
                text(all, name, "key"),
                text(all, name, "ignore").equals("true"),
                text(all, name, "optional").equals("true"));
    }

    private static String text(Map<String, Object> all, String name, String key) {
        return String.valueOf(all.getOrDefault(ROUTES + name + "." + key, ""));
    }
}
