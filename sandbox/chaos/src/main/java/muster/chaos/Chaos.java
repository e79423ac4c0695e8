package muster.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import muster.chaos.agent.Mutant;
import muster.checker.Invariant;

/**
 * First starts, the whole run, then each mutant, or their controls. Exit code 0 when all invariants hold, each fault really fired, and each
 * mutant was caught; 1 when not.
 *
 * <p>System properties: {@code seed}, {@code minutes}, {@code instances}, {@code mutants}, {@code controls},
 * {@code firstStarts}, {@code muster.reports}.
 */
public final class Chaos {
    private Chaos() {}

    @SuppressWarnings("CatchAndPrintStackTrace") // the terminal is where this is looked for
    public static void main(String[] arguments) {
        int exit = 1;
        try {
            exit = run(Settings.fromProperties(), System.out) ? 0 : 1;
        } catch (IOException | RuntimeException e) {
            e.printStackTrace();
        }
        System.out.flush();
        // servers and clients leave threads that are no daemons; what matters is written by now
        Runtime.getRuntime().halt(exit);
    }

    private static boolean run(Settings settings, PrintStream out) throws IOException {
        Files.createDirectories(settings.reports());
        boolean holds = new FirstStarts(settings.reports()).run(settings.firstStarts(), out);
        if (!settings.minutes().isZero()) {
            Scenario whole = Scenarios.whole(settings);
            out.printf(
                    "seed %d: %d instances in %d s, then up to %d s to come to rest%n",
                    whole.seed(),
                    whole.instances(),
                    whole.load().toSeconds(),
                    whole.settle().toSeconds());
            out.flush();
            Result result = new Run(whole, settings.reports()).play();
            var report = new ChaosReport(result);
            report.print(out);
            report.write(settings.reports(), "chaos");
            holds &= result.holds();
        }
        return (settings.controls() ? controls(settings, out) : mutants(settings, out)) && holds;
    }

    /** One for all mutants that differ in nothing else. */
    private static boolean controls(Settings settings, PrintStream out) throws IOException {
        var scenarios = new LinkedHashMap<Scenario, Scenario>();
        for (Mutant mutant : settings.mutants()) {
            Scenario control = Scenarios.control(mutant, settings.seed());
            scenarios.putIfAbsent(control.named("control"), control);
        }
        boolean all = true;
        for (Scenario control : scenarios.values()) {
            Result result = new Run(control, settings.reports()).play();
            boolean holds = result.verdict().holds() && result.rested();
            all &= holds;
            out.printf("%-35s %s%n", control.name(), holds ? "holds" : "DOES NOT HOLD");
            if (!holds) {
                new ChaosReport(result).print(out);
            }
            out.flush();
        }
        return all;
    }

    private static boolean mutants(Settings settings, PrintStream out) throws IOException {
        var caught = new LinkedHashMap<String, Object>();
        boolean all = true;
        for (Mutant mutant : settings.mutants()) {
            Result result = new Run(Scenarios.of(mutant, settings.seed()), settings.reports()).play();
            var by = new LinkedHashMap<String, String>();
            for (Invariant invariant : result.verdict().judged()) {
                result.verdict().violationsOf(invariant).stream()
                        .findFirst()
                        .ifPresent(sentence -> by.put(invariant.name(), sentence));
            }
            all &= !by.isEmpty();
            caught.put(
                    mutant.label(),
                    Map.of(
                            "result",
                            by.isEmpty() ? "survived" : "caught",
                            "caught",
                            !by.isEmpty(),
                            "mutant",
                            mutant.sentence(),
                            "by",
                            by,
                            "faults",
                            result.fired()));
            out.printf(
                    "mutant %-28s %s%n",
                    mutant.label(), by.isEmpty() ? "SURVIVED" : "caught by " + String.join(", ", by.keySet()));
            by.forEach((invariant, sentence) -> out.printf("   %s %s%n", invariant, sentence));
            out.flush();
            new ObjectMapper()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValue(settings.reports().resolve("mutants.json").toFile(), caught);
        }
        return all;
    }
}
