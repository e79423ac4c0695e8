package muster.bench.engine;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import muster.effects.EffectExecutor;
import muster.effects.EffectRunner;
import muster.effects.RunnerMetrics;
import muster.effects.Told;
import muster.effects.Turns;
import muster.harness.Watch;
import muster.instance.InstanceDecider;
import muster.lifecycle.LifecycleFiles;
import muster.orchestrator.FencedClients;
import muster.orchestrator.KafkaSettings;
import muster.orchestrator.StoreMemory;
import muster.orchestrator.StoreSettings;
import muster.orchestrator.StreamsConfiguration;
import muster.platform.EmbeddedKafka;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import muster.stream.Backlog;
import muster.stream.DrainedCommits;
import muster.stream.EventSignals;
import muster.stream.LifecycleTopology;
import muster.stream.Reading;
import muster.stream.SignalReader;
import muster.stream.StreamMetrics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StateRestoreListener;

/**
 * The product's topology and effect runner as they are configured by default, in this JVM, on topics of their own; with an
 * AWS that answers at once.
 */
public final class Engine implements AutoCloseable {
    private static final Duration ADMIN = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(120);
    private static final Duration CLOSE = Duration.ofSeconds(20);
    private static final Duration COMMIT_INTERVAL = Duration.ofMillis(100);
    private static final Duration COMMIT_PAUSE = Duration.ofMillis(10);
    private static final Duration TICK = Duration.ofMillis(100);
    private static final String SHIPPED = "classpath:lifecycles/validator.yaml";

    private final Topics topics;
    private final KafkaSettings settings;
    private final StoreMemory memory = memory();
    private final DrainedCommits commits = new DrainedCommits(COMMIT_PAUSE, COMMIT_INTERVAL);
    private final Feeder feeder;
    private final InstantAws aws;
    private final String lifecycle;
    private final AtomicLong eventsRead = new AtomicLong();
    private final KafkaStreams streams;
    private final EffectRunner runner;
    private boolean running;

    /**
     * @param name prefix of its topics, and its application id
     * @param metrics told of what is recorded
     */
    Engine(EmbeddedKafka kafka, String name, Path stateDir, StreamMetrics metrics) {
        topics = topics(name);
        lifecycle = SHIPPED;
        // where one after the other has the name, none waits until the one before is taken for dead
        settings = settings(kafka.bootstrapServers(), name, stateDir, "engine");
        create(kafka.bootstrapServers(), topics);
        feeder = new Feeder(kafka.bootstrapServers(), topics, 5);
        aws = new InstantAws(feeder::send);
        streams = new KafkaStreams(topology(metrics), configuration(), new FencedClients(commits));
        runner = runner(aws);
    }

    private Engine(Place place, EffectExecutor executor, StreamMetrics metrics) {
        topics = topics(place.name());
        lifecycle = place.lifecycle();
        settings = settings(place.bootstrapServers(), place.name(), place.stateDir(), place.process());
        create(place.bootstrapServers(), topics);
        feeder = new Feeder(place.bootstrapServers(), topics, 0);
        aws = new InstantAws(feeder::send);
        streams = new KafkaStreams(topology(metrics), configuration(), new FencedClients(commits));
        runner = runner(executor);
    }

    /**
     * Where an engine works, whose like may have worked there before.
     *
     * @param name prefix of its topics, and its application id
     * @param process name among its likes, by which it is known when it starts again; empty for none
     * @param lifecycle a location that {@link LifecycleFiles} reads
     */
    public record Place(String bootstrapServers, String name, Path stateDir, String process, String lifecycle) {}

    /** With an outside of the caller's, and the product's default commit interval. */
    public static Engine at(Place place, EffectExecutor outside) {
        return new Engine(place, outside, new Unheard());
    }

    /** Sends events to where an engine of that name works. */
    public static Feeder feeder(String bootstrapServers, String name) {
        var topics = topics(name);
        create(bootstrapServers, topics);
        return new Feeder(bootstrapServers, topics, 0);
    }

    static Topics topics(String name) {
        return Topics.of(TopicSettings.defaults().withPrefix(name + "-"));
    }

