package muster.bench.peers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Takes its time for each call, and counts. The same for all peers. */
final class CountingFake implements Calls {
    private final ConcurrentHashMap<Long, Life> lives = new ConcurrentHashMap<>();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger duplicates = new AtomicInteger();
    private final AtomicInteger early = new AtomicInteger();
    private volatile Duration takes = Duration.ZERO;
    private final AtomicLong firstCall = new AtomicLong();

    private static final class Life {
        private final Runnable whenDone;
        private final AtomicIntegerArray counts = new AtomicIntegerArray(STEPS);
        private volatile long joined;
        private volatile long ended;

        private Life(Runnable whenDone) {
            this.whenDone = whenDone;
        }
    }

    /** From now on. */
    void take(Duration each) {
        takes = each;
    }

    /** @param whenDone once, when its fourth call returns */
    void expect(long life, Runnable whenDone) {
        lives.put(life, new Life(whenDone));
    }

    /** Its second event is about to be sent. */
    void joined(long life) {
        expected(life).joined = System.nanoTime();
    }

    @Override
    public void call(long number, int step) throws InterruptedException {
        var life = expected(number);
        firstCall.compareAndSet(0, System.nanoTime());
        calls.incrementAndGet();
        if (life.counts.incrementAndGet(step) > 1) {
            duplicates.incrementAndGet();
        }
        if (life.joined == 0 || step > 0 && life.counts.get(step - 1) == 0) {
            early.incrementAndGet();
        }
        pause();
        if (step == STEPS - 1 && life.ended == 0) {
            synchronized (life) {
                if (life.ended != 0) {
                    return;
                }
                life.ended = System.nanoTime();
            }
            done.incrementAndGet();
            life.whenDone.run();
        }
    }

    private void pause() throws InterruptedException {
        long left = takes.toNanos();
        long end = System.nanoTime() + left;
        while (left > 0) {
            LockSupport.parkNanos(left);
            if (Thread.interrupted()) {
                throw new InterruptedException("the caller stops");
            }
            left = end - System.nanoTime();
        }
    }

    private Life expected(long life) {
        var expected = lives.get(life);
        if (expected == null) {
            throw new IllegalArgumentException("a call for life " + life + ", which nobody began");
        }
        return expected;
    }

    /** [ms] from its second event to the return of its fourth call. */
    double millis(long number) {
        var life = expected(number);
        return (life.ended - life.joined) / 1e6;
    }

    /** When the fourth call of a life returned, in nanoseconds; 0 before. */
    long ended(long life) {
        return expected(life).ended;
    }

    /** Lives whose fourth call has returned. */
    int done() {
        return done.get();
    }

    int calls() {
        return calls.get();
    }

    /** Calls that had been made before, for the same life and step. */
    int duplicates() {
        return duplicates.get();
    }

    /** Calls before the second event was sent, or before the call that they follow: a peer that does so does other work. */
    int early() {
        return early.get();
    }

    /** Waits for the {@link #firstCall()} anew. */
    void mark() {
        firstCall.set(0);
    }

    /** When the first call since the mark came, in nanoseconds; 0 before. */
    long firstCall() {
        return firstCall.get();
    }

    /** Those that are expected and whose fourth call has not returned. */
    List<Long> underWay() {
        return lives.entrySet().stream()
                .filter(life -> life.getValue().ended == 0)
                .map(Map.Entry::getKey)
                .toList();
    }
}
