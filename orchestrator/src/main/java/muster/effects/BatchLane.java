package muster.effects;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Puts the questions of many effects into one request. A lane that is idle sends at once; what comes while a request is under
 * way goes with the next one, in the order of a {@link FairQueue}. A transient fault is retried here for all of the batch, and
 * with those who have come meanwhile, not by each of its members. Thread-safe.
 *
 * @param <Q> what an effect asks
 * @param <A> what it is answered
 */
public final class BatchLane<Q, A> implements AutoCloseable {
    private final Settings settings;
    private final Request<Q, A> request;
    private final LaneMetrics metrics;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final FairQueue<Waiting<Q, A>> queue = new FairQueue<>();
    private int sending;
    private int faults;
    private boolean closed;

    /**
     * @param name for meters; not of a zone or an instance
     * @param inFlight requests under way at the same time, 1 or more
     */
    public record Settings(String name, int inFlight, Retries.Policy retries) {}

    /** A request to AWS that takes many. */
    public interface Request<Q, A> {
        /**
         * Waits until AWS takes a request. Members are chosen afterwards, so that who comes in the meantime is not late.
         *
         * @throws Stopping when the process stops first
         */
        default void admit() {}

        /** Room for a number of members, whatever they ask. */
        static <Q> Predicate<Q> upTo(int members) {
            var taken = new AtomicInteger();
            return _ -> taken.incrementAndGet() <= members;
        }

        /**
         * Begins a request: whether a further member still fits beside those that it has said yes to. The first
         * must, or it waits for ever.
         */
        Predicate<Q> room();

        /**
         * @param members 1 or more
         * @return an answer for each member, in their order
         * @throws BatchRefused where nothing took effect because of some of them
         * @throws TransientFault for what is worth another try
         */
        List<A> send(List<Q> members);
    }

    /** One who asks, with the time since when, and since when transient faults hold it up. */
    private static final class Waiting<Q, A> {
        final Q question;
        final Turn turn = Turn.current();
        final AtomicInteger calls = EffectRunner.CALLS.orElse(new AtomicInteger());
        final CompletableFuture<A> answer = new CompletableFuture<>();
        final long since;
        long firstFault;
        boolean faulty;

        Waiting(Q question, long since) {
            this.question = question;
            this.since = since;
        }
    }