    static void create(EmbeddedKafka kafka, Topics topics) {
        create(kafka.bootstrapServers(), topics);
    }

    private static void create(String bootstrapServers, Topics topics) {
        try (var admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers))) {
            new TopicAdmin(admin, ADMIN).createAndVerify(topics);
        }
    }

    /** The product's defaults. */
    static KafkaSettings settings(String bootstrapServers, String name, Path stateDir, String instanceId) {
        return new KafkaSettings(
                bootstrapServers,
                name,
                stateDir.toString(),
                instanceId,
                1,
                0,
                COMMIT_INTERVAL,
                COMMIT_PAUSE,
                TICK,
                false,
                Map.of());
    }

    /** The product's default. */
    static StoreMemory memory() {
        return new StoreMemory(new StoreSettings(128, 48));
    }

    static InstanceDecider decider() {
        return decider(SHIPPED);
    }

    private static InstanceDecider decider(String lifecycle) {
        var lifecycles = LifecycleFiles.read(List.of(lifecycle), _ -> Optional.empty());
        return new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT);
    }

    private Topology topology(StreamMetrics metrics) {
        var events = new EventSignals();
        SignalReader counting = (value, heard) -> {
            Reading reading = events.read(value, heard);
            eventsRead.incrementAndGet();
            return reading;
        };
        return new LifecycleTopology(
                        topics, counting, decider(lifecycle), settings.tick(), commits, Backlog.NONE, metrics)
                .build();
    }

    Properties configuration() {
        return StreamsConfiguration.of(settings, memory);
    }

    private EffectRunner runner(EffectExecutor executor) {
        var bytes = new ByteArrayDeserializer();
        var reading = new HashMap<String, Object>(Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                settings.bootstrapServers(),
                ConsumerConfig.GROUP_ID_CONFIG,
                settings.applicationId() + "-effects",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                100));
        if (!settings.instanceId().isEmpty()) {
            reading.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.instanceId());
        }
        var consumer = new KafkaConsumer<>(reading, bytes, bytes);
        var producer = new KafkaProducer<>(
                Map.<String, Object>of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        settings.bootstrapServers(),
                        ProducerConfig.ACKS_CONFIG,
                        "all",
                        ProducerConfig.LINGER_MS_CONFIG,
                        0),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        return new EffectRunner(
                consumer,
                producer,
                executor,
                new EffectRunner.Settings(topics.effects(), topics.effectResults(), 256, CLOSE),
                InstantSource.system(),
                new Unwatched(),
                new Turns(InstantSource.system()),
                Told.NOTHING);
    }

    private record Unheard() implements StreamMetrics {
        @Override
        public void recorded(InstanceId instance, InstanceEvent event) {}

        @Override
        public void foreign() {}

        @Override
        public void skipped(String what) {}

        @Override
        public void unreadable() {
            throw new IllegalStateException("an event of the benchmark's own is not read");
        }
    }

    private record Unwatched() implements RunnerMetrics {
        @Override
        public void finished(EffectRequest request, EffectResult result, Duration took) {}

        @Override
        public void unreadable() {}
    }

    /** @return once it runs, with its stores restored */
    public Engine started() {
        streams.start();
        runner.start();
        running = true;
        if (!new Watch(START).until(() -> streams.state() == KafkaStreams.State.RUNNING)) {
            throw new IllegalStateException("the topology is " + streams.state() + " after " + START);
        }
        return this;
    }

    /** Before the start. */
    Engine watched(StateRestoreListener listener) {
        streams.setGlobalStateRestoreListener(listener);
        return this;
    }

    Topics topics() {
        return topics;
    }

    Feeder feeder() {
        return feeder;
    }

    InstantAws aws() {
        return aws;
    }

    KafkaStreams streams() {
        return streams;
    }

    /** Events that the topology has read since the beginning. */
    long eventsRead() {
        return eventsRead.get();
    }

    @Override
    public void close() {
        if (running) {
            runner.close();
        }
        streams.close(CLOSE);
        feeder.close();
        memory.close();
    }
}
