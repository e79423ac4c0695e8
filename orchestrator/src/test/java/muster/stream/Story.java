package muster.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Predicate;
import muster.instance.Evolution;
import muster.instance.InstanceDecider;
import muster.instance.Signals;
import muster.instance.SmallWorld;
import muster.instance.Waiting;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.JournalEntry;
import muster.schemas.Json;
import muster.schemas.topic.Topics;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/**
 * The topology in its test driver, and the {@link SmallWorld} in place of AWS. Given and when put events on their topics;
 * after each, what was asked for is carried out and told, unless it is held back.
 */
final class Story implements AutoCloseable {
    /** That one signal of a story may lead to. */
    private static final int MOST_CALLS = 2_000;

    private final TopologyTestDriver driver;
    private final SmallWorld world = new SmallWorld();
    private final DrainedCommits commits = new DrainedCommits(Duration.ofMillis(10), Duration.ofMillis(100));
    private final Map<Events.Kind, TestInputTopic<byte[], byte[]>> inputs = new HashMap<>();
    private final TestInputTopic<byte[], byte[]> results;
    private final TestOutputTopic<InstanceId, EffectRequest> effects;
    private final TestOutputTopic<InstanceId, JournalEntry> journal;
    private final TestOutputTopic<byte[], byte[]> deadLetters;
    private final List<JournalEntry> entries = new ArrayList<>();
    private final List<Effect> asked = new ArrayList<>();
    private final ArrayDeque<Effect> waiting = new ArrayDeque<>();
    private final Map<InstanceId, Instant> newest = new HashMap<>();
    private Instant now = Signals.START;
    private final Lifecycles lifecycles;
    private boolean held;
    private boolean diesAfterEachCall;

    Story(Lifecycles lifecycles, Path stateDir) {
        this(lifecycles, stateDir, Backlog.NONE);
    }

    Story(Lifecycles lifecycles, Path stateDir, Backlog backlog) {
        this(lifecycles, stateDir, backlog, new EventSignals());
    }

