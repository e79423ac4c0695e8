package muster.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.chaos.agent.Mutant;

/** The runs that there are: the whole, the short one that each build plays, and one for each mutant. */
final class Scenarios {
    private static final List<String> POINTS = List.of(
            "before-commit",
            "after-commit",
            "before:DescribeInstances",
            "after:DescribeInstances",
            "before:TransactWriteItems",
            "after:TransactWriteItems",
            "before:ChangeResourceRecordSets",
            "after:ChangeResourceRecordSets",
            "before:CreateTags",
            "after:CreateTags",
            "before:DescribeInstanceInformation",
            "after:DescribeInstanceInformation",
            "before:UpdateItem",
            "after:UpdateItem",
            "before:SendCommand",
            "after:SendCommand",
            "before:CompleteLifecycleAction",
            "after:CompleteLifecycleAction");

    private static final List<String> BRIDGE_POINTS = List.of("before:DeleteMessageBatch", "after:DeleteMessageBatch");

    /** A paused process wakes after 15 s. */
    private static final Duration REST = Duration.ofSeconds(18);

    private static final int LATE_AGENTS = 8;

    /** A third of it is no whole number of milliseconds. */
    private static final Duration SHORT_HOOK = Duration.ofSeconds(25);

    /** Those that each life needs, or nearly each. */
    private static final Map<String, String> DENIED = Map.of(
            "TransactWriteItems", "dynamodb",
            "ChangeResourceRecordSets", "route53",
            "CreateTags", "ec2",
            "DescribeInstances", "ec2",
            "SendCommand", "ssm",
            "DescribeInstanceInformation", "ssm",
            "CompleteLifecycleAction", "autoscaling");

    private static final List<Spell> DENIALS = List.of(
            denial("TransactWriteItems", Duration.ofSeconds(3), Duration.ofSeconds(8)),
            denial("CreateTags", Duration.ofSeconds(14), Duration.ofSeconds(8)));

    /** While names are taken, and while the first are given back: what is then taken for a conflict is never tried again. */
    private static final List<Spell> CANCELLED = List.of(
            cancelled(Duration.ofSeconds(6)), cancelled(Duration.ofSeconds(18)), cancelled(Duration.ofSeconds(28)));

    private Scenarios() {}

    private static Spell cancelled(Duration from) {
        return new Spell(from, Duration.ofSeconds(5), Fault.TRANSACTION_THROTTLED, "dynamodb", "TransactWriteItems");
    }

    private static Spell denial(String action, Duration from, Duration time) {
        return new Spell(from, time, Fault.ACCESS_DENIED, DENIED.getOrDefault(action, Faults.ANY), action);
    }

    /**
     * Denials of 20 to 60 s, one API after the other, and of all calls for some seconds: credentials that have expired, a clock
     * that is wrong, and tables that are not there.
     *
     * @param denials of how many APIs
     */
    private static List<Spell> spells(long seed, Duration load, int denials) {
        var random = new Random(seed + 5);
        var spells = new ArrayList<Spell>();
        var actions = new ArrayList<>(new TreeSet<>(DENIED.keySet()));
        Collections.shuffle(actions, random);
        // the fleet comes in the first two thirds of the load
        long window = load.toMillis() * 2 / 3;
        long longest = Math.min(60_000, Math.max(20_000, window / 3));
        for (int i = 0; i < denials; i++) {
            var time = Duration.ofMillis(20_000 + random.nextLong(longest - 20_000 + 1));
            spells.add(denial(actions.get(i), Duration.ofMillis(window * i / denials), time));
        }
        var some = Duration.ofMillis(Math.clamp(window / 5, 5_000, 20_000));
        spells.add(all(Fault.EXPIRED_TOKEN, Duration.ofMillis(window / 4), some));
        spells.add(all(Fault.REQUEST_TIME_SKEWED, Duration.ofMillis(window / 2), some));
        spells.add(new Spell(Duration.ofMillis(window * 3 / 4), some, Fault.TABLE_MISSING, "dynamodb", Faults.ANY));
        return spells;
    }

    private static Spell all(Fault fault, Duration from, Duration time) {
        return new Spell(from, time, fault, Faults.ANY, Faults.ANY);
    }

