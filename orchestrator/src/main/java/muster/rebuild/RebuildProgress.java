package muster.rebuild;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** How far a rebuild is: written by the threads of the topology, read by whoever looks. */
public final class RebuildProgress {
    private final InstantSource clock;
    private final Map<Integer, Range> partitions = new ConcurrentHashMap<>();
    private volatile Instant began = Instant.EPOCH;

    /** @param first and {@code last} offsets of the records of a partition, {@code done} the last one that is folded */
    private record Range(long first, long last, long done) {
        boolean isDone() {
            return done >= last;
        }
    }

    public RebuildProgress(InstantSource clock) {
        this.clock = clock;
    }

    /**
     * @param records of the journal; markers of transactions count too, so that this is a little more than there are
     * @param done of them
     * @param perSecond since it began
     * @param left until it is done, at that rate; empty before there is a rate
     */
    public record Figures(long records, long done, long perSecond, Optional<Duration> left) {
        /** 0 to 100. */
        public int percent() {
            return records == 0 ? 100 : (int) (done * 100 / records);
        }
    }

    /**
     * @param from the first offset that is not folded yet, by partition
     * @param last the offset of the last record, by partition; a partition without records has none
     */
    void begin(Map<Integer, Long> from, Map<Integer, Long> last) {
        began = clock.instant();
        last.forEach((partition, offset) -> {
            var first = from.getOrDefault(partition, 0L);
            partitions.put(partition, new Range(first, offset, first - 1));
        });
    }

    void folded(int partition, long offset) {
        partitions.computeIfPresent(partition, (_, range) -> new Range(range.first(), range.last(), offset));
    }

    boolean isDone() {
        return partitions.values().stream().allMatch(Range::isDone);
    }

    public Figures figures() {
        long records = 0;
        long done = 0;
        for (var range : partitions.values()) {
            records += Math.max(0, range.last() - range.first() + 1);
            done += Math.max(0, range.done() - range.first() + 1);
        }
        var millis = Math.max(1, Duration.between(began, clock.instant()).toMillis());
        var perSecond = began.equals(Instant.EPOCH) ? 0 : done * 1000 / millis;
        return new Figures(
                records,
                done,
                perSecond,
                perSecond == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds((records - done) / perSecond)));
    }
}
