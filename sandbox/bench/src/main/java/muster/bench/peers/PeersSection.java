package muster.bench.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.bench.engine.Runs;
import muster.bench.engine.TempFolders;

/**
 * The same work on Muster, on DBOS with PostgreSQL and on Temporal's SDK with its in-memory test server: two events a life in
 * random order, four calls to the same fake, one after the other. Runs take turns. All have as many lives under way, so that
 * a life's latency is that of a busy system; each runs in this JVM with its worker, and so does Muster's broker and Temporal's
 * server, while PostgreSQL has processes of its own.
 *
 * <p>Muster's broker and PostgreSQL are measured twice: as they acknowledge what the operating system has, and as they
 * acknowledge what is on the disk. Then a worker in a JVM of its own is killed.
 */
public final class PeersSection implements Section {
    /** Lives under way. */
    private static final int PARALLELISM = 64;

    /** For all lives of the run in which a worker is killed. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Duration SLOW = Duration.ofMillis(20);

    private final List<Map<String, Object>> entries = new ArrayList<>();

    /**
     * How much.
     *
     * @param lives in a run
     * @param warmUps runs that don't count
     * @param runs that do
     * @param alone lives that have the peer to themselves, one after the other
     * @param calls how long a call takes, of all runs of a peer with the same
     * @param killed lives of the run in which a worker is killed; 0 for no such run
     */
    private record Size(int lives, int warmUps, int runs, int alone, List<Duration> calls, int killed) {
        static Size of(Settings settings) {
            return settings.quick()
                    ? new Size(30, 1, 3, 4, List.of(Duration.ZERO), 0)
                    : new Size(150, 2, 5, 15, List.of(Duration.ZERO, SLOW), 200);
        }
    }

    private interface Start {
        Peer peer() throws Exception;
    }

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        var size = Size.of(settings);
        try (var folders = new TempFolders();
                var postgres = new MaybePostgres(report)) {
            takeTurns(size, settings.seed(), report, folders, postgres);
            if (size.killed() > 0) {
                kill(size, settings, report, folders, postgres);
            }
        }
    }

    /** PostgreSQL where it can be had; where not, the report says why, and DBOS is left out. */
    private static final class MaybePostgres implements AutoCloseable {
        private final Optional<Postgres> postgres;

        MaybePostgres(Report report) {
            Optional<Postgres> started = Optional.empty();
            try {
                started = Optional.of(Postgres.started());
            } catch (IllegalStateException e) {
                report.put("peersMissing", Map.of(Dbos.NAME, e.toString()));
                report.say("  without DBOS: %s", e);
            }
            postgres = started;
        }

        List<Start> dbos(String database, boolean fsync) {
            return postgres.stream()
                    .<Start>map(it -> () -> new Dbos(it, database, fsync))
                    .toList();
        }

        @Override
        public void close() throws Exception {
            if (postgres.isPresent()) {
                postgres.get().close();
            }
        }
    }

    private void takeTurns(Size size, long seed, Report report, TempFolders folders, MaybePostgres postgres)
            throws Exception {
        var starts = new ArrayList<Start>();
        for (boolean fsync : new boolean[] {false, true}) {
            starts.add(() -> new Muster(folders.next(), fsync));
            starts.addAll(postgres.dbos(fsync ? "synchronous" : "asynchronous", fsync));
        }
        starts.add(Temporal::new);
        var contestants = new ArrayList<Contestant>();
        try {
            for (var start : starts) {
                contestants.add(new Contestant(start.peer()));
                var _ = contestants.getLast().working();
            }
            for (int run = 0; run < size.warmUps(); run++) {
                for (var contestant : contestants) {
                    var _ = contestant.run(Duration.ZERO, size.lives(), PARALLELISM, seed);
                }
            }
            for (var contestant : contestants) {
                contestant.keepAlone(contestant.run(Duration.ZERO, size.alone(), 1, seed));
            }
            for (var takes : size.calls()) {
                for (int run = 0; run < size.runs(); run++) {
                    for (var contestant : contestants) {
                        contestant.keep(takes, contestant.run(takes, size.lives(), PARALLELISM, seed + run));
                    }
                }
                contestants.forEach(contestant -> entries.add(contestant.entry(takes)));
                report.put("peers", entries);
                contestants.forEach(contestant -> report.say("  %s", contestant.line(takes)));
            }
        } finally {
            for (var contestant : contestants) {
                contestant.close();
            }
        }
    }

    private void kill(Size size, Settings settings, Report report, TempFolders folders, MaybePostgres postgres)
            throws Exception {
        var starts = new ArrayList<Start>(List.of(() -> new Muster(folders.next(), false)));
        starts.addAll(postgres.dbos("killed", false));
        starts.add(Temporal::new);
        var kill = new Kill(settings.reports().resolve("peers.log"), PARALLELISM, PATIENCE);
        for (var start : starts) {
            try (var peer = start.peer()) {
                kill(kill, peer, size.killed(), settings.seed(), report);
            }
        }
    }

    private void kill(Kill kill, Peer peer, int lives, long seed, Report report) {
        try {
            var outcome = kill.run(peer, SLOW, lives, seed);
            note(peer, outcome);
            report.put("peers", entries);
            report.say(
                    "  %-20s killed: next call after %s ms, lives under way ended after %s ms; %d of %d lives ended, %d calls repeated",
                    peer.name(),
                    whole(outcome.resumeMillis()),
                    whole(outcome.underWayMillis()),
                    outcome.ended(),
                    outcome.lives(),
                    outcome.duplicates());
        } catch (IllegalStateException e) {
            // the others are worth their figures
            report.say("  %-20s killed: %s", peer.name(), e);
        }
    }

    private static String whole(OptionalDouble millis) {
        return millis.isPresent() ? String.valueOf(Math.round(millis.getAsDouble())) : "-";
    }

    /** To the entry of the same peer with the same calls. */
    private void note(Peer peer, Kill.Outcome outcome) {
        entries.replaceAll(entry -> {
            if (!peer.name().equals(entry.get("name"))
                    || !Boolean.valueOf(peer.fsync()).equals(entry.get("fsync"))
                    || !Long.valueOf(SLOW.toMillis()).equals(entry.get("callMillis"))) {
                return entry;
            }
            var more = new LinkedHashMap<>(entry);
            outcome.resumeMillis().ifPresent(millis -> more.put("resumeMillis", Runs.rounded(millis)));
            outcome.underWayMillis().ifPresent(millis -> more.put("underWayMillis", Runs.rounded(millis)));
            more.put("unfinished", outcome.lives() - outcome.ended());
            more.put("duplicates", outcome.duplicates());
            more.put("killedCalls", outcome.calls());
            return more;
        });
    }
}
