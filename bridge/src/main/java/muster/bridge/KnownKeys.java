package muster.bridge;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Refuses configuration that nobody reads: a key that is misspelt would silently leave its default in place. */
final class KnownKeys {
    private static final List<String> OURS = List.of("muster.bridge.", "muster.topics.");

    private static final List<Pattern> KNOWN = List.of(
            Pattern.compile("muster\\.topics\\.(prefix|partitions|replication-factor|create|timeout|names\\..+)"),
            Pattern.compile("muster\\.bridge\\.polling\\."
                    + "(wait-time|batch|visibility|backoff|longest-backoff|stop-timeout)"),
            Pattern.compile("muster\\.bridge\\.queues\\.[^.]+\\.(region|url|queue|endpoint|pollers)"),
            Pattern.compile("muster\\.bridge\\.routes\\.[^.]+\\.(source|detail-type|topic|key|ignore|optional)"),
            Pattern.compile("muster\\.bridge\\.http\\.(header|keys(\\[[0-9]+])?|region|timeout)"));

    private KnownKeys() {}

    /** @throws IllegalArgumentException where a key in our namespaces is unknown; the message names all of them */
    static void check(Environment environment) {
        var unknown = new TreeSet<String>();
        for (var source : environment.getPropertySources()) {
            // A variable's underscores stand for dots or hyphens, so that its name alone says not which key it is.
            if (source.getConvention() != PropertySource.PropertyConvention.ENVIRONMENT_VARIABLE) {
                for (var key : source) {
                    if (OURS.stream().anyMatch(key::startsWith) && !isKnown(key)) {
                        unknown.add(key);
                    }
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("unknown configuration: " + String.join(", ", unknown));
        }
    }

    private static boolean isKnown(String key) {
        return KNOWN.stream().anyMatch(pattern -> pattern.matcher(key).matches());
    }
}
