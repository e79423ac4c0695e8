package muster.stream;

import java.time.Duration;
import java.util.Set;
import muster.instance.InstanceDecider;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Json;
import muster.schemas.Signal;
import muster.schemas.topic.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Input topics → read → decide → journal, instances, effects; what cannot be read → dead letters. And instances → a
 * store for readers, in every process.
 *
 * <p>All topics have the same number of partitions and are keyed by instance id, so that one task owns all that concerns
 * an instance.
 */
public final class LifecycleTopology {
    private final Topics topics;
    private final SignalReader events;
    private final InstanceDecider decider;
    private final Duration tick;
    private final DrainedCommits commits;
    private final TimerBudget budget = new TimerBudget();
    private final Backlog backlog;
    private final StreamMetrics metrics;

    /**
     * @param events reads the topics of AWS events
     * @param tick how often due timers are looked for
     * @param commits told of what is written; of the consumers that the topology is run with
     * @param backlog of those consumers
     */
    public LifecycleTopology(
            Topics topics,
            SignalReader events,
            InstanceDecider decider,
            Duration tick,
            DrainedCommits commits,
            Backlog backlog,
            StreamMetrics metrics) {
        this.topics = topics;
        this.events = events;
        this.decider = decider;
        this.tick = tick;
        this.commits = commits;
        this.backlog = backlog;
        this.metrics = metrics;
    }

    public Topology build() {
        var bytes = new ByteArrayDeserializer();
        var states = new WrittenOnce<>(Json.instance().serializer());
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        Nodes.EVENTS,
                        bytes,
                        bytes,
                        topics.launchSuccessful(),
                        topics.ec2Running(),
                        topics.terminating(),
                        topics.commandStatus(),
                        topics.interruptions())
                .addSource(AutoOffsetReset.earliest(), Nodes.RESULTS, bytes, bytes, topics.effectResults())
                .addProcessor(Nodes.READ_EVENTS, () -> new ReadingProcessor(events, metrics), Nodes.EVENTS)
                .addProcessor(
                        Nodes.READ_RESULTS, () -> new ReadingProcessor(new EffectResults(), metrics), Nodes.RESULTS)
                .addProcessor(Nodes.DECIDE, deciding(states), Nodes.READ_EVENTS, Nodes.READ_RESULTS)
                .addSink(
                        Nodes.TO_JOURNAL,
                        topics.journal(),
                        Json.key().serializer(),
                        Json.journal().serializer(),
                        Nodes.DECIDE)
                .addSink(Nodes.TO_INSTANCES, topics.instances(), Json.key().serializer(), states, Nodes.DECIDE)
                .addSink(
                        Nodes.TO_EFFECTS,
                        topics.effects(),
                        Json.key().serializer(),
                        Json.effect().serializer(),
                        Nodes.DECIDE)
                .addGlobalStore(
                        Stores.keyValueStoreBuilder(
                                        Stores.persistentKeyValueStore(Nodes.ALL_INSTANCES),
                                        Serdes.ByteArray(),
                                        Serdes.ByteArray())
                                .withLoggingDisabled(),
                        Nodes.INSTANCES_OF_ALL,
                        bytes,
                        bytes,
                        topics.instances(),
                        Nodes.REMEMBER,
                        RememberingProcessor::new)
                .addSink(
                        Nodes.TO_DEAD_LETTERS,
                        topics.deadLetters(),
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        Nodes.READ_EVENTS,
                        Nodes.READ_RESULTS);
    }

    private ProcessorSupplier<InstanceId, Signal, Object, Object> deciding(Serializer<Instance> states) {
        return new ProcessorSupplier<>() {
            @Override
            public Processor<InstanceId, Signal, Object, Object> get() {
                return new LifecycleProcessor(decider, tick, commits, budget, backlog, metrics);
            }

            @Override
            public Set<StoreBuilder<?>> stores() {
                return InstanceStores.builders(states);
            }
        };
    }
}