    private static List<Spell> spells(Mutant mutant) {
        return switch (mutant) {
            case DENIAL_COUNTED_AS_FAILURE -> DENIALS;
            case CANCELLATION_READ_AS_CONFLICT -> CANCELLED;
            default -> List.of();
        };
    }

    private static boolean needsRarePaths(Mutant mutant) {
        return switch (mutant) {
            case ONE_HOOK_OF_TWO, FOREIGN_COMMAND_MATCHED, CANCELLATION_READ_AS_CONFLICT -> true;
            default -> false;
        };
    }

    /** Kills at the rate of 25 in ten minutes, and never fewer than three. */
    static Scenario whole(Settings settings) {
        double tenth = settings.minutes().toSeconds() / 600.0;
        return new Scenario(
                "chaos",
                settings.seed(),
                settings.minutes(),
                Duration.ofSeconds(150),
                settings.instances(),
                Math.max(3, (int) Math.ceil(25 * tenth)),
                Math.max(2, (int) Math.ceil(10 * tenth)),
                POINTS.subList(0, Math.clamp((long) Math.ceil(POINTS.size() * tenth), 4, POINTS.size())),
                repeated(BRIDGE_POINTS, Math.max(1, (int) Math.ceil(2 * tenth))),
                Math.max(1, (int) Math.ceil(3 * tenth)),
                outages(tenth),
                REST,
                LATE_AGENTS,
                Duration.ZERO,
                1,
                Fleet.HOOK,
                Math.max(1, settings.instances() / 100),
                spells(settings.seed(), settings.minutes(), DENIED.size()),
                Optional.empty());
    }

    /** One that outlasts a client's retries twice over, and bounces. */
    private static List<Duration> outages(double tenth) {
        return tenth < 0.5
                ? List.of(Duration.ofSeconds(12))
                : List.of(Duration.ofSeconds(2), Duration.ofSeconds(70), Duration.ofSeconds(2));
    }

    private static List<String> repeated(List<String> points, int times) {
        return IntStream.range(0, times).boxed().flatMap(_ -> points.stream()).toList();
    }

    /** In less than three minutes, for each build. */
    static Scenario brief(long seed) {
        return new Scenario(
                "chaos-brief",
                seed,
                Duration.ofSeconds(45),
                Duration.ofSeconds(90),
                50,
                2,
                1,
                List.of("before-commit", "after:SendCommand"),
                List.of("before:DeleteMessageBatch"),
                1,
                List.of(Duration.ofSeconds(8)),
                REST,
                LATE_AGENTS,
                Duration.ZERO,
                2,
                Fleet.HOOK,
                // the rare paths and the spells of denials need minutes: they are of the long runs
                0,
                List.of(),
                Optional.empty());
    }

    /** Just enough for each of them to show. */
    static Scenario of(Mutant mutant, long seed) {
        return of(mutant, seed, "mutants/" + mutant.label(), Optional.of(mutant));
    }

    /** The same with nothing broken: what a mutant is caught by must be the mutant's doing. */
    static Scenario control(Mutant mutant, long seed) {
        return of(mutant, seed, "controls/" + mutant.label(), Optional.empty());
    }

    private static Scenario of(Mutant mutant, long seed, String name, Optional<Mutant> broken) {
        return new Scenario(
                name,
                seed,
                Duration.ofSeconds(35),
                Duration.ofSeconds(60),
                50,
                // a process that comes back only after ten seconds keeps no hook of twenty-five
                mutant == Mutant.TIMER_PRECISION ? 0 : 4,
                0,
                List.of(),
                List.of(),
                0,
                mutant == Mutant.DELETE_BEFORE_ACK ? List.of(Duration.ofSeconds(8)) : List.of(),
                Duration.ofSeconds(3),
                // whoever waits for an agent has nothing but a timer to wake it
                mutant == Mutant.TIMER_DROPPED_ON_RESTART ? 60 : LATE_AGENTS,
                // long enough for a bad change not to be alone in its batch
                mutant == Mutant.BATCH_WITHOUT_BISECT ? Duration.ofSeconds(1) : Duration.ZERO,
                6,
                mutant == Mutant.TIMER_PRECISION ? SHORT_HOOK : Fleet.HOOK,
                needsRarePaths(mutant) ? 1 : 0,
                spells(mutant),
                broken);
    }
}
