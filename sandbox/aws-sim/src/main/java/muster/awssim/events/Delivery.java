package muster.awssim.events;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import muster.awssim.base.Dice;

/** Decides when, and how often, an event reaches its targets: from odds and a seed, and from what was ordered for single events. */
public final class Delivery {
    private record Order(Predicate<SimEvent> which, UnaryOperator<List<Duration>> change) {}

    private final Dice dice;
    private final List<Order> orders = new CopyOnWriteArrayList<>();
    private volatile DeliveryOdds odds;

    public Delivery(Dice dice, DeliveryOdds odds) {
        this.dice = dice;
        this.odds = odds;
    }

    /** Changes the odds for events from now on. */
    public void odds(DeliveryOdds changed) {
        odds = changed;
    }

    /** Begins an order for all events from now on that the predicate holds for. Several orders for one event add up. */
    public Ordering when(Predicate<SimEvent> which) {
        return new Ordering(which);
    }

    /** Forgets the orders; the odds stay. */
    public void forgetOrders() {
        orders.clear();
    }

    /** The delays after which the event is delivered, one for each time; empty if never. */
    List<Duration> plan(SimEvent event) {
        List<Duration> delays = byOdds(event, odds);
        for (Order order : orders) {
            if (order.which().test(event)) {
                delays = order.change().apply(delays);
            }
        }
        return delays;
    }

    private List<Duration> byOdds(SimEvent event, DeliveryOdds today) {
        String[] key = {"delivery", event.instance().orElse(""), event.detailType(), event.subject()};
        Duration delay = dice.pick(today.delay(), key);
        if (dice.happens(today.overtaken(), with(key, "overtaken"))) {
            delay = delay.plus(dice.pick(today.holdBack(), with(key, "hold")));
        }
        List<Duration> delays = new ArrayList<>(List.of(delay));
        if (dice.happens(today.duplicate(), with(key, "twice"))) {
            delays.add(delay.plus(dice.pick(today.delay(), with(key, "again"))));
        }
        return dice.happens(today.lost(), with(key, "lost")) ? List.of() : List.copyOf(delays);
    }

    private static String[] with(String[] key, String purpose) {
        return new String[] {key[0], key[1], key[2], key[3], purpose};
    }

    /** The second half of an order. */
    public final class Ordering {
        private final Predicate<SimEvent> which;

        private Ordering(Predicate<SimEvent> which) {
            this.which = which;
        }

        /** Later than planned, by this much. */
        public Delivery late(Duration by) {
            return order(delays -> delays.stream().map(by::plus).toList());
        }

        /** The second time right after the first. */
        public Delivery twice() {
            return twice(Duration.ZERO);
        }

        /** The second time this long after the first. */
        public Delivery twice(Duration apart) {
            return order(delays -> delays.isEmpty()
                    ? delays
                    : List.of(delays.getFirst(), delays.getFirst().plus(apart)));
        }

        public Delivery never() {
            return order(_ -> List.of());
        }

        private Delivery order(UnaryOperator<List<Duration>> change) {
            orders.add(new Order(which, change));
            return Delivery.this;
        }
    }
}
