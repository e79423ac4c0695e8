package muster.orchestrator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Properties;
import muster.stream.AllInstances;
import muster.stream.LifecycleTopology;
import muster.stream.RestoreProgress;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the topology. Started and stopped by the program, not by the framework, which would call it up while it restores. */
@Singleton
final class StreamsRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics meters;

    StreamsRuntime(
            LifecycleTopology topology,
            KafkaSettings settings,
            RestoreProgress progress,
            InstantSource clock,
            MeterRegistry registry) {
        streams = new KafkaStreams(topology.build(), configuration(settings));
        streams.setUncaughtExceptionHandler(new UncaughtErrors(clock));
        streams.setGlobalStateRestoreListener(progress);
        streams.setStateListener((now, before) -> LOG.info("topology: {} -> {}", before, now));
        meters = new KafkaStreamsMetrics(streams);
        meters.bindTo(registry);
    }

    void start() {
        streams.start();
    }

    /** Whether the stores can be asked: not while they are restored or handed over. */
    boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    AllInstances instances() {
        return new AllInstances(streams);
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    @PreDestroy
    void stop() {
        meters.close();
        streams.close(STOP_TIMEOUT);
    }

    static Properties configuration(KafkaSettings settings) {
        var config = new Properties();
        config.putAll(settings.properties());
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, settings.applicationId());
        config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir());
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
        config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbys());
        config.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                settings.commitInterval().toMillis());
        // else a fault of the store for readers would be handled in another way than all others
        config.put("processing.exception.handler.global.enabled", true);
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // MSK has no brokers yet that know the newer protocol
        config.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        // shorter than the default of 100 ms: the thread sees a record as soon as it is committed
        config.put(StreamsConfig.POLL_MS_CONFIG, 10L);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG), 5_000);
        config.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
        // a process that died without a word holds its tasks until then
        config.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 12_000);
        if (!settings.instanceId().isEmpty()) {
            config.put(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), settings.instanceId());
        }
        return config;
    }
}
