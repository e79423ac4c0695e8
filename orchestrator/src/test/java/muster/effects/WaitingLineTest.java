package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import muster.effects.Turn.Priority;
import org.junit.jupiter.api.Test;

/** Threads wait; the time is the test's, or there is enough of it. */
class WaitingLineTest {
    private static final Turn A = new Turn(Priority.LAUNCH, "a");
    private static final Turn B = new Turn(Priority.LAUNCH, "b");

    private final ConcurrentLinkedQueue<String> through = new ConcurrentLinkedQueue<>();

    @Test
    void who_comes_while_there_is_enough_is_not_held_up() {
        var line = new WaitingLine<>(TokenBucket.published(5, 1, 0), () -> 0);
        IntStream.range(0, 5).forEach(_ -> line.take(A, 1));
        int left = line.change(bucket -> bucket.available(0));
        assertThat(left).isZero();
    }

    @Test
    void those_who_wait_go_by_priority_and_by_groups_in_turn() {
        var line = new WaitingLine<>(new Slots(1), System::nanoTime);
        line.take(A, 1);
        wait(line, new Turn(Priority.REST, "b"), "rest");
        wait(line, A, "a1");
        wait(line, A, "a2");
        wait(line, A, "a3");
        wait(line, B, "b1");
        wait(line, new Turn(Priority.INTERRUPTION, "c"), "interrupted");
        for (int ended = 1; ended <= 6; ended++) {
            var expected = ended;
            line.giveBack(1);
            await().until(() -> through.size() == expected);
        }
        assertThat(through).containsExactly("interrupted", "a1", "b1", "a2", "a3", "rest");
    }

    @Test
    void who_needs_little_does_not_overtake_who_waits_for_much() {
        var line = new WaitingLine<>(TokenBucket.published(10, 1, 0), () -> 0);
        line.take(A, 9);
        wait(line, A, 5, "much");
        wait(line, A, 1, "little");
        assertThat(through).isEmpty();
        line.giveBack(9);
        await().until(() -> through.size() == 2);
        assertThat(through).containsExactly("much", "little");
    }

    @Test
    void tokens_come_with_time() {
        var line = new WaitingLine<>(TokenBucket.published(1, 1000, 0), System::nanoTime);
        IntStream.range(0, 20).forEach(number -> wait(line, A, "" + number));
        await().until(() -> through.size() == 20);
    }

    @Test
    void a_line_that_is_closed_sends_all_away() {
        var line = new WaitingLine<>(new Slots(1), System::nanoTime);
        line.take(A, 1);
        wait(line, A, "waits");
        line.close();
        await().until(() -> through.contains("the process stops"));
    }

    @Test
    void a_thread_that_is_interrupted_takes_nothing_with_it() throws InterruptedException {
        var line = new WaitingLine<>(new Slots(1), System::nanoTime);
        line.take(A, 1);
        var interrupted = wait(line, A, "gone");
        interrupted.interrupt();
        interrupted.join();
        assertThat(through).containsExactly("the process stops");
        line.giveBack(1);
        wait(line, B, "next");
        await().until(() -> through.contains("next"));
    }

    @Test
    void a_bulkhead_lets_so_many_through_and_no_more() throws InterruptedException {
        var bulkhead = new Bulkhead("test", 2, LaneMetrics.NONE, System::nanoTime);
        var inside = new CountDownLatch(2);
        var end = new CountDownLatch(1);
        var together = new AtomicInteger();
        var most = new AtomicInteger();
        var calls = IntStream.range(0, 3)
                .mapToObj(number -> Thread.startVirtualThread(() -> through.add(bulkhead.call(() -> {
                    most.accumulateAndGet(together.incrementAndGet(), Math::max);
                    inside.countDown();
                    awaitEnd(end);
                    together.decrementAndGet();
                    return "" + number;
                }))))
                .toList();
        inside.await();
        assertThat(through).isEmpty();
        end.countDown();
        for (var call : calls) {
            call.join();
        }
        assertThat(through).containsExactlyInAnyOrder("0", "1", "2");
        assertThat(most).hasValue(2);
    }

    private static void awaitEnd(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** By a thread of its own; returns when it waits, or is through. */
    private Thread wait(WaitingLine<?> line, Turn turn, String name) {
        return wait(line, turn, 1, name);
    }

    private Thread wait(WaitingLine<?> line, Turn turn, int amount, String name) {
        var thread = Thread.ofVirtual().start(() -> {
            try {
                line.take(turn, amount);
                through.add(name);
            } catch (Stopping sentAway) {
                through.add(sentAway.getMessage() == null ? "" : sentAway.getMessage());
            }
        });
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> thread.getState() == Thread.State.WAITING || !thread.isAlive());
        return thread;
    }
}
