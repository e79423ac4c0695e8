package muster.effects;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import muster.schemas.Effect;
import muster.schemas.EffectId;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import muster.schemas.NewerRelease;
import muster.schemas.Outcome;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes effects from their topic, carries them out in lanes, and tells their results. An effect is finished when Kafka has
 * acknowledged its result, and offsets are committed up to the lowest unfinished effect: whatever dies in between is
 * delivered again. Never runs in the stream thread, which one slow call would make a zombie.
 */
public final class EffectRunner implements AutoCloseable {
    /** Calls made for the effect that the current thread carries out; bound around each execution. */
    public static final ScopedValue<AtomicInteger> CALLS = ScopedValue.newInstance();

    private static final Logger LOG = LoggerFactory.getLogger(EffectRunner.class);
    private static final Duration POLL = Duration.ofMillis(50);

    /**
     * Effects that are read ahead, as a multiple of those that may run: what is urgent lies on the topic behind what is
     * not, and can be told apart only once it is read.
     */
    private static final int READ_AHEAD = 10;

    /** Of records whose effects are unfinished; in memory an effect takes some times what it takes on the topic. */
    private static final long MOST_BYTES = 64L << 20;

    /** Far below what a topic takes, far above any result that an adapter gives. */
    private static final int LARGEST_RESULT = 256 * 1024;

    /** Kinds of effects, of which each is reported once. */
    private static final int MOST_REPORTED = 20;

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final EffectExecutor executor;
    private final Settings settings;
    private final InstantSource clock;
    private final RunnerMetrics metrics;
    private final Turns turns;
    private final Told told;
    private final Set<String> traced = ConcurrentHashMap.newKeySet();
    private final Lanes lanes;
    private final InHand<Delivery> inHand = new InHand<>(Delivery::covers);
    private final Map<TopicPartition, OffsetTracker> trackers = new ConcurrentHashMap<>();
    /** Read when a partition's first effect comes, and forgotten with the partition. Only of the runner's own thread. */
    private final Map<TopicPartition, Map<EffectId, Instant>> toldBefore = new HashMap<>();

    /** Kinds of effects that were reported as unknown. Only of the runner's own thread. */
    private final Set<String> heldKinds = new HashSet<>();

    private final Thread thread = new Thread(this::run, "effect-runner");
    private final AtomicBoolean broken = new AtomicBoolean();
    private volatile boolean closing;
    private boolean paused;

    /**
     * @param effects topic that is read
     * @param results topic that is written
     * @param maxInFlight effects that run, or wait for AWS, at the same time, 1 or more; those of hooks and of interrupted
     *     instances are not counted. Others are read ahead up to ten times as many, or 64 MiB; above it the consumer pauses
     * @param closeTimeout how long a stop, or the loss of a partition, waits for what runs
     */
    public record Settings(String effects, String results, int maxInFlight, Duration closeTimeout) {}

    /**
     * @param consumer {@code read_committed}, without auto-commit; this runner closes it
     * @param producer idempotent, acks=all; this runner closes it
     * @param told effects that need not be carried out again
     */
    public EffectRunner(
            Consumer<byte[], byte[]> consumer,
            Producer<byte[], byte[]> producer,
            EffectExecutor executor,
            Settings settings,
            InstantSource clock,
            RunnerMetrics metrics,
            Turns turns,
            Told told) {
        this.consumer = consumer;
        this.producer = producer;
        this.executor = executor;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.turns = turns;
        this.told = told;
        this.lanes = new Lanes(clock, settings.maxInFlight(), settings.closeTimeout(), this::diesOf);
    }

    public void start() {
        thread.start();
    }

    /**
     * False once the runner has met a fault that it can't handle, such as a producer that takes nothing more: only another
     * process carries its effects out. True before its start.
     */
    public boolean isAlive() {
        return !broken.get() && thread.getState() != Thread.State.TERMINATED;
    }

