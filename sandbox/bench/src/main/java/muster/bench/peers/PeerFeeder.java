package muster.bench.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import muster.harness.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Sends two events for each life, in random order and with those of other lives between them, by some senders at once. As
 * many lives are under way as may be, for all peers alike: the next begins when one has ended.
 */
final class PeerFeeder {
    private static final int SENDERS = 16;

    /** Events that are drawn from: lots for the order. */
    private static final int LOTS = 32;

    /** After a run, for what follows a last call: its record should not be written in another's time. */
    private static final Duration SETTLE = Duration.ofMillis(250);

    private final Peer peer;
    private final CountingFake fake;
    private final int parallelism;
    private final Duration limit;

    /** What a run came to: in [s] from the first event to the last life's end, and in [ms] for each life, sorted. */
    record Run(double seconds, List<Double> millis) {
        double perSecond() {
            return millis.size() / seconds;
        }

        /** @param q 0 to 1; the nearest rank */
        double quantile(double q) {
            return millis.get((int) Math.round(q * (millis.size() - 1)));
        }
    }

    private record Lot(long life, Part part, AtomicInteger sent) {}

    /**
     * @param parallelism lives under way at most
     * @param limit for a run
     */
    PeerFeeder(Peer peer, CountingFake fake, int parallelism, Duration limit) {
        this.peer = peer;
        this.fake = fake;
        this.parallelism = parallelism;
        this.limit = limit;
    }

    /**
     * @param first number of the first life; no life of the peer has had it or those that follow
     * @throws IllegalStateException where the peer refuses an event, or where lives don't end in time
     */
    Run run(long first, int lives, long seed) throws InterruptedException {
        var permits = new Semaphore(parallelism);
        var ended = new Semaphore(0);
        var failure = new AtomicReference<@Nullable IllegalStateException>();
        var random = new Random(seed);
        var lots = new ArrayList<Lot>();
        long begin = System.nanoTime();
        long deadline = begin + limit.toNanos();
        try (var senders = Executors.newFixedThreadPool(SENDERS)) {
            long next = first;
            while ((next < first + lives || !lots.isEmpty()) && failure.get() == null) {
                while (next < first + lives
                        && lots.size() < LOTS
                        && (lots.isEmpty() ? awaitOne(permits, deadline) : permits.tryAcquire())) {
                    fake.expect(next, () -> {
                        permits.release();
                        ended.release();
                    });
                    var sent = new AtomicInteger();
                    for (var part : Part.values()) {
                        lots.add(new Lot(next, part, sent));
                    }
                    next++;
                }
                Collections.swap(lots, random.nextInt(lots.size()), lots.size() - 1);
                submit(senders, lots.removeLast(), failure);
            }
        }
        var refused = failure.get();
        if (refused != null) {
            throw refused;
        }
        if (!ended.tryAcquire(lives, deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw late(ended.availablePermits(), lives);
        }
        new Watch(limit).pause(SETTLE);
        return result(begin, first, lives);
    }

    private boolean awaitOne(Semaphore permits, long deadline) throws InterruptedException {
        if (!permits.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
            throw late(0, 1);
        }
        return true;
    }

    private IllegalStateException late(int ended, int lives) {
        return new IllegalStateException(
                "%s: %d of %d lives have ended after %s".formatted(peer.name(), ended, lives, limit));
    }

    private void submit(ExecutorService senders, Lot lot, AtomicReference<@Nullable IllegalStateException> failure) {
        senders.execute(() -> {
            if (lot.sent().incrementAndGet() == Part.values().length) {
                fake.joined(lot.life());
            }
            try {
                peer.send(lot.life(), lot.part());
            } catch (Exception | LinkageError e) {
                failure.compareAndSet(null, new IllegalStateException(peer.name() + " refuses an event", e));
            }
        });
    }

    private Run result(long begin, long first, int lives) {
        var millis = new ArrayList<Double>();
        long last = begin;
        for (long life = first; life < first + lives; life++) {
            millis.add(fake.millis(life));
            last = Math.max(last, fake.ended(life));
        }
        Collections.sort(millis);
        return new Run((last - begin) / 1e9, List.copyOf(millis));
    }
}
