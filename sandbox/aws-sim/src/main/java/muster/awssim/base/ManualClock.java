package muster.awssim.base;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** A clock for tests: time passes only when it is told to, and what falls due runs in order on the caller's thread. */
public final class ManualClock implements SimClock {
    private record Due(Instant at, long order, Runnable action) {}

    private final PriorityQueue<Due> agenda =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private Instant now;
    private long order;

    ManualClock(Instant start) {
        this.now = start;
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized Timer after(Duration delay, Runnable action) {
        Due due = new Due(delay.isNegative() ? now : now.plus(delay), order++, action);
        agenda.add(due);
        return () -> withdraw(due);
    }

    /** Lets time pass, and with it everything happen that falls due, also what that in turn brings about. */
    public void advance(Duration by) {
        Instant until = instant().plus(by);
        for (Optional<Due> next = next(until); next.isPresent(); next = next(until)) {
            next.get().action().run();
        }
        arrive(until);
    }

    private synchronized Optional<Due> next(Instant until) {
        Due head = agenda.peek();
        if (head == null || head.at().isAfter(until)) {
            return Optional.empty();
        }
        agenda.remove(head);
        arrive(head.at());
        return Optional.of(head);
    }

    private synchronized void arrive(Instant at) {
        if (at.isAfter(now)) {
            now = at;
        }
    }

    private synchronized void withdraw(Due due) {
        agenda.remove(due);
    }

    @Override
    public synchronized void close() {
        agenda.clear();
    }
}
