package muster.demo;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import muster.awssim.events.Delivery;
import muster.awssim.events.SimEvent;

/**
 * What happens to events on their way, on top of what the seed's odds bring: so that every story, whatever its seed,
 * has one of each kind of trouble.
 */
final class Mischief {
    private Mischief() {}

    static void plan(Delivery delivery) {
        // the machine runs long before its launch is heard of
        delivery.when(nth(1, SimEvent::isLaunchHook)).late(Duration.ofMillis(2500));
        // the same launch again, when the first has long been answered
        delivery.when(nth(2, SimEvent::isLaunchHook)).twice(Duration.ofMillis(2200));
        // the launch is answered long before the machine is heard to run
        delivery.when(nth(3, event -> event.isState("running"))).late(Duration.ofMillis(2000));
        delivery.when(nth(4, event -> event.isState("running"))).twice(Duration.ofMillis(1500));
        delivery.when(nth(1, SimEvent::isTerminateHook)).twice(Duration.ofMillis(1200));
        // the end is heard of before what led to it
        delivery.when(nth(2, event -> event.isState("shutting-down"))).late(Duration.ofMillis(1500));
    }

    /** Holds for the nth of the events that the predicate holds for. Each order is asked once about each event. */
    private static Predicate<SimEvent> nth(int n, Predicate<SimEvent> which) {
        AtomicInteger seen = new AtomicInteger();
        return event -> which.test(event) && seen.incrementAndGet() == n;
    }
}
