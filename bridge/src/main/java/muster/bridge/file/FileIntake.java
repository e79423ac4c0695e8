package muster.bridge.file;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;

/** Replays a file for a person at a command line, and says how it went. */
@Singleton
public final class FileIntake {
    private final Replay replay;
    private final InstantSource clock;

    FileIntake(Replay replay, InstantSource clock) {
        this.replay = replay;
        this.clock = clock;
    }

    /**
     * Forwards each line of the file and waits until Kafka has acknowledged all of them.
     *
     * @param from the first line that is forwarded, counted from 1
     * @param strict whether a dead letter counts as failure
     * @param terminal whether the progress is shown
     * @return 0, or 1 where a line was not acknowledged, or became a dead letter under {@code strict}
     * @throws IOException where the file can't be read
     */
    public int replay(Path file, long from, boolean strict, boolean terminal, PrintStream out, PrintStream err)
            throws IOException, InterruptedException {
        var progress = new Progress(err, terminal, Files.size(file), clock);
        var summary = replay.run(file, from, progress);
        out.println(String.format(
                Locale.ROOT,
                "%s in %.1f s",
                summary.inWords(),
                progress.elapsed().toMillis() / 1000.0));
        summary.firstFailure()
                .ifPresent(failure -> err.println("Kafka did not acknowledge line " + failure.line() + " ("
                        + failure.cause() + "); carry on with --from " + failure.line()));
        return summary.firstFailure().isPresent() || (strict && summary.deadLettered() > 0) ? 1 : 0;
    }
}
