package muster.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Shows the hosts while the story runs: a table that is drawn over itself on a terminal, and elsewhere a line for
 * each change.
 */
final class Board implements AutoCloseable {
    private static final String FORMAT = "%-9s %-42s %-19s %-13s %-19s %-14s %s";
    private static final Duration FRAME = Duration.ofMillis(200);

    private final Story story;
    private final PrintStream out;
    private final boolean terminal;
    private final long begin = System.nanoTime();
    private final Map<String, String> shown = new HashMap<>();
    private final ScheduledExecutorService painter = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("board").factory());
    private int drawn;

    /** @param terminal whether what is written can be drawn over */
    Board(Story story, PrintStream out, boolean terminal) {
        this.story = story;
        this.out = out;
        this.terminal = terminal;
    }

    void open() {
        var _ = painter.scheduleWithFixedDelay(this::paint, 0, FRAME.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Paints once more, and no more after that. */
    @Override
    public void close() {
        painter.shutdown();
        try {
            if (!painter.awaitTermination(5, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        paint();
    }

    private void paint() {
        List<Sight> sights = story.sights();
        if (terminal) {
            drawOver(sights);
        } else {
            sights.stream().filter(sight -> sight.host().instance().isPresent()).forEach(this::printChange);
        }
        out.flush();
    }

    private void drawOver(List<Sight> sights) {
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[").append(drawn).append('A');
        }
        line(
                frame,
                "\u001b[1m" + FORMAT.formatted("host", "story", "instance", "EC2", "Auto Scaling", "hostname", "Muster")
                        + "\u001b[0m");
        for (Sight sight : sights) {
            String color = sight.isAtItsEnding() ? "\u001b[32m" : "";
            line(frame, color + row(sight) + "\u001b[0m");
        }
        // a row that wrapped would take two lines, and the next frame would begin too low
        out.print("\u001b[?7l" + frame + "\u001b[?7h");
        drawn = sights.size() + 1;
    }

    private static void line(StringBuilder frame, String text) {
        // the rest of the line may be of a longer row that stood there
        frame.append(text).append("\u001b[K\n");
    }

    private void printChange(Sight sight) {
        String row = row(sight).strip();
        if (!row.equals(shown.put(sight.host().part().name(), row))) {
            out.printf(
                    "%6.1f s  %s%n", Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0, row);
        }
    }

    private static String row(Sight sight) {
        Part part = sight.host().part();
        return FORMAT.formatted(
                part.name(),
                part.words(),
                sight.host().instance().orElse("-"),
                sight.ec2(),
                sight.lifecycle().orElse(""),
                sight.hostname(),
                sight.step());
    }
}