    /** @param nanos {@link System#nanoTime}, or a test's */
    public BatchLane(Settings settings, Request<Q, A> request, LaneMetrics metrics, LongSupplier nanos) {
        this.settings = settings;
        this.request = request;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /**
     * Waits for the answer. The turn is the current one, and the call is counted for the first member of its batch.
     *
     * @throws Retries.Exhausted when transient faults have lasted longer than the policy's patience
     * @throws Stopping when the lane is closed, or the thread is interrupted, first
     * @throws RuntimeException what the request threw for this member
     */
    public A ask(Q question) {
        var waiting = new Waiting<Q, A>(question, nanos.getAsLong());
        lock.lock();
        try {
            if (closed) {
                throw new Stopping();
            }
            queue.add(waiting.turn, waiting);
            if (sending < settings.inFlight()) {
                sending++;
                Thread.ofVirtual().name("batch-" + settings.name()).start(this::send);
            }
        } finally {
            lock.unlock();
        }
        try {
            return waiting.answer.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException told ? told : new IllegalStateException(failed);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            waiting.answer.completeExceptionally(new Stopping());
            throw new Stopping();
        }
    }

    /** As long as somebody waits. */
    private void send() {
        for (var head = first(); head.isPresent(); head = first()) {
            try {
                ScopedValue.where(Turn.CURRENT, head.get().turn).run(request::admit);
                var batch = next();
                if (!batch.isEmpty()) {
                    send(batch);
                }
            } catch (RuntimeException stoppingOrBug) {
                sendAway(stoppingOrBug);
            } catch (Error fault) {
                // with this thread, all that is asked from now on would wait for good
                sendAway(new IllegalStateException(fault));
            }
        }
    }

    /** Nobody, when this thread is to end. */
    private Optional<Waiting<Q, A>> first() {
        lock.lock();
        try {
            var head = queue.peek();
            if (head.isEmpty()) {
                sending--;
            }
            return head;
        } finally {
            lock.unlock();
        }
    }

    private List<Waiting<Q, A>> next() {
        lock.lock();
        try {
            var room = request.room();
            var taken = queue.take(waiting -> waiting.answer.isDone() || room.test(waiting.question));
            return taken.stream().filter(BatchLane::isOpen).toList();
        } finally {
            lock.unlock();
        }
    }

    private void send(List<Waiting<Q, A>> batch) {
        var now = nanos.getAsLong();
        for (var waiting : batch) {
            if (!waiting.faulty) {
                metrics.waited(settings.name(), Duration.ofNanos(now - waiting.since));
            }
        }
        try {
            sendOrSplit(batch);
        } catch (TransientFault passing) {
            putBack(batch.stream().filter(BatchLane::isOpen).toList(), passing);
        } catch (RuntimeException | Error failed) {
            batch.forEach(waiting -> waiting.answer.completeExceptionally(failed));
        }
    }

    /**
     * Who answers, be it with a refusal, is well: of a batch that needs ten requests to find out who is to blame, one meets a
     * passing fault nearly always, and pauses that grew with each of them would hold up the whole lane.
     */
    private void answered() {
        lock.lock();
        faults = 0;
        lock.unlock();
    }

    private void sendOrSplit(List<Waiting<Q, A>> batch) {
        var first = batch.getFirst();
        try {
            var answers = ScopedValue.where(Turn.CURRENT, first.turn)
                    .where(EffectRunner.CALLS, first.calls)
                    .call(() -> {
                        metrics.sent(settings.name(), batch.size());
                        return request.send(
                                batch.stream().map(waiting -> waiting.question).toList());
                    });
            answered();
            for (int i = 0; i < batch.size(); i++) {
                batch.get(i).answer.complete(answers.get(i));
            }
        } catch (BatchRefused refused) {
            answered();
            var parts = split(batch, refused);
            if (parts.stream().anyMatch(part -> part.size() == batch.size())) {
                batch.forEach(waiting -> waiting.answer.completeExceptionally(refused.refusal()));
                return;
            }
            for (var part : parts) {
                ScopedValue.where(Turn.CURRENT, part.getFirst().turn).run(request::admit);
                sendOrSplit(part);
            }
        }
    }

    /** What is to be sent by itself; the whole batch where nobody else is to blame. */
    private static <Q, A> Collection<List<Waiting<Q, A>>> split(List<Waiting<Q, A>> batch, BatchRefused refused) {
        return switch (refused.blame()) {
            case MEMBER -> {
                var half = (batch.size() + 1) / 2;
                yield batch.size() == 1
                        ? List.of(batch)
                        : List.of(batch.subList(0, half), batch.subList(half, batch.size()));
            }
            case GROUP ->
                batch.stream()
                        .collect(Collectors.groupingBy(
                                waiting -> waiting.turn.group(), LinkedHashMap::new, Collectors.toList()))
                        .values();
            case NAMED -> {
                refused.named().forEach(place -> batch.get(place).answer.completeExceptionally(refused.refusal()));
                var others = batch.stream().filter(BatchLane::isOpen).toList();
                yield others.isEmpty() ? List.of() : List.of(others);
            }
        };
    }

    private static boolean isOpen(Waiting<?, ?> waiting) {
        return !waiting.answer.isDone();
    }

    /** Where they were, for the next request, which comes after a pause; those who have no patience left are told. */
    private void putBack(List<Waiting<Q, A>> batch, TransientFault passing) {
        var now = nanos.getAsLong();
        lock.lock();
        try {
            var pause = settings.retries().pause(faults++).toNanos();
            for (var waiting : batch.reversed()) {
                if (!waiting.faulty) {
                    waiting.faulty = true;
                    waiting.firstFault = now;
                }
                if (closed) {
                    waiting.answer.completeExceptionally(new Stopping());
                } else if (now + pause - waiting.firstFault
                        > settings.retries().patience().toNanos()) {
                    waiting.answer.completeExceptionally(new Retries.Exhausted(passing, settings.retries()));
                } else {
                    queue.putBack(waiting.turn, waiting);
                }
            }
            while (pause > 0 && !closed) {
                pause = changed.awaitNanos(pause);
            }
        } catch (InterruptedException _) {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    private void sendAway(RuntimeException reason) {
        lock.lock();
        try {
            queue.take(_ -> true).forEach(waiting -> waiting.answer.completeExceptionally(reason));
        } finally {
            lock.unlock();
        }
    }

    /** Sends all away who wait; what is under way comes to its end. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        sendAway(new Stopping());
    }
}
