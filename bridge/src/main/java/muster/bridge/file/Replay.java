package muster.bridge.file;

import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import muster.bridge.event.Intake;
import muster.bridge.forward.Forwarder;
import muster.bridge.forward.Prepared;

/** Forwards the events of a file, one a line or several, in the file's order. */
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
            for (var some = lines.ready(); !some.isEmpty() && !tally.failed(); some = lines.ready()) {
                for (var each : prepared(some, from, name)) {
                    // each send may block for as long as Kafka is waited for
                    if (!tally.failed()) {
                        send(each, room, tally);
                    }
                }
                progress.at(some.getLast().end(), tally);
            }
        }
        room.acquire(IN_FLIGHT);
        progress.done();
        return tally.summary();
    }

    /** In the order of the lines, by all processors: reading and routing take longer than what must happen in order. */
    private List<Ready> prepared(List<Line> lines, long from, String name) {
        return lines.parallelStream()
                .filter(line -> line.number() >= from && !line.isBlank())
                .map(line -> new Ready(line, forwarder.prepare(line.bytes(), intake(name, line))))
                .toList();
    }

    private static Intake intake(String name, Line line) {
        return new Intake(name, line.place(), "");
    }

    private record Ready(Line line, Prepared prepared) {}

    private void send(Ready ready, Semaphore room, Tally tally) throws InterruptedException {
        var line = ready.line();
        var size = line.bytes().length;
        room.acquire(size);
        var _ = forwarder.forward(ready.prepared()).thenAccept(fate -> {
            tally.add(line.number(), fate);
            room.release(size);
        });
    }
}
