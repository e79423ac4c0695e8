package muster.effects;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import muster.schemas.EffectId;
import muster.schemas.EffectResult;
import muster.schemas.Json;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the end of the topic of results. What it does not find is carried out once more, which effects are made for. */
public final class ToldOnTopic implements Told {
    private static final Logger LOG = LoggerFactory.getLogger(ToldOnTopic.class);

    /** What is older is hardly asked for any more, and reading it would hold up what is new. */
    private static final Duration FARTHEST = Duration.ofMinutes(15);

    /** Far below the time in which the group expects the next poll. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private static final Duration POLL = Duration.ofMillis(200);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final String results;
    private final InstantSource clock;

    /**
     * @param consumers makes one without a group for each reading; closed here
     * @param results the topic
     */
    public ToldOnTopic(Supplier<Consumer<byte[], byte[]>> consumers, String results, InstantSource clock) {
        this.consumers = consumers;
        this.results = results;
        this.clock = clock;
    }

    @Override
    public Map<EffectId, Instant> since(int partition, Instant from) {
        var place = new TopicPartition(results, partition);
        try (var consumer = consumers.get()) {
            return read(consumer, place, from);
        } catch (KafkaException away) {
            LOG.warn("what was told in {} can't be read, so it is carried out again: {}", place, away.getMessage());
            return Map.of();
        }
    }

    private Map<EffectId, Instant> read(Consumer<byte[], byte[]> consumer, TopicPartition place, Instant from) {
        var now = clock.instant();
        var farthest = now.minus(FARTHEST);
        var begin = consumer.offsetsForTimes(
                        Map.of(place, (from.isBefore(farthest) ? farthest : from).toEpochMilli()), LONGEST)
                .get(place);
        if (begin == null) {
            return Map.of();
        }
        consumer.assign(List.of(place));
        consumer.seek(place, begin.offset());
        var end = consumer.endOffsets(List.of(place), LONGEST).getOrDefault(place, 0L);
        var told = new HashMap<EffectId, Instant>();
        while (consumer.position(place) < end && clock.instant().isBefore(now.plus(LONGEST))) {
            for (var record : consumer.poll(POLL)) {
                note(record.value(), told);
            }
        }
        return told;
    }

    private static void note(byte @Nullable [] value, Map<EffectId, Instant> told) {
        if (value == null) {
            return;
        }
        try {
            @Nullable EffectResult result = Json.read(value, EffectResult.class);
            if (result == null) {
                return;
            }
            told.merge(result.effect(), result.at(), (one, other) -> one.isAfter(other) ? one : other);
        } catch (IOException unreadable) {
            // the topology says so, where it matters
            LOG.debug("a result that is none", unreadable);
        }
    }
}
