package muster.bridge.file;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;

/** A line on a terminal that is written over and over while a file is replayed. */
final class Progress {
    private static final Duration EVERY = Duration.ofMillis(200);

    private final PrintStream out;
    private final boolean terminal;
    private final long size;
    private final InstantSource clock;
    private final Instant start;
    private Instant next;

    /**
     * @param terminal whether a person sees it; otherwise nothing is written
     * @param size of the file in bytes
     */
    Progress(PrintStream out, boolean terminal, long size, InstantSource clock) {
        this.out = out;
        this.terminal = terminal;
        this.size = size;
        this.clock = clock;
        this.start = clock.instant();
        this.next = start.plus(EVERY);
    }

    void at(long position, Tally tally) {
        if (!terminal) {
            return;
        }
        var now = clock.instant();
        if (now.isBefore(next)) {
            return;
        }
        next = now.plus(EVERY);
        var records = tally.summary().settled();
        var millis = Math.max(1, Duration.between(start, now).toMillis());
        out.printf(
                Locale.ROOT,
                "\r%,d records  %,d/s  %3d %%",
                records,
                records * 1000 / millis,
                size == 0 ? 100 : position * 100 / size);
        out.flush();
    }

    void done() {
        if (terminal) {
            out.print("\r\u001b[K");
            out.flush();
        }
    }

    Duration elapsed() {
        return Duration.between(start, clock.instant());
    }
}
