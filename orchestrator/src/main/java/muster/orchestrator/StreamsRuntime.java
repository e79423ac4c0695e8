package muster.orchestrator;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import muster.schemas.topic.Topics;
import muster.stream.AllInstances;
import muster.stream.Backlog;
import muster.stream.DrainedCommits;
import muster.stream.LifecycleTopology;
import muster.stream.RestoreProgress;
import muster.stream.StreamFaults;
import muster.stream.StreamMetrics;
import org.apache.kafka.streams.KafkaStreams;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the topology. Started and stopped by the program, not by the framework, which would call it up while it restores. */
@Singleton
final class StreamsRuntime {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsRuntime.class);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final KafkaStreams streams;
    private final KafkaStreamsMetrics meters;
    private final ReadersStore readers;
    private final UncaughtErrors errors;
    private volatile boolean started;

    StreamsRuntime(
            LifecycleTopology topology,
            Topics topics,
            StreamMetrics metrics,
            KafkaSettings settings,
            DrainedCommits commits,
            Backlog backlog,
            StoreMemory memory,
            RestoreProgress progress,
            InstantSource clock,
            MeterRegistry registry) {
        StateFolder.of(settings);
        streams = new KafkaStreams(
                topology.build(),
                StreamFaults.handledIn(StreamsConfiguration.of(settings, memory), topics.deadLetters(), metrics),
                new FencedClients(commits, backlog));
        errors = new UncaughtErrors(clock);
        streams.setUncaughtExceptionHandler(errors);
        streams.setGlobalStateRestoreListener(progress);
        streams.setStateListener((now, before) -> LOG.info("topology: {} -> {}", before, now));
        readers = new ReadersStore(settings);
        meters = meters();
        meters.bindTo(registry);
    }

    /** Kafka's own metrics of the topology; to be closed. */
    KafkaStreamsMetrics meters() {
        return new KafkaStreamsMetrics(streams);
    }

    void start() {
        readers.begin();
        started = true;
        streams.start();
    }

    /** Whether the stores can be asked: not while they are restored or handed over. */
    boolean isRunning() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    AllInstances instances() {
        return new AllInstances(streams);
    }

    /** Why the topology has stopped for good; empty while it has not. */
    String problem() {
        return errors.problem();
    }

    KafkaStreams.State state() {
        return streams.state();
    }

    @PreDestroy
    void stop() {
        meters.close();
        // a topology that died has not closed its stores in order
        var inOrder = streams.state().isRunningOrRebalancing();
        if (streams.close(STOP_TIMEOUT) && started && inOrder) {
            readers.end();
        }
    }
}
