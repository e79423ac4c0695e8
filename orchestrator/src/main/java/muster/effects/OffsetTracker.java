package muster.effects;

import java.util.TreeSet;

/**
 * Which offset of one partition may be committed: the lowest that is not finished. Thread-safe.
 *
 * <p>Closed when the partition is taken away: what has not begun is not begun any more, since another process will.
 */
final class OffsetTracker {
    private final TreeSet<Long> unfinished = new TreeSet<>();
    private long next = -1;
    private long committed = -1;
    private int held;
    private boolean closed;

    synchronized void begin(long offset) {
        unfinished.add(offset);
        next = offset + 1;
    }

    synchronized void finish(long offset) {
        unfinished.remove(offset);
    }

    /** A begun offset is left unfinished for good: a process of a newer release takes it from here. */
    synchronized void hold() {
        held++;
    }

    /** Offsets that are left to a process of a newer release. */
    synchronized int held() {
        return held;
    }

    /** The position to commit; -1 where it is the same as last time. */
    synchronized long toCommit() {
        var position = unfinished.isEmpty() ? next : unfinished.first();
        if (position == committed) {
            return -1;
        }
        committed = position;
        return position;
    }

    synchronized void close() {
        closed = true;
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
