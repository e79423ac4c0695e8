package muster.checker;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * {@code muster.checker.Main JOURNAL.ndjson [SETTLE_SECONDS]}: exit code 0 when I1 to I4 hold, 1 when not, 2 when it
 * cannot be judged.
 */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    static int run(String[] arguments, PrintStream out, PrintStream err) {
        if (arguments.length < 1 || arguments.length > 2) {
            err.println("usage: muster.checker.Main JOURNAL.ndjson [SETTLE_SECONDS]");
            return 2;
        }
        try {
            long settle = arguments.length == 2 ? Long.parseLong(arguments[1]) : 0;
            Settings settings = Settings.defaults().withSettle(Duration.ofSeconds(settle));
            Verdict verdict = new Checker(settings).judge(Path.of(arguments[0]));
            print(verdict, out);
            return verdict.holds() ? 0 : 1;
        } catch (IOException | IllegalArgumentException e) {
            err.println(arguments[0] + ": " + e.getMessage());
            return 2;
        }
    }

    private static void print(Verdict verdict, PrintStream out) {
        for (Invariant invariant : verdict.judged()) {
            var violations = verdict.violationsOf(invariant);
            out.printf("%s %-5s %s%n", invariant, violations.isEmpty() ? "holds" : "FAILS", invariant.sentence());
            violations.forEach(violation -> out.println("   - " + violation));
        }
        out.println("calls   " + counts(verdict.calls()));
        out.println("effects " + counts(verdict.effects()));
        var latency = verdict.launchToStarted();
        out.printf("launch to started: p50 %d ms, p99 %d ms, of %d%n", latency.p50(), latency.p99(), latency.count());
    }

    private static String counts(Map<String, Long> counts) {
        return counts.isEmpty() ? "none" : counts.toString().replaceAll("[{}]", "");
    }
}