    private void diesOf(Throwable fault) {
        if (!broken.getAndSet(true)) {
            LOG.error("the effect runner stops, its effects come again in the next process: {}", fault, fault);
        }
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(settings.effects()), new Partitions());
            while (!closing && !broken.get()) {
                for (var record : consumer.poll(POLL)) {
                    take(record);
                }
                balance();
                commit();
            }
            lanes.close();
            producer.flush();
            commit();
        } catch (RuntimeException | Error fault) {
            diesOf(fault);
        } finally {
            producer.close(settings.closeTimeout());
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        var tracker = trackers.computeIfAbsent(
                new TopicPartition(record.topic(), record.partition()), _ -> new OffsetTracker());
        tracker.begin(record.offset());
        EffectRequest request;
        try {
            request = read(record.value());
        } catch (IOException unreadable) {
            passOver(record, tracker, unreadable);
            return;
        }
        if (isTold(record, request)) {
            tracker.finish(record.offset());
            return;
        }
        submit(new Delivery(request, tracker, record.offset(), record.value().length));
    }

    private static EffectRequest read(byte @Nullable [] value) throws IOException {
        @Nullable EffectRequest request = value == null ? null : Json.read(value, EffectRequest.class);
        if (request == null) {
            throw new IOException("no value");
        }
        return request;
    }

    /** What the next release has written waits for a process that can read it; the effects behind it do not. */
    private void passOver(ConsumerRecord<byte[], byte[]> record, OffsetTracker tracker, IOException unreadable) {
        var kind = record.value() == null ? Optional.<String>empty() : NewerRelease.kind(record.value(), "effect");
        if (kind.isPresent()) {
            if (heldKinds.size() < MOST_REPORTED && heldKinds.add(kind.get())) {
                LOG.warn(
                        "{}-{}@{}, an effect of kind {}, can't be read and waits for a process of a newer release, as all of"
                                + " its kind from here on; finish the upgrade: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        kind.get(),
                        unreadable.getMessage());
            }
            tracker.hold();
            return;
        }
        // Only the decider writes here. What it wrote is in the journal, so that passing over it loses nothing.
        LOG.error(
                "{}-{}@{} is no effect and is passed over: {}",
                record.topic(),
                record.partition(),
                record.offset(),
                unreadable.getMessage());
        metrics.unreadable();
        tracker.finish(record.offset());
    }

    /** Effects of this process's partitions that only a process of a newer release can read. */
    public int held() {
        return trackers.values().stream().mapToInt(OffsetTracker::held).sum();
    }

    private boolean isTold(ConsumerRecord<byte[], byte[]> record, EffectRequest request) {
        var at = toldBefore
                .computeIfAbsent(
                        new TopicPartition(record.topic(), record.partition()),
                        _ -> told.since(record.partition(), Instant.ofEpochMilli(record.timestamp())))
                .get(request.effect().id());
        return at != null && !at.isBefore(request.at());
    }

    /** An effect as it came from its topic. */
    private record Delivery(EffectRequest request, OffsetTracker tracker, long offset, int bytes) {
        /**
         * No offset is committed past this one before it is finished: whatever becomes of it, the process that gets it
         * again gets the later one again, too.
         */
        boolean covers(Delivery later) {
            return tracker == later.tracker && offset < later.offset;
        }

        /** Its partition was taken away: it is another's, or comes again. */
        boolean isOver() {
            return tracker.isClosed();
        }

        void finish() {
            tracker.finish(offset);
        }
    }

    private void submit(Delivery delivery) {
        switch (inHand.take(delivery.request().effect().id(), delivery)) {
            case CARRY_OUT -> start(delivery);
            case COVERED -> delivery.finish();
            case WAITS -> {}
        }
    }

    private void start(Delivery delivery) {
        var effect = delivery.request().effect();
        var delivered = clock.instant();
        var turn = turns.of(effect);
        Runnable work = () -> {
            var result = delivery.isOver() ? Optional.<EffectResult>empty() : carryOut(effect, turn);
            if (result.isEmpty()) {
                leave(effect.id());
                return;
            }
            count(delivery.request(), result.get(), Duration.between(delivered, clock.instant()));
            tell(result.get(), delivery, 0);
        };
        lanes.submit(new Lanes.Task(effect.instance(), Turn.lane(effect), turn, delivery.bytes(), work));
    }

    private void count(EffectRequest request, EffectResult result, Duration took) {
        try {
            metrics.finished(request, result, took);
        } catch (RuntimeException bug) {
            LOG.error("{} is not counted", result.effect(), bug);
        }
    }

    /** It comes to no result this time. Who waited for it, with a partition that is still ours, is not delivered again. */
    private void leave(EffectId effect) {
        inHand.drop(effect).stream().filter(delivery -> !delivery.isOver()).forEach(this::submit);
    }

    /** Without a result where the process stops first: the effect is then delivered again. */
    private Optional<EffectResult> carryOut(Effect effect, Turn turn) {
        var calls = new AtomicInteger();
        MDC.put("instance", effect.instance().value());
        try {
            var outcome =
                    ScopedValue.where(CALLS, calls).where(Turn.CURRENT, turn).call(() -> execute(effect));
            LOG.debug("{}: {}", effect.id(), outcome);
            return Optional.of(new EffectResult(
                    effect.id(), effect.instance(), effect.generation(), outcome, clock.instant(), calls.get()));
        } catch (Stopping _) {
            LOG.debug("{} waits for the next process", effect.id());
            return Optional.empty();
        } finally {
            MDC.remove("instance");
        }
    }

    private Outcome execute(Effect effect) {
        try (var _ = MDC.putCloseable("instance", effect.instance().value());
                var _ = MDC.putCloseable("generation", effect.generation().toString())) {
            return executor.execute(effect);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Blocked(Outcome.Fault.SURROUNDINGS, "the process was stopping", "");
        } catch (Stopping stopping) {
            throw stopping;
        } catch (VirtualMachineError unfit) {
            if (unfit instanceof StackOverflowError) {
                return unexpected(effect, unfit);
            }
            // such as no memory left: this says nothing about the effect
            throw unfit;
        } catch (RuntimeException | Error bug) {
            return unexpected(effect, bug);
        }
    }

    /** The effect is retried until the bug is fixed, so the trace of each kind is logged only once. */
    private Outcome unexpected(Effect effect, Throwable bug) {
        if (traced.add(effect.getClass().getSimpleName() + " " + bug.getClass().getName())) {
            LOG.error("{} failed in a way that nobody expected", effect.id(), bug);
        } else {
            LOG.warn("{} failed again in a way that nobody expected: {}", effect.id(), bug.toString());
        }
        return new Outcome.Blocked(
                Outcome.Fault.REQUEST, "unexpected: " + bug, "report it with the trace that the log has");
    }

    /**
     * The producer retries by itself for its delivery timeout; what is not acknowledged then is sent again. What it throws,
     * as against what it reports, ends it: Kafka's producer throws once it is in a state that it cannot leave.
     */
    private void tell(EffectResult result, Delivery delivery, int refusals) {
        var key = result.instance().value().getBytes(StandardCharsets.UTF_8);
        try {
            producer.send(new ProducerRecord<>(settings.results(), key, bytes(result)), (_, fault) -> {
                if (fault == null) {
                    delivery.finish();
                    inHand.drop(result.effect()).forEach(Delivery::finish);
                } else {
                    refused(result, delivery, refusals, fault);
                }
            });
        } catch (RuntimeException ended) {
            if (!closing) {
                throw ended;
            }
            LOG.debug("{} is told by the next process", result.effect(), ended);
        }
    }

    private void refused(EffectResult result, Delivery delivery, int refusals, Exception fault) {
        if (refusals == 0) {
            LOG.warn(
                    "the result of {} is not on {} and is sent again until it is: {}",
                    result.effect(),
                    settings.results(),
                    fault.getMessage());
        }
        // not here: this is the producer's own thread, and sending may block
        Thread.ofVirtual().name("result-again").start(() -> tellAgain(result, delivery, refusals));
    }

    private void tellAgain(EffectResult result, Delivery delivery, int refusals) {
        try {
            // some refusals come at once, such as that of a topic that the producer may not write
            Retries.rest(Retries.Policy.DEFAULT, refusals);
            if (closing || broken.get() || delivery.isOver()) {
                leave(result.effect());
            } else {
                tell(result, delivery, refusals + 1);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error fault) {
            diesOf(fault);
        }
    }

    /** A result that no topic takes would be sent for good; a cut one says what is known. */
    private static byte[] bytes(EffectResult result) {
        var whole = Json.write(result);
        if (whole.length <= LARGEST_RESULT) {
            return whole;
        }
        LOG.error("the result of {} has {} bytes and is cut", result.effect(), whole.length);
        var cut = new Outcome.Blocked(
                Outcome.Fault.REQUEST,
                "its outcome " + Json.typeName(result.outcome().getClass()) + " has " + whole.length + " bytes",
                "report this as a bug, with the log of the effect runner");
        return Json.write(new EffectResult(
                result.effect(), result.instance(), result.generation(), cut, result.at(), result.calls()));
    }

    private void balance() {
        var full = lanes.unfinished() >= (long) READ_AHEAD * settings.maxInFlight() || lanes.bytes() >= MOST_BYTES;
        if (full) {
            consumer.pause(consumer.assignment());
        } else if (paused) {
            consumer.resume(consumer.assignment());
        }
        paused = full;
    }

    private void commit() {
        var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
        trackers.forEach((partition, tracker) -> {
            var position = tracker.toCommit();
            if (position >= 0) {
                positions.put(partition, new OffsetAndMetadata(position));
            }
        });
        if (!positions.isEmpty()) {
            consumer.commitAsync(positions, (_, fault) -> {
                if (fault != null) {
                    LOG.warn("offsets of effects not committed, they may come again: {}", fault.getMessage());
                }
            });
        }
    }

    private final class Partitions implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            producer.flush();
            var positions = new HashMap<TopicPartition, OffsetAndMetadata>();
            for (var partition : partitions) {
                toldBefore.remove(partition);
                var tracker = trackers.remove(partition);
                if (tracker != null) {
                    tracker.close();
                    var position = tracker.toCommit();
                    if (position >= 0) {
                        positions.put(partition, new OffsetAndMetadata(position));
                    }
                }
            }
            if (!positions.isEmpty()) {
                commitLast(positions);
            }
        }

        /** After a pause that outlasted the session another has the partitions already: it then gets these effects again. */
        private void commitLast(Map<TopicPartition, OffsetAndMetadata> positions) {
            try {
                consumer.commitSync(positions);
            } catch (KafkaException late) {
                LOG.warn("offsets of effects not committed, they come again: {}", late.getMessage());
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            for (var partition : partitions) {
                toldBefore.remove(partition);
                var tracker = trackers.remove(partition);
                if (tracker != null) {
                    tracker.close();
                }
            }
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            paused = false;
        }
    }

    /** Stops taking effects, waits for those that run, tells their results and commits. */
    @Override
    public void close() {
        closing = true;
        try {
            thread.join(settings.closeTimeout().multipliedBy(2));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
