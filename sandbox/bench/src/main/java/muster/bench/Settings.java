package muster.bench;

import java.nio.file.Path;
import java.util.Set;

/**
 * What the command line says.
 *
 * @param quick some minutes instead of half an hour: less work, fewer runs, wider spread
 * @param sections names of those that run; {@code all} for every one, {@code none} for none
 * @param seed of what is random in the work
 * @param readme whether the figures of the last runs are put into the README afterwards
 * @param reports the folder for the report, the plots and the log
 */
public record Settings(boolean quick, Set<String> sections, long seed, boolean readme, Path reports) {
    public Settings {
        sections = Set.copyOf(sections);
    }

    static Settings fromProperties() {
        return new Settings(
                !System.getProperty("quick", "false").equals("false"),
                Set.of(System.getProperty("sections", "all").split(",")),
                Long.getLong("seed", 20260102L),
                !System.getProperty("readme", "false").equals("false"),
                Path.of(System.getProperty("muster.reports", "target/reports")).normalize());
    }

    boolean wants(Section section) {
        return sections.contains("all") || sections.contains(section.name());
    }
}
