package muster.orchestrator;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import muster.effects.EffectRunner;
import muster.effects.Retries;
import muster.effects.RunnerMetrics;
import muster.effects.ToldOnTopic;
import muster.effects.Turns;
import muster.effects.aws.AwsClients;
import muster.effects.aws.AwsEffects;
import muster.effects.aws.HostnameTable;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import muster.schemas.topic.TopicKind;
import muster.schemas.topic.Topics;
import muster.stream.EventSignals;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Runs the effect runner, with its own consumer, producer and AWS clients. */
@Singleton
final class EffectRuntime {
    private final AwsClients clients;
    private final HostnameTable hostnames;
    private final AwsEffects adapters;
    private final EffectRunner runner;
    private final TurnWatch watch;

    EffectRuntime(
            KafkaSettings kafka,
            Topics topics,
            EffectSettings effects,
            AwsProperties aws,
            EventSignals events,
            InstantSource clock,
            MeterRegistry registry) {
        clients = AwsClients.create(aws.settings());
        hostnames = new HostnameTable(clients, aws.settings(), clock);
        adapters = new AwsEffects(clients, aws.settings(), clock, effects.retries(), new LaneMeters(registry));
        var turns = new Turns(clock);
        runner = new EffectRunner(
                new KafkaConsumer<>(consumer(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                new KafkaProducer<>(producer(kafka), new ByteArraySerializer(), new ByteArraySerializer()),
                new Retries(adapters, clock, effects.retries()),
                new EffectRunner.Settings(
                        topics.effects(), topics.effectResults(), effects.maxInFlight(), effects.closeTimeout()),
                clock,
                new Meters(registry),
                turns,
                new ToldOnTopic(
                        () -> new KafkaConsumer<>(
                                lookingBack(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                        topics.effectResults(),
                        clock));
        Gauge.builder("muster.effects.held", runner, EffectRunner::held)
                .description("Effects that only a process of a newer release can read")
                .register(registry);
        watch = new TurnWatch(
                new KafkaConsumer<>(watcher(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                Stream.of(TopicKind.LAUNCH_SUCCESSFUL, TopicKind.TERMINATING, TopicKind.INTERRUPTIONS)
                        .map(topics::topic)
                        .toList(),
                events,
                turns,
                clock);
    }

    void start() {
        watch.start();
        runner.start();
    }

    /** For those who look at names; by the clients of the effects. */
    HostnameTable hostnames() {
        return hostnames;
    }

    boolean isAlive() {
        return runner.isAlive();
    }

    /** Effects that wait for a process of a newer release. */
    int held() {
        return runner.held();
    }

    @PreDestroy
    void stop() {
        watch.close();
        // who waits for a turn would wait longer than a stop may take
        adapters.close();
        runner.close();
        clients.close();
    }

    private static Map<String, Object> consumer(KafkaSettings kafka) {
        var config = common(kafka);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, kafka.applicationId() + "-effects");
        // the effects of a transaction that was aborted were never decided
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 12_000);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 100);
        if (!kafka.instanceId().isEmpty()) {
            config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, kafka.instanceId());
        }
        return config;
    }

    /** Without a group: each process hears of all. */
    private static Map<String, Object> watcher(KafkaSettings kafka) {
        var config = common(kafka);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.applicationId() + "-turns");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return config;
    }

    /** Results are told outside of any transaction. */
    private static Map<String, Object> lookingBack(KafkaSettings kafka) {
        var config = common(kafka);
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.applicationId() + "-told");
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return config;
    }

    private static Map<String, Object> producer(KafkaSettings kafka) {
        var config = common(kafka);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        return config;
    }

    private static Map<String, Object> common(KafkaSettings kafka) {
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, kafka.applicationId() + "-effects");
        return config;
    }

    /** By kind and outcome; an instance id is never a label. */
    private record Meters(MeterRegistry registry) implements RunnerMetrics {
        @Override
        public void finished(EffectRequest request, EffectResult result, Duration took) {
            var effect = Json.typeName(request.effect().getClass());
            var outcome = Json.typeName(result.outcome().getClass());
            registry.timer("muster.effects", "effect", effect, "outcome", outcome)
                    .record(took);
            registry.counter("muster.effects.calls", "effect", effect.toLowerCase(Locale.ROOT))
                    .increment(result.calls());
        }

        @Override
        public void unreadable() {
            registry.counter("muster.effects.unreadable").increment();
        }
    }
}
