package muster.stream;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to when a stream thread has processed all that lies on its input topics. After an outage, timers are due at once while
 * the events that would have cleared them still wait to be read: a deadline must not decide before them.
 *
 * <p>The end of each partition is asked for when somebody wants to know, and reached later: under a steady load the newest
 * end never is. One for a process; each thread sees what it reads itself.
 */
public class Backlog {
    /** Of a topology that is driven without Kafka: everything is read. */
    public static final Backlog NONE = new Backlog(() -> Instant.EPOCH) {
        @Override
        boolean isReadUpTo(Instant time) {
            return true;
        }
    };

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);

    /** The thread polls no records in the meantime. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(2);

    private static final Duration BETWEEN_CALLS = Duration.ofSeconds(1);

    private final InstantSource clock;
    private final ThreadLocal<Reads> reads = ThreadLocal.withInitial(Reads::new);

    private static final class Reads {
        private Instant readUpTo = Instant.MIN;
        private Set<TopicPartition> assignment = Set.of();
        private boolean wanted;
        private Instant askedAt = Instant.MIN;
        private @Nullable Map<TopicPartition, Long> ends;
    }

    public Backlog(InstantSource clock) {
        this.clock = clock;
    }

    /** Called by a task in its thread. Where the answer is no, it is found out by the thread's next polls. */
    boolean isReadUpTo(Instant time) {
        var mine = reads.get();
        if (!mine.readUpTo.isBefore(time)) {
            return true;
        }
        mine.wanted = true;
        return false;
    }

    /** Called by a stream thread before it polls, when it has processed all that it had read. */
    public void polling(Consumer<?, ?> consumer) {
        var mine = reads.get();
        if (!mine.assignment.equals(consumer.assignment())) {
            // what came with another's partitions is not read
            mine.assignment = Set.copyOf(consumer.assignment());
            mine.readUpTo = Instant.MIN;
            mine.ends = null;
        }
        try {
            if (mine.wanted && mine.ends == null) {
                ask(mine, consumer);
            }
            var ends = mine.ends;
            if (ends != null
                    && ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
                mine.readUpTo = mine.askedAt;
                mine.wanted = false;
                mine.ends = null;
            }
        } catch (KafkaException away) {
            LOG.debug("whether all events are read is not known, so deadlines wait: {}", away.getMessage());
            mine.ends = null;
        }
    }

    private void ask(Reads mine, Consumer<?, ?> consumer) {
        var now = clock.instant();
        if (mine.askedAt.equals(Instant.MIN) || !now.isBefore(mine.askedAt.plus(BETWEEN_CALLS))) {
            mine.askedAt = now;
            mine.ends = consumer.endOffsets(mine.assignment, LONGEST_CALL);
        }
    }
}
