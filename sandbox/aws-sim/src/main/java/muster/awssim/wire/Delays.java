package muster.awssim.wire;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import muster.awssim.base.Dice;
import muster.awssim.base.SimClock;

/**
 * Makes calls take their time, by the simulation's clock. Each call waits on its own thread and holds nothing meanwhile, so that
 * others go on beside it. Safe for use by several threads.
 */
public final class Delays {
    private final SimClock clock;
    private final Dice dice;
    private volatile CallLatencies latencies;

    public Delays(SimClock clock, Dice dice, CallLatencies latencies) {
        this.clock = clock;
        this.dice = dice;
        this.latencies = latencies;
    }

    public CallLatencies latencies() {
        return latencies;
    }

    /** Holds from the next call on. */
    public void use(CallLatencies others) {
        latencies = others;
    }

    Duration next(String service, String action) {
        return dice.pick(latencies.spread(service, action), "latency", service, action);
    }

    /** @throws Cut when the simulation is closed meanwhile */
    void pass(Duration time) {
        if (!time.isPositive()) {
            return;
        }
        CountDownLatch passed = new CountDownLatch(1);
        SimClock.Timer timer = clock.after(time, passed::countDown);
        try {
            passed.await();
        } catch (InterruptedException e) {
            timer.cancel();
            Thread.currentThread().interrupt();
            throw new Cut();
        }
    }
}
