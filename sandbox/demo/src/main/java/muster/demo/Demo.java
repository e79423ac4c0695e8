package muster.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import muster.checker.Checker;
import muster.checker.Verdict;
import muster.harness.Account;
import muster.harness.Watch;
import muster.schemas.topic.Topics;

/**
 * The main job, whole. Exit code 0 when every host came to its ending and I1 to I4 hold, although events were
 * delivered twice, late and out of order; 1 when not.
 *
 * <p>System properties: {@code seed}, {@code stay}, {@code muster.reports}.
 */
public final class Demo {
    private final Settings settings;
    private final PrintStream out;

    private Demo(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    public static void main(String[] arguments) {
        System.setProperty("aws.accessKeyId", "demo");
        System.setProperty("aws.secretAccessKey", "demo");
        int exit = 1;
        try {
            exit = new Demo(Settings.fromProperties(), System.out).run() ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace(System.err);
        }
        System.out.flush();
        // brokers and clients leave threads that are no daemons; what matters is written by now
        Runtime.getRuntime().halt(exit);
    }

    private boolean run() throws IOException {
        long begin = System.nanoTime();
        out.printf("seed %d (again with -Dseed=%d)%n", settings.seed(), settings.seed());
        try (Surroundings outside = Surroundings.started(settings)) {
            Account.Resources resources = new Account(outside.outside()).create();
            Groups.create(outside.aws().world());
            Mischief.plan(outside.aws().delivery());
            try (Programs programs = Programs.started(outside, resources);
                    MusterView view = new MusterView(
                            outside.kafka().bootstrapServers(),
                            Topics.defaults().instances())) {
                out.printf("all up after %.1f s%n%n", seconds(begin));
                boolean holds = tell(outside, view);
                out.printf("%.1f s in all%n", seconds(begin));
                if (settings.stay()) {
                    stay(outside, resources, programs);
                }
                return holds;
            }
        }
    }

    private boolean tell(Surroundings outside, MusterView view) throws IOException {
        Watch watch = new Watch(settings.limit());
        Story story = new Story(Cast.all(), outside.aws().world(), view, watch);
        boolean ended;
        try (Board board = new Board(story, out, isTerminal())) {
            board.open();
            ended = story.play(settings.seed());
        }
        story.sights().stream()
                .filter(sight -> !sight.isAtItsEnding())
                .forEach(sight -> out.printf(
                        "%s (%s) did not come to its ending: %s%n",
                        sight.host().part().name(),
                        sight.host().instance().orElse("not launched"),
                        sight.whyItWaits()));
        Verdict verdict = new Checker(muster.checker.Settings.defaults())
                .judge(outside.aws().journal().ndjson(0).lines().toList());
        Deliveries deliveries = Deliveries.of(outside.aws().journal().entries("event-emitted"));
        out.printf("%n%s%n", deliveries);
        Summary summary = new Summary(settings.seed(), story.sights().size(), verdict);
        summary.print(out);
        summary.write(settings.reports().resolve("demo.json"));
        out.printf(
                "%nreport, journal and log in %s%n",
                settings.reports().toAbsolutePath().normalize());
        return ended && verdict.holds() && deliveries.wereTroubled();
    }

    /** Keeps everything up until the process is interrupted. */
    private void stay(Surroundings outside, Account.Resources resources, Programs programs) {
        out.println(new Tour(outside, resources, programs).text());
        out.flush();
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isTerminal() {
        return Optional.ofNullable(System.console())
                .filter(console -> console.isTerminal())
                .isPresent();
    }

    private static double seconds(long since) {
        return Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
    }
}
