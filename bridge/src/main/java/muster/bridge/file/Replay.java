package muster.bridge.file;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import muster.bridge.event.Intake;
import muster.bridge.forward.Forwarder;

/** Forwards the events of a file, one a line, in the file's order. */
@Singleton
final class Replay {
    /** Bytes on the way to Kafka; below the producer's own buffer (32 MiB), because it fails where that stays full. */
    private static final int IN_FLIGHT = 16 * 1024 * 1024;

    private final Forwarder forwarder;

    Replay(Forwarder forwarder) {
        this.forwarder = forwarder;
    }

    /**
     * Returns when Kafka has answered for each line. Stops reading after a line that Kafka did not acknowledge.
     *
     * @param from the first line that is forwarded, counted from 1
     * @throws IOException where the file can't be read
     */
    Tally.Summary run(Path file, long from, Progress progress) throws IOException, InterruptedException {
        var tally = new Tally();
        var room = new Semaphore(IN_FLIGHT);
        var name = "file:" + file.getFileName();
        try (var in = Files.newInputStream(file)) {
            var lines = new Lines(in);
            for (var line = lines.next(); line.isPresent() && !tally.failed(); line = lines.next()) {
                var each = line.get();
                if (each.number() >= from && !each.isBlank()) {
                    send(each, name, room, tally);
                }
                progress.at(each.end(), tally);
            }
        }
        room.acquire(IN_FLIGHT);
        progress.done();
        return tally.summary();
    }

    private void send(Line line, String name, Semaphore room, Tally tally) throws InterruptedException {
        var size = line.bytes().length;
        room.acquire(size);
        var _ = forwarder
                .forward(line.bytes(), new Intake(name, "line " + line.number(), ""))
                .thenAccept(fate -> {
                    tally.add(line.number(), fate);
                    room.release(size);
                });
    }
}
