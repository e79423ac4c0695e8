package muster.awssim.wire;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import muster.awssim.base.Dice;
import muster.awssim.base.SimClock;

/**
 * The script of faults. Rules are asked in the order in which they were added; the first that fires decides. Each rule counts
 * the calls that it applies to by itself, from 1. Safe for use by several threads.
 */
public final class Faults {
    /** Stands for every service, or every action. */
    public static final String ANY = "*";

    private record Rule(Fault fault, String service, String action, IntPredicate nth, AtomicInteger seen) {
        boolean fires(String calledService, String calledAction) {
            boolean applies = (service.equals(ANY) || service.equals(calledService))
                    && (action.equals(ANY) || action.equals(calledAction));
            return applies && nth.test(seen.incrementAndGet());
        }
    }

    private final Dice dice;
    private final SimClock clock;
    private volatile int cancelledItem;
    private volatile double unprocessedShare = 0.5;
    private final List<Rule> rules = new CopyOnWriteArrayList<>();
    private final Map<String, Duration> blindness = new ConcurrentHashMap<>();
    private final Map<Fault, AtomicInteger> fired = new EnumMap<>(Fault.class);

    public Faults(Dice dice, SimClock clock) {
        this.dice = dice;
        this.clock = clock;
        for (Fault fault : Fault.values()) {
            fired.put(fault, new AtomicInteger());
        }
    }

    /** On the nth call from now on, counted from 1, and on no other. */
    public Faults onCall(int nth, Fault fault, String service, String action) {
        return add(fault, service, action, count -> count == nth);
    }

    /** On the next so many calls. */
    public Faults onNext(int times, Fault fault, String service, String action) {
        return add(fault, service, action, count -> count <= times);
    }

    /** On each call with this probability, 0–1. */
    public Faults withProbability(double probability, Fault fault, String service, String action) {
        String key = rules.size() + " " + fault + " " + service + " " + action;
        return add(fault, service, action, _ -> dice.happens(probability, "fault", key));
    }

    /** On each call, until {@link #clear()}. */
    public Faults always(Fault fault, String service, String action) {
        return add(fault, service, action, _ -> true);
    }

    /** On each call until this much time has passed. */
    public Faults during(Duration time, Fault fault, String service, String action) {
        Instant end = clock.instant().plus(time);
        return add(fault, service, action, _ -> clock.instant().isBefore(end));
    }

    /** Which item of a cancelled transaction has the reason, counted from 0; the others have None. The first at the start. */
    public Faults cancelItem(int index) {
        cancelledItem = index;
        return this;
    }

    public int cancelledItem() {
        return cancelledItem;
    }

    /** Which share of its keys BatchGetItem leaves unprocessed, 0–1, at least one key. A half at the start. */
    public Faults unprocessedShare(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("not a share from 0 to 1: " + share);
        }
        unprocessedShare = share;
        return this;
    }

    public double unprocessedShare() {
        return unprocessedShare;
    }

    private Faults add(Fault fault, String service, String action, IntPredicate nth) {
        if (fault == Fault.NOT_FOUND_YET) {
            throw new IllegalArgumentException("NOT_FOUND_YET goes by the age of an instance: use notFoundYet");
        }
        rules.add(new Rule(fault, service, action, nth, new AtomicInteger()));
        return this;
    }

    /** The service ({@code ec2} or {@code ssm}) does not know an instance until this long after its launch. */
    public Faults notFoundYet(String service, Duration sinceLaunch) {
        blindness.put(service, sinceLaunch);
        return this;
    }

    /** Ends all faults; the counts stay. */
    public void clear() {
        rules.clear();
        blindness.clear();
    }

    /** How often a fault of this kind has fired so far. */
    public int fired(Fault fault) {
        return counter(fault).get();
    }

    private AtomicInteger counter(Fault fault) {
        return fired.computeIfAbsent(fault, _ -> new AtomicInteger());
    }

    Optional<Fault> next(String service, String action) {
        Optional<Fault> fault = rules.stream()
                .filter(rule -> rule.fires(service, action))
                .findFirst()
                .map(Rule::fault);
        fault.ifPresent(this::count);
        return fault;
    }

    /** Notes one that a service played by itself. */
    public void count(Fault fault) {
        counter(fault).incrementAndGet();
    }

    /** Whether the service is still to be blind for what was launched then. */
    public boolean hides(String service, Instant launched, Instant now) {
        Duration blind = blindness.getOrDefault(service, Duration.ZERO);
        return now.isBefore(launched.plus(blind));
    }
}
