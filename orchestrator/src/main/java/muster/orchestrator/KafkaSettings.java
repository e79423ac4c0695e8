package muster.orchestrator;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.convert.format.MapFormat;
import io.micronaut.core.naming.conventions.StringConvention;
import java.time.Duration;
import java.util.Map;
import muster.schemas.settings.KafkaSecurity;
import muster.schemas.settings.Range;

/**
 * How the orchestrator talks to Kafka.
 *
 * @param bootstrapServers Kafka's addresses, host:port, comma-separated
 * @param applicationId name of the topology: its consumer group, and the prefix of its changelogs and transactional ids
 * @param stateDir a folder that no other process uses, and that nothing cleans up by age: not below the folder for temporary files
 * @param instanceId name of this process among its likes, for static membership; empty for none
 * @param threads [threads] of the topology, 1 or more
 * @param standbys [copies] of the state on other processes, 0 or more
 * @param commitInterval how long decisions wait at most to be committed together, 1ms to 4s: a transaction of 5s is aborted
 * @param commitPause least time between two commits of a thread that has processed all that it has read and therefore commits
 *     before the interval is over, more than 0; with the commit interval or more, it waits for the interval
 * @param tick how often due timers are looked for, more than 0
 * @param plaintextAllowed whether Kafka on another machine may be reached without TLS; otherwise the start is refused
 * @param properties any further client property, such as those of security
 */
@ConfigurationProperties("muster.kafka")
public record KafkaSettings(
        @Bindable(defaultValue = "localhost:9092") String bootstrapServers,
        @Bindable(defaultValue = "muster-orchestrator") String applicationId,
        @Bindable(defaultValue = "/var/lib/muster/state") String stateDir,
        @Bindable(defaultValue = "") String instanceId,
        @Bindable(defaultValue = "1") int threads,
        @Bindable(defaultValue = "1") int standbys,
        @Bindable(defaultValue = "100ms") Duration commitInterval,
        @Bindable(defaultValue = "10ms") Duration commitPause,
        @Bindable(defaultValue = "100ms") Duration tick,
        @Bindable(defaultValue = "false") boolean plaintextAllowed,

        @MapFormat(transformation = MapFormat.MapTransformation.FLAT, keyFormat = StringConvention.RAW)
        Map<String, String> properties) {

    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(1);
    private static final Duration LONGEST_INTERVAL = Duration.ofSeconds(4);

    /** @throws IllegalArgumentException for a value out of range, with its key */
    public KafkaSettings {
        Range.atLeast("muster.kafka.threads", threads, 1);
        Range.atLeast("muster.kafka.standbys", standbys, 0);
        Range.within("muster.kafka.commit-interval", commitInterval, SHORTEST_INTERVAL, LONGEST_INTERVAL);
        Range.positive("muster.kafka.commit-pause", commitPause);
        Range.positive("muster.kafka.tick", tick);
        properties = Map.copyOf(properties);
        new KafkaSecurity("muster.kafka.bootstrap-servers", "muster.kafka.properties")
                .refusePlaintext(bootstrapServers, properties, plaintextAllowed);
    }
}
