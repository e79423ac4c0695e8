package muster.demo;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What the command line says.
 *
 * @param seed fixes ids, times and chance of the simulated AWS, and the moments at which the story acts
 * @param stay whether everything stays up after the story
 * @param reports the folder for the report, the journal and the log
 * @param limit the longest that the story may take
 */
record Settings(long seed, boolean stay, Path reports, Duration limit) {
    private static final Duration LIMIT = Duration.ofSeconds(75);

    /** From the system properties {@code seed}, {@code stay} and {@code muster.reports}. */
    static Settings fromProperties() {
        String stay = System.getProperty("stay", "false");
        return new Settings(
                Long.getLong("seed", 20260102L),
                !stay.equals("false"),
                Path.of(System.getProperty("muster.reports", "target/reports")).normalize(),
                LIMIT);
    }
}
