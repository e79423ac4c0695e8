package muster.bench.peers;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import muster.bench.engine.Runs;

/** A peer with its fake, and what its runs came to. */
final class Contestant implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Peer peer;
    private final CountingFake fake = new CountingFake();
    private final TreeMap<Long, Figures> figures = new TreeMap<>();
    private long next = 1;
    private double alone;

    /** Of the runs with calls that take so long. */
    private record Figures(Runs perSecond, Runs p50, Runs p99) {
        Figures() {
            this(new Runs(), new Runs(), new Runs());
        }
    }

    Contestant(Peer peer) {
        this.peer = peer;
    }

    Contestant working() throws Exception {
        peer.work(fake);
        return this;
    }

    PeerFeeder.Run run(Duration callTakes, int lives, int parallelism, long seed) throws InterruptedException {
        fake.take(callTakes);
        var run = new PeerFeeder(peer, fake, parallelism, LIMIT).run(next, lives, seed);
        next += lives;
        return run;
    }

    void keep(Duration callTakes, PeerFeeder.Run run) {
        var of = figures(callTakes);
        of.perSecond().add(run.perSecond());
        of.p50().add(run.quantile(0.5));
        of.p99().add(run.quantile(0.99));
    }

    /** A run with one life at a time. */
    void keepAlone(PeerFeeder.Run run) {
        alone = run.quantile(0.5);
    }

    private Figures figures(Duration callTakes) {
        return figures.computeIfAbsent(callTakes.toMillis(), _ -> new Figures());
    }

    /** For those who watch. */
    String line(Duration callTakes) {
        var of = figures(callTakes);
        return "%-20s %-9s calls of %2d ms: %5.0f lives/s (%.0f to %.0f), p50 %.0f ms, p99 %.0f ms%s"
                .formatted(
                        peer.name(),
                        peer.fsync() ? "+ fsync," : "",
                        callTakes.toMillis(),
                        of.perSecond().median(),
                        of.perSecond().quantile(0),
                        of.perSecond().quantile(1),
                        of.p50().median(),
                        of.p99().median(),
                        callTakes.isZero() ? "; one at a time %.0f ms".formatted(alone) : "");
    }

    /** For the report. */
    Map<String, Object> entry(Duration callTakes) {
        var of = figures(callTakes);
        var entry = new LinkedHashMap<String, Object>();
        entry.put("name", peer.name());
        entry.put("durable", peer.durable());
        entry.put("fsync", peer.fsync());
        entry.put("callMillis", callTakes.toMillis());
        entry.put("livesPerSecond", Runs.rounded(of.perSecond().median()));
        entry.put("p50", Runs.rounded(of.p50().median()));
        entry.put("p99", Runs.rounded(of.p99().median()));
        if (callTakes.isZero()) {
            entry.put("p50Alone", Runs.rounded(alone));
        }
        entry.put("spread", of.perSecond().spread());
        entry.put("repeatedCalls", fake.duplicates());
        entry.put("earlyCalls", fake.early());
        return entry;
    }

    @Override
    public void close() throws Exception {
        peer.close();
    }
}
