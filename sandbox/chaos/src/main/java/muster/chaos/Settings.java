package muster.chaos;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import muster.chaos.agent.Mutant;

/**
 * What the command line says.
 *
 * @param seed of the run
 * @param minutes of load and faults; what comes to rest afterwards takes longer
 * @param instances of the fleet
 * @param mutants that are tried afterwards
 * @param controls whether the scenarios of the mutants are played with nothing broken instead: all must hold
 * @param firstStarts how often all programs are started at once on an empty broker, before all else
 * @param reports the folder for reports, journals and logs
 */
record Settings(
        long seed,
        Duration minutes,
        int instances,
        List<Mutant> mutants,
        boolean controls,
        int firstStarts,
        Path reports) {
    Settings {
        mutants = List.copyOf(mutants);
    }

    /** From the system properties {@code seed}, {@code minutes}, {@code instances}, {@code mutants}, {@code controls}, {@code firstStarts}, {@code muster.reports}. */
    static Settings fromProperties() {
        return new Settings(
                Long.getLong("seed", 20260102L),
                Duration.ofSeconds((long) (60 * Double.parseDouble(System.getProperty("minutes", "10")))),
                Integer.getInteger("instances", 500),
                mutants(System.getProperty("mutants", "all")),
                !System.getProperty("controls", "false").equals("false"),
                Integer.getInteger("firstStarts", 0),
                Path.of(System.getProperty("muster.reports", "target/reports")).normalize());
    }

    private static List<Mutant> mutants(String names) {
        return switch (names) {
            case "all" -> List.of(Mutant.values());
            case "none" -> List.of();
            default -> Arrays.stream(names.split(",")).map(Mutant::of).toList();
        };
    }
}
