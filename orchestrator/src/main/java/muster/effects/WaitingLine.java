package muster.effects;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Threads that wait for a supply, in the order of a {@link FairQueue}. Who comes while nobody waits and there is enough is
 * not held up. A virtual thread watches the line for as long as somebody waits in it. Thread-safe.
 */
final class WaitingLine<S extends Supply> implements AutoCloseable {
    private final S supply;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue<Waiting> line = new FairQueue<>();
    private boolean watched;
    private boolean closed;

    private record Waiting(int amount, CompletableFuture<Void> granted) {}

    /** @param nanos {@link System#nanoTime}, or a test's */
    WaitingLine(S supply, LongSupplier nanos) {
        this.supply = supply;
        this.nanos = nanos;
    }

    /**
     * Waits until an amount is taken for the caller.
     *
     * @throws Stopping when the line is closed, or the thread is interrupted, first
     */
    void take(Turn turn, int amount) {
        var waiting = new Waiting(amount, new CompletableFuture<>());
        lock.lock();
        try {
            if (closed) {
                throw new Stopping();
            }
            if (line.isEmpty() && supply.take(amount, nanos.getAsLong()) == 0) {
                return;
            }
            line.add(turn, waiting);
            if (watched) {
                // it may be the first now
                changed.signal();
            } else {
                watched = true;
                Thread.ofVirtual().name("waiting-line").start(this::watch);
            }
        } finally {
            lock.unlock();
        }
        try {
            waiting.granted().get();
        } catch (ExecutionException closedMeanwhile) {
            throw new Stopping();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            if (!waiting.granted().completeExceptionally(new Stopping())) {
                giveBack(amount);
            }
            throw new Stopping();
        }
    }

    /** Changes the supply, and lets those who wait look again. */
    <T> T change(Function<S, T> change) {
        lock.lock();
        try {
            var answer = change.apply(supply);
            changed.signal();
            return answer;
        } finally {
            lock.unlock();
        }
    }

    void giveBack(int amount) {
        change(it -> {
            it.giveBack(amount);
            return amount;
        });
    }

    private void watch() {
        lock.lock();
        try {
            while (serve()) {
                var head = line.peek();
                if (head.isPresent()) {
                    var pause = supply.take(head.get().amount(), nanos.getAsLong());
                    if (pause == 0) {
                        grant();
                    } else {
                        var _ = changed.awaitNanos(pause);
                    }
                }
            }
        } catch (InterruptedException _) {
            closed = true;
            serve();
        } finally {
            watched = false;
            lock.unlock();
        }
    }

    private void grant() {
        line.poll().filter(first -> !first.granted().complete(null)).ifPresent(gone -> supply.giveBack(gone.amount()));
    }

    /** Whether somebody waits. */
    private boolean serve() {
        while (closed && !line.isEmpty()) {
            line.poll().ifPresent(first -> first.granted().completeExceptionally(new Stopping()));
        }
        return !line.isEmpty();
    }

    /** Sends all away. */
    @Override
    public void close() {
        change(_ -> closed = true);
    }
}