    Story(Lifecycles lifecycles, Path stateDir, Backlog backlog, SignalReader events) {
        this.lifecycles = lifecycles;
        var topics = Topics.defaults();
        var topology = new LifecycleTopology(
                        topics,
                        events,
                        new InstanceDecider(lifecycles, InstanceDecider.Retention.DEFAULT),
                        Duration.ofMillis(100),
                        commits,
                        backlog,
                        StreamMetrics.NONE)
                .build();
        var config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "story");
        config.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDir.toString());
        config.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver = new TopologyTestDriver(topology, config, now);
        inputs.put(Events.Kind.LAUNCHING, input(topics.launchSuccessful()));
        inputs.put(Events.Kind.TERMINATING, input(topics.terminating()));
        inputs.put(Events.Kind.STATE, input(topics.ec2Running()));
        inputs.put(Events.Kind.COMMAND, input(topics.commandStatus()));
        inputs.put(Events.Kind.INTERRUPTION, input(topics.interruptions()));
        results = input(topics.effectResults());
        effects = driver.createOutputTopic(
                topics.effects(), Json.key().deserializer(), Json.effect().deserializer());
        journal = driver.createOutputTopic(
                topics.journal(), Json.key().deserializer(), Json.journal().deserializer());
        deadLetters = driver.createOutputTopic(
                topics.deadLetters(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestInputTopic<byte[], byte[]> input(String topic) {
        return driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer());
    }

    SmallWorld world() {
        return world;
    }

    /** Of the topology's one thread, which is the caller's. */
    DrainedCommits commits() {
        return commits;
    }

    /** Effects asked for so far, in their order. */
    List<Effect> asked() {
        return asked;
    }

    Story given(Events.Event... events) {
        for (var event : events) {
            hear(event);
        }
        return this;
    }

    /** An event that is not true. */
    Story forged(Events.Event event) {
        now = now.plusMillis(10);
        driver.advanceWallClockTime(Duration.ofMillis(10));
        pipe(inputs.get(event.kind()), key(event.instance()), event.json());
        settle();
        return this;
    }

    Story when(Events.Event... events) {
        return given(events);
    }

    /** From here on effects are asked for and not carried out. */
    Story hold() {
        held = true;
        return this;
    }

    /** Carries out what was held back, in its order, and goes on as usual. */
    Story letGo() {
        held = false;
        settle();
        return this;
    }

    /** Carries out the next effect that is held back, and tells its result. */
    Story tellOne() {
        tell(waiting.remove());
        take();
        return this;
    }

    /** Carries out what is held back and may be, in its order. */
    Story tellAll(Predicate<Effect> which) {
        take();
        for (var effect : List.copyOf(waiting)) {
            if (which.test(effect)) {
                waiting.remove(effect);
                tell(effect);
            }
        }
        take();
        return this;
    }

    /** Whether a command is held back. */
    boolean isSending(InstanceId id) {
        take();
        return waiting.stream()
                .anyMatch(effect -> effect instanceof Effect.SendCommand
                        && effect.instance().equals(id));
    }

    /** The process dies after the call, before its result is on the topic: the effect will come again. */
    Story crashAfterCall() {
        take();
        world.run(waiting.element());
        return this;
    }

    /** As {@link #crashAfterCall}, at every call from here on. */
    Story crashAfterEachCall() {
        diesAfterEachCall = true;
        return this;
    }

    /** Second by second, or in larger steps where it is long. */
    Story after(Duration time) {
        var second = Duration.ofSeconds(1);
        var step = time.dividedBy(10_000).compareTo(second) < 0 ? second : time.dividedBy(10_000);
        for (var until = now.plus(time); now.isBefore(until); ) {
            var left = Duration.between(now, until);
            var next = left.compareTo(step) < 0 ? left : step;
            now = now.plus(next);
            driver.advanceWallClockTime(next);
            settle();
        }
        return this;
    }

    /** An effect that was carried out long ago comes once more, from a process that was paused. */
    void carryOutAgain(Effect effect) {
        tell(effect);
        settle();
    }

    private void hear(Events.Event event) {
        now = now.plusMillis(10);
        driver.advanceWallClockTime(Duration.ofMillis(10));
        if (event.kind() == Events.Kind.STATE
                && !event.at().isBefore(newest.getOrDefault(event.instance(), Instant.MIN))) {
            world.machine(event.instance()).state = Ec2State.of(event.state());
            newest.put(event.instance(), event.at());
        }
        pipe(inputs.get(event.kind()), key(event.instance()), event.json());
        settle();
    }

    /** Puts any bytes on the topic of launches. */
    void hearRaw(byte @Nullable [] key, byte @Nullable [] value) {
        pipe(inputs.get(Events.Kind.LAUNCHING), key, value);
    }

    private void pipe(@Nullable TestInputTopic<byte[], byte[]> topic, byte @Nullable [] key, byte @Nullable [] value) {
        if (topic == null) {
            throw new AssertionError("no such topic");
        }
        topic.pipeInput(new TestRecord<>(key, value, now));
    }

    private void settle() {
        take();
        for (int calls = 0; !held && !waiting.isEmpty(); calls++) {
            if (calls > MOST_CALLS) {
                throw new AssertionError("effects are asked for without end: " + waiting.element());
            }
            if (diesAfterEachCall) {
                world.run(waiting.element());
            }
            tell(waiting.remove());
            take();
        }
    }

    private void tell(Effect effect) {
        var result = new EffectResult(effect.id(), effect.instance(), effect.generation(), world.run(effect), now, 1);
        pipe(results, key(effect.instance()), Json.write(result));
    }

    private void take() {
        effects.readValuesToList().forEach(request -> {
            asked.add(request.effect());
            waiting.add(request.effect());
        });
        entries.addAll(journal.readValuesToList());
    }

    private static byte[] key(InstanceId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }

    Instance state(InstanceId id) {
        var state =
                driver.<InstanceId, Instance>getKeyValueStore(Nodes.INSTANCES).get(id);
        return state == null ? Instance.unseen(id) : state;
    }

    /** What the journal alone says of an instance. */
    Instance folded(InstanceId id) {
        var state = Instance.unseen(id);
        for (var entry : entries) {
            if (entry.instance().equals(id)) {
                state = Evolution.fold(state, entry.events());
            }
        }
        return state;
    }

    List<JournalEntry> journal() {
        return entries;
    }

    List<TestRecord<byte[], byte[]>> deadLetters() {
        return deadLetters.readRecordsToList();
    }

    long timersStored() {
        try (var all = driver.getKeyValueStore(Nodes.TIMERS).all()) {
            long count = 0;
            while (all.hasNext()) {
                all.next();
                count++;
            }
            return count;
        }
    }

    Waiting waiting(InstanceId id) {
        var state = state(id);
        return Waiting.of(
                state,
                switch (state.life()) {
                    case Instance.Life.Active(var _, var name, var _) -> lifecycles.named(name);
                    case Instance.Life.Unseen _,
                            Instance.Life.Unmanaged _,
                            Instance.Life.Pooled _,
                            Instance.Life.Ending _,
                            Instance.Life.Gone _ -> Optional.empty();
                });
    }

    Then then(InstanceId id) {
        assertThat(world.breaches()).isEmpty();
        assertThat(folded(id)).as("the fold of the journal").isEqualTo(state(id));
        return new Then(this, id);
    }

    @Override
    public void close() {
        driver.close();
    }
}
