package muster.orchestrator;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Primary;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import muster.effects.aws.HostnameTable;
import muster.instance.InstanceDecider;
import muster.lifecycle.LifecycleFiles;
import muster.lifecycle.Lifecycles;
import muster.rebuild.RebuildProgress;
import muster.schemas.topic.Topics;
import muster.stream.AllInstances;
import muster.stream.Backlog;
import muster.stream.DrainedCommits;
import muster.stream.EventSignals;
import muster.stream.LifecycleTopology;
import muster.stream.RestoreProgress;
import muster.stream.StreamMetrics;
import muster.stream.TopicReading;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Puts the parts together. */
@Factory
final class Beans {
    /** A person waits for the answer. */
    private static final Duration LONGEST_READING = Duration.ofSeconds(10);

    private static final int FETCH_BYTES = 8 * 1024 * 1024;

    /** The one place that reads the clock; a library on the class path brings a bean of this type too. */
    @Primary
    @Singleton
    InstantSource clock() {
        return InstantSource.system();
    }

    @Singleton
    Topics topics(TopicProperties properties) {
        return Topics.of(properties.settings());
    }

    @Singleton
    Lifecycles lifecycles(LifecycleSettings settings, LifecycleVariables variables) {
        return LifecycleFiles.read(settings.files(), variables::value);
    }

    @Singleton
    InstanceDecider decider(Lifecycles lifecycles) {
        return new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    @Singleton
    RestoreProgress restoreProgress(InstantSource clock) {
        return new RestoreProgress(clock);
    }

    @Singleton
    RebuildProgress rebuildProgress(InstantSource clock) {
        return new RebuildProgress(clock);
    }

    @Singleton
    AllInstances allInstances(StreamsRuntime streams) {
        return streams.instances();
    }

    @Singleton
    HostnameTable hostnameTable(EffectRuntime effects) {
        return effects.hostnames();
    }

    /** Consumers without a group: they read what they are asked for, and commit nothing. */
    @Singleton
    TopicReading topicReading(KafkaSettings kafka, InstantSource clock) {
        return reading(kafka, LONGEST_READING, clock);
    }

    /** @param longest that one reading may take */
    static TopicReading reading(KafkaSettings kafka, Duration longest, InstantSource clock) {
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(ConsumerConfig.CLIENT_ID_CONFIG, kafka.applicationId() + "-reading");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // who only reads must make no topic: a broker would give it properties of its own
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LONGEST_READING.toMillis());
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        return new TopicReading(
                () -> new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                longest,
                clock);
    }

    @Singleton
    DrainedCommits drainedCommits(KafkaSettings kafka) {
        return new DrainedCommits(kafka.commitPause(), kafka.commitInterval());
    }

    @Singleton
    Backlog backlog(InstantSource clock) {
        return new Backlog(clock);
    }

    @Singleton
    EventSignals eventSignals(AwsProperties aws) {
        return new EventSignals(aws.home());
    }

    @Singleton
    LifecycleTopology topology(
            Topics topics,
            EventSignals events,
            InstanceDecider decider,
            KafkaSettings kafka,
            DrainedCommits commits,
            Backlog backlog,
            StreamMetrics metrics) {
        return new LifecycleTopology(topics, events, decider, kafka.tick(), commits, backlog, metrics);
    }
}
