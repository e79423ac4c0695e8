package muster.rebuild;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import muster.schemas.topic.Topics;
import muster.stream.Nodes;
import muster.stream.RebuildTopology;
import muster.stream.TopicReading;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;

/**
 * A new generation of the application from the journal alone: its stores are the fold of it, and it goes on where the old
 * one stopped reading. Makes no call to AWS, and changes nothing of the old generation.
 */
public final class Rebuild {
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration CLOSE = Duration.ofSeconds(30);

    /** Longer than a session of ours lasts after its process is gone. */
    private static final Duration LEAVE = Duration.ofSeconds(60);

    private final Groups groups;
    private final TopicReading reading;
    private final Topics topics;
    private final RebuildProgress progress;

    public Rebuild(Admin admin, TopicReading reading, Topics topics, RebuildProgress progress) {
        this.groups = new Groups(admin);
        this.reading = reading;
        this.topics = topics;
        this.progress = progress;
    }

    /** Why a rebuild does not begin, or cannot end; one sentence, with what to do. */
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RefusedException(String sentence) {
            super(sentence);
        }
    }

    /** @param records that were folded this time: fewer where an earlier run had begun */
    public record Done(long records, Map<String, Long> inputOffsets) {}

    /**
     * Folds, and has the new generation read its inputs, and carry out effects, from where the old one had come to. Stopped
     * in between, it goes on from there when it is run again.
     *
     * @param from application id of the old generation, which must have stopped
     * @param config of Kafka Streams, with the application id of the new one and a state folder of its own
     * @throws RefusedException where the old generation, or the new one, lives; or the new one has gone on by itself
     */
    public Done run(String from, Map<String, Object> config, ProgressBar bar) {
        var to = String.valueOf(config.get(StreamsConfig.APPLICATION_ID_CONFIG));
        for (long records = 0; ; ) {
            refuseIfAlive(from, to);
            refuseIfAhead(from, to);
            var inputs = groups.offsets(from, inputs());
            var effects = groups.offsets(effects(from), List.of(topics.effects()));
            // Read after the offsets: what the old generation has read by then has been decided, and that is in the
            // journal. It may have run and stopped while the journal was folded; then there is more to fold.
            progress.begin(folded(to), reading.lastOffsets(topics.journal()));
            if (progress.isDone()) {
                groups.setOffsets(to, inputs);
                groups.setOffsets(effects(to), effects);
                return new Done(records, byTopic(inputs));
            }
            records += progress.figures().records();
            fold(config, bar);
            waitUntil("the rebuild's own group is still being left", () -> groups.members(to) == 0);
        }
    }

    /**
     * The topic of states comes to say what the stores of the new generation say. Until now it has what the old one wrote.
     *
     * @param to application id of the new generation
     * @return states that it has now
     */
    public long publish(String to, Producer<byte[], byte[]> producer) {
        if (reading.lastOffsets(topics.journal()).isEmpty()) {
            // nothing was folded, so that there is no store either
            return 0;
        }
        return new PublishedStates(reading, topics.instances())
                .refresh(to + "-" + Nodes.INSTANCES + "-changelog", producer);
    }

    private Map<Integer, Long> folded(String to) {
        return groups.offsets(to, List.of(topics.journal())).entrySet().stream()
                .collect(Collectors.toMap(
                        offset -> offset.getKey().partition(),
                        offset -> offset.getValue().offset()));
    }

    private void refuseIfAlive(String from, String to) {
        for (var group : List.of(from, effects(from), to, effects(to))) {
            var members = groups.members(group);
            if (members > 0) {
                throw new RefusedException("the generation '" + group + "' is live, with " + members
                        + " members: stop it, and run this again (a process that was killed counts for another 12 s)");
            }
        }
    }

    private void refuseIfAhead(String from, String to) {
        var before = groups.offsets(from, inputs());
        groups.offsets(to, inputs()).forEach((partition, offset) -> {
            var old = before.get(partition);
            if (old == null || old.offset() < offset.offset()) {
                throw new RefusedException("the generation '" + to + "' has gone on by itself, to offset "
                        + offset.offset() + " of " + partition
                        + ": rebuild it from there under another name, with --from "
                        + to);
            }
        });
    }

    private void fold(Map<String, Object> config, ProgressBar bar) {
        var over = new CountDownLatch(1);
        var properties = new Properties();
        properties.putAll(config);
        var failure = new AtomicReference<Throwable>();
        try (var streams = new KafkaStreams(
                RebuildTopology.of(topics.journal(), (partition, offset) -> {
                    progress.folded(partition, offset);
                    if (progress.isDone()) {
                        over.countDown();
                    }
                }),
                properties)) {
            streams.setUncaughtExceptionHandler(exception -> {
                failure.set(exception);
                over.countDown();
                return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
            });
            streams.start();
            while (!over.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                bar.show(progress.figures());
            }
            // commits what is folded, and leaves the group at once
            streams.close(new KafkaStreams.CloseOptions().timeout(CLOSE).leaveGroup(true));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted; run it again, it goes on from there", stopped);
        } finally {
            bar.done();
        }
        if (failure.get() != null) {
            throw new KafkaException("the journal could not be folded", failure.get());
        }
    }

    private static Map<String, Long> byTopic(Map<TopicPartition, OffsetAndMetadata> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.groupingBy(
                        (Map.Entry<TopicPartition, OffsetAndMetadata> entry) ->
                                entry.getKey().topic(),
                        TreeMap::new,
                        Collectors.summingLong(entry -> entry.getValue().offset())));
    }

    private List<String> inputs() {
        return List.of(
                topics.launchSuccessful(),
                topics.ec2Running(),
                topics.terminating(),
                topics.commandStatus(),
                topics.interruptions(),
                topics.effectResults());
    }

    private static String effects(String application) {
        return application + "-effects";
    }

    private static void waitUntil(String what, BooleanSupplier condition) {
        var never = new CountDownLatch(1);
        try {
            for (long waited = 0; !condition.getAsBoolean(); waited += LOOK.toMillis()) {
                if (waited > LEAVE.toMillis()) {
                    throw new RefusedException(what + ": run it again in a minute");
                }
                var _ = never.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted; run it again, it goes on from there", stopped);
        }
    }
}
