package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Map;

/**
 * How the orchestrator talks to Kafka.
 *
 * @param bootstrapServers host:port, comma-separated
 * @param applicationId of the topology: its consumer group, and the prefix of its changelogs and transactional ids
 * @param stateDir a folder that no other process uses
 * @param instanceId of this process among its likes, for static membership; empty for none
 * @param threads of the topology, 1 or more
 * @param standbys copies of the state on other processes
 * @param commitInterval how long decisions wait to be committed together
 * @param tick how often due timers are looked for
 * @param properties any further client property, such as those of security
 */
@ConfigurationProperties("muster.kafka")
public record KafkaSettings(
        @Bindable(defaultValue = "localhost:9092") String bootstrapServers,
        @Bindable(defaultValue = "muster-orchestrator") String applicationId,
        @Bindable(defaultValue = "/tmp/muster/state") String stateDir,
        @Bindable(defaultValue = "") String instanceId,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "1") int standbys,
        @Bindable(defaultValue = "20ms") Duration commitInterval,
        @Bindable(defaultValue = "100ms") Duration tick,

        @MapFormat(transformation = MapFormat.MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> properties) {

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public KafkaSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("muster.kafka.threads: " + threads + " (expected: 1 or more)");
        }
        if (!commitInterval.isPositive() || !tick.isPositive()) {
            throw new IllegalArgumentException("muster.kafka.commit-interval: " + commitInterval
                    + ", muster.kafka.tick: " + tick + " (expected: > 0)");
        }
        properties = Map.copyOf(properties);
    }
}
