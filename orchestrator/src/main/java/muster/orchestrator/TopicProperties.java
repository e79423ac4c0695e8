package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import muster.schemas.settings.Range;
import muster.schemas.topic.TopicKind;
import muster.schemas.topic.TopicSettings;

/**
 * The topics as this installation has them; the same keys as the bridge's.
 *
 * @param prefix put before each name
 * @param names other names, by the default ones
 * @param partitions [partitions] of each topic, 1 or more
 * @param replicationFactor [copies] of each partition, 1 or more; -1 leaves it to the broker
 * @param create whether missing topics are created at the start; otherwise they are only verified
 * @param timeout how long each answer of the cluster is waited for at the start, more than 0
 */
@ConfigurationProperties("muster.topics")
public record TopicProperties(
        @Bindable(defaultValue = "") String prefix,

        @MapFormat(transformation = MapFormat.MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> names,

        @Bindable(defaultValue = "12") int partitions,
        @Bindable(defaultValue = "-1") short replicationFactor,
        @Bindable(defaultValue = "true") boolean create,
        @Bindable(defaultValue = "30s") Duration timeout) {

    /** @throws IllegalArgumentException where a name is not that of a topic, or a number is out of range */
    public TopicProperties {
        Range.atLeast("muster.topics.partitions", partitions, 1);
        if (replicationFactor != TopicSettings.BROKER_DEFAULT) {
            Range.atLeast("muster.topics.replication-factor", replicationFactor, 1);
        }
        Range.positive("muster.topics.timeout", timeout);
        names.keySet().forEach(TopicProperties::kind);
        names = Map.copyOf(names);
    }

    TopicSettings settings() {
        var byKind =
                names.entrySet().stream().collect(Collectors.toMap(entry -> kind(entry.getKey()), Map.Entry::getValue));
        return new TopicSettings(prefix, byKind, partitions, replicationFactor);
    }

    private static TopicKind kind(String name) {
        try {
            return TopicKind.ofDefaultName(name);
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException("muster.topics.names." + name + ": " + unknown.getMessage(), unknown);
        }
    }
}
