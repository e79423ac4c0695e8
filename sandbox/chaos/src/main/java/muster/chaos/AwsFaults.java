package muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import muster.awssim.AwsSim;
import muster.awssim.journal.Entry;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.harness.Watch;

/**
 * The faults of AWS over a run: some fall on any call, and spells fall on all calls of a kind for a while. A spell comes first,
 * so that no call slips through it.
 */
final class AwsFaults {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final String TRANSACTION = "TransactWriteItems";

    private static final List<Fault> CANCELLATIONS = List.of(
            Fault.TRANSACTION_THROTTLED,
            Fault.TRANSACTION_THROUGHPUT_EXCEEDED,
            Fault.TRANSACTION_CONFLICT,
            Fault.TRANSACTION_INVALID,
            Fault.TRANSACTION_COLLECTION_LIMIT,
            Fault.TRANSACTION_IN_PROGRESS);

    private static final List<Fault> ALWAYS =
            List.of(Fault.THROTTLE, Fault.ERROR_5XX, Fault.RESET_BEFORE, Fault.RESET_AFTER, Fault.NOT_FOUND_YET);

    private final AwsSim aws;
    private final Scenario scenario;
    private int changes;

    AwsFaults(AwsSim aws, Scenario scenario) {
        this.aws = aws;
        this.scenario = scenario;
    }

    /** Those that may fall on any call from now on. */
    void begin() {
        apply(List.of());
    }

    /**
     * Plays the spells; returns when all are over. One whose time is over before any call fell under it, since all processes
     * were down or slow, lasts until one does.
     */
    void play() {
        long begin = System.nanoTime();
        var watch = new Watch(scenario.load().plus(LONGEST_WAIT));
        var left = new ArrayList<>(scenario.spells());
        List<Spell> holding = List.of();
        while (!left.isEmpty() && !watch.isOver()) {
            var now = Duration.ofNanos(System.nanoTime() - begin);
            left.removeIf(spell -> spell.isOver(now) && times(spell) > 0);
            var due = left.stream()
                    .filter(spell -> now.compareTo(spell.from()) >= 0)
                    .toList();
            if (!due.equals(holding)) {
                apply(due);
                holding = due;
            }
            watch.pause(TICK);
        }
        apply(List.of());
    }

    /** How many calls fell under it. */
    private int times(Spell spell) {
        return spell.action().equals(Faults.ANY)
                ? aws.faults().fired(spell.fault())
                : (int) aws.journal().entries("call").stream()
                        .filter(call -> isOf(spell, call))
                        .count();
    }

    private void apply(List<Spell> spells) {
        Faults faults = aws.faults();
        // the counts of what has fired stay
        faults.clear();
        spells.forEach(spell -> faults.always(spell.fault(), spell.service(), spell.action()));
        if (scenario.rarePaths() > 0) {
            cancelTransactions(faults);
        }
        faults.withProbability(0.04, Fault.HOOK_EXPIRED, "autoscaling", "CompleteLifecycleAction");
        faults.withProbability(0.20, Fault.RESET_AFTER, Faults.ANY, Faults.ANY);
        faults.withProbability(0.05, Fault.THROTTLE, Faults.ANY, Faults.ANY);
        faults.withProbability(0.03, Fault.ERROR_5XX, Faults.ANY, Faults.ANY);
        faults.withProbability(0.02, Fault.RESET_BEFORE, Faults.ANY, Faults.ANY);
        faults.notFoundYet("ec2", Duration.ofSeconds(5));
    }

    /** Each reason of a cancellation at least once, now for the one item and now for the other. */
    private void cancelTransactions(Faults faults) {
        // a spell is two changes: were it each other change, all spells would fall on the same item
        faults.cancelItem(changes++ / 2 % 2);
        for (int i = 0; i < CANCELLATIONS.size(); i++) {
            faults.onCall(2 + 3 * i, CANCELLATIONS.get(i), "dynamodb", TRANSACTION);
            faults.withProbability(0.02, CANCELLATIONS.get(i), "dynamodb", TRANSACTION);
        }
        faults.onCall(2, Fault.UNPROCESSED_KEYS, "dynamodb", "BatchGetItem");
        faults.withProbability(0.10, Fault.UNPROCESSED_KEYS, "dynamodb", "BatchGetItem");
    }

    /** Counts what has come to pass. */
    void count(Fired fired) {
        for (Fault fault : Fault.values()) {
            if (aws.faults().fired(fault) > 0) {
                fired.count("AWS " + fault, aws.faults().fired(fault));
            }
        }
        scenario.spells().stream()
                .filter(spell -> !spell.action().equals(Faults.ANY))
                .distinct()
                .forEach(spell -> fired.count(spell.label(), times(spell)));
    }

    private static boolean isOf(Spell spell, Entry call) {
        return call.text("fault").equals(spell.fault().name())
                && spell.concerns(call.text("service"), call.text("action"));
    }

    /** What must have come to pass. */
    Set<String> expected() {
        var expected = ALWAYS.stream().map(fault -> "AWS " + fault).collect(Collectors.toSet());
        expected.add("AWS " + Fault.HOOK_EXPIRED);
        scenario.spells().forEach(spell -> expected.add(spell.label()));
        if (scenario.rarePaths() > 0) {
            CANCELLATIONS.forEach(fault -> expected.add("AWS " + fault));
            expected.add("AWS " + Fault.UNPROCESSED_KEYS);
        }
        return expected;
    }
}
