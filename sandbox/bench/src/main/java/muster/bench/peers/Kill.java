package muster.bench.peers;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import muster.harness.JvmProgram;
import muster.harness.Watch;

/**
 * A worker is killed with SIGKILL when half of the lives have ended, and started again at once. What the peer keeps its state
 * in goes on. The fake is in this JVM and sees what is called once more.
 */
final class Kill {
    private static final Duration START = Duration.ofSeconds(60);

    /** A call that was on its way when its caller was killed has come by then; a new worker can't have started. */
    private static final Duration ON_ITS_WAY = Duration.ofMillis(50);

    private final Path log;
    private final int parallelism;
    private final Duration limit;

    /**
     * What came of it.
     *
     * @param ended lives, all but those that had not ended in time
     * @param calls in all; four a life where none was repeated
     * @param duplicates calls beyond the first for a life and step
     * @param resumeMillis [ms] from the kill to the next call, where there was one; the start of a JVM is in it
     * @param underWayMillis [ms] from the kill to the end of the last of the lives that were under way then, where all ended
     */
    record Outcome(
            int lives,
            int ended,
            int calls,
            int duplicates,
            OptionalDouble resumeMillis,
            OptionalDouble underWayMillis) {}

    /**
     * @param log takes what workers write
     * @param limit for all lives to end
     */
    Kill(Path log, int parallelism, Duration limit) {
        this.log = log;
        this.parallelism = parallelism;
        this.limit = limit;
    }

    /** @throws IllegalStateException where it does not come to a kill */
    Outcome run(Peer peer, Duration callTakes, int lives, long seed) {
        var fake = new CountingFake();
        fake.take(callTakes);
        try (var server = new CallServer(fake);
                var first = Worker.start(peer, server.port(), log)) {
            if (!new Watch(START).until(() -> server.ready() == 1)) {
                throw new IllegalStateException(first.launch().name() + " does not start; see " + log);
            }
            var watch = new Watch(limit);
            var feeding = CompletableFuture.supplyAsync(() -> feed(peer, fake, lives, seed));
            if (!watch.until(() -> feeding.isDone() || fake.done() >= lives / 2) || feeding.isDone()) {
                throw new IllegalStateException(
                        "%s: %d of %d lives have ended; see %s".formatted(peer.name(), fake.done(), lives, log));
            }
            first.kill();
            long killed = System.nanoTime();
            var underWay = fake.underWay();
            try (JvmProgram _ = Worker.start(peer, server.port(), log)) {
                watch.pause(ON_ITS_WAY);
                fake.mark();
                // what a peer does not go on with is a figure too
                feeding.handle((_, _) -> 0).join();
            }
            return new Outcome(
                    lives,
                    fake.done(),
                    fake.calls(),
                    fake.duplicates(),
                    millis(killed, fake.firstCall()),
                    fake.done() < lives
                            ? OptionalDouble.empty()
                            : millis(
                                    killed,
                                    underWay.stream()
                                            .mapToLong(fake::ended)
                                            .max()
                                            .orElse(0)));
        }
    }

    private static OptionalDouble millis(long from, long to) {
        return to == 0 ? OptionalDouble.empty() : OptionalDouble.of(Math.max(0, to - from) / 1e6);
    }

    private PeerFeeder.Run feed(Peer peer, CountingFake fake, int lives, long seed) {
        try {
            return new PeerFeeder(peer, fake, parallelism, limit).run(1, lives, seed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
