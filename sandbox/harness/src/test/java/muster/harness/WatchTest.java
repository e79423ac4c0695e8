package muster.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final Duration TIME = Duration.ofMillis(200);

    /** Looks of 40 ms in 200 ms, and as many again for a machine that is late. */
    private static final int A_FEW = 12;

    private final AtomicInteger looks = new AtomicInteger();
    private final Watch watch = new Watch(TIME, () -> {
        looks.incrementAndGet();
        return System.nanoTime();
    });

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    @Test
    void a_pause_of_a_thread_that_is_interrupted_lasts_and_takes_no_processor() {
        Thread.currentThread().interrupt();
        long begin = System.nanoTime();
        watch.pause(TIME);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(TIME);
        assertThat(looks.get()).isLessThan(A_FEW);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void so_does_a_wait_for_a_condition() {
        Thread.currentThread().interrupt();
        assertThat(watch.until(() -> false)).isFalse();
        assertThat(looks.get()).isLessThan(A_FEW);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void without_an_interrupt_none_appears() {
        assertThat(watch.untilItHeldFor(Duration.ofMillis(50), () -> true)).isTrue();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
}
