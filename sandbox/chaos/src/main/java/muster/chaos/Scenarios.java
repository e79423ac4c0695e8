package muster.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
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

    private Scenarios() {}

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
                4,
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
                broken);
    }
}
