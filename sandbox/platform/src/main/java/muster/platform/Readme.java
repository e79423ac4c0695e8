package muster.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Those parts of README.md that tests hold to what the code does; each stands between two comments with its name. */
public final class Readme {
    private static final Path FILE = Path.of("..", "README.md");

    private Readme() {}

    /**
     * Compares a section with what it should be, or writes it where {@code -Dmuster.readme.write} is given.
     *
     * @throws AssertionError where they differ; the message says how to write it
     */
    public static void check(String section, String content) {
        var readme = text();
        var begin = begin(section);
        var from = readme.indexOf(begin) + begin.length();
        var to = readme.indexOf(end(section));
        if (from < begin.length() || to < from) {
            throw new AssertionError("README.md has no section " + begin + " … " + end(section));
        }
        var wanted = "\n" + content + "\n";
        if (readme.substring(from, to).equals(wanted)) {
            return;
        }
        if (System.getProperty("muster.readme.write") == null) {
            throw new AssertionError("README.md, section " + section
                    + ", is not what the code says. Run the test again with -Dmuster.readme.write to write it:\n"
                    + content);
        }
        try {
            Files.writeString(FILE, readme.substring(0, from) + wanted + readme.substring(to));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One thing that can go wrong, as the README tells it.
     *
     * @param name of the row
     * @param says the message, with … for what varies
     * @param remedy what the README says to do
     * @param tells how it shows: the exit code, or the health check
     */
    public record Row(String name, String program, String says, String remedy, String tells) {
        /** Whether a message that the code produced is the one of this row. */
        public boolean covers(String message) {
            var pattern = Stream.of(says.replace("`", "").split("…", -1))
                    .map(Pattern::quote)
                    .collect(Collectors.joining(".*"));
            return Pattern.compile(pattern, Pattern.DOTALL).matcher(message).find();
        }
    }

    /** The rows that concern a program. */
    public static List<Row> errors(String program) {
        var readme = text();
        var table = readme.substring(readme.indexOf(begin("errors")), readme.indexOf(end("errors")));
        return table.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| what"))
                .map(line -> line.split(" \\| ", -1))
                .map(cells -> new Row(cells[0].substring(2), cells[1], cells[2], cells[3], cells[4].replace(" |", "")))
                .filter(row -> row.program().contains(program))
                .toList();
    }

    private static String begin(String section) {
        return "<!-- begin " + section + " -->";
    }

    private static String end(String section) {
        return "<!-- end " + section + " -->";
    }

    private static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
