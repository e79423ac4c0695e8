package muster.rebuild;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** A rebuild's progress on a terminal: one line that is drawn over itself. Elsewhere nothing is written. */
public final class ProgressBar {
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;

    public ProgressBar(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    void show(RebuildProgress.Figures figures) {
        if (terminal) {
            out.print("\r" + line(figures) + "\u001b[K");
            out.flush();
        }
    }

    void done() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    static String line(RebuildProgress.Figures figures) {
        var full = figures.percent() * WIDTH / 100;
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %,d of %,d records  %,d/s  %s left",
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                figures.percent(),
                figures.done(),
                figures.records(),
                figures.perSecond(),
                figures.left().map(ProgressBar::text).orElse("?"));
    }

    private static String text(Duration left) {
        return left.toMinutes() > 0
                ? left.toMinutes() + " min " + left.toSecondsPart() + " s"
                : left.toSeconds() + " s";
    }
}
