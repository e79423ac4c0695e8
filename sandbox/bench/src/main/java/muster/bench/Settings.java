package muster.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param quick some minutes instead of half an hour: less work, fewer runs, wider spread
 * @param sections names of those that run; {@code all} for every one
 * @param seed of what is random in the work
 * @param reports the folder for the report, the plots and the log
 */
public record Settings(boolean quick, Set<String> sections, long seed, Path reports) {
    public Settings {
        sections = Set.copyOf(sections);
    }

    static Settings fromProperties() {
        return new Settings(
                !System.getProperty("quick", "false").equals("false"),
                Set.of(System.getProperty("sections", "all").split(",")),
                Long.getLong("seed", 20260102L),
                Path.of(System.getProperty("muster.reports", "target/reports")).normalize());
    }

    boolean wants(Section section) {
        return sections.contains("all") || sections.contains(section.name());
    }
}
