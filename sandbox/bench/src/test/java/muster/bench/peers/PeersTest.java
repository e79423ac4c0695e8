package muster.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Path;
import java.time.Duration;
import muster.bench.engine.TempFolders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PeersTest {
    private static final int LIVES = 20;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final CountingFake fake = new CountingFake();

    @Test
    void muster_joins_two_events_and_makes_four_calls() throws Exception {
        try (var folders = new TempFolders();
                var peer = new Muster(folders.next(), false)) {
            livesOf(peer);
        }
    }

    @Test
    void temporal_joins_two_events_and_makes_four_calls() throws Exception {
        try (var peer = new Temporal()) {
            livesOf(peer);
        }
    }

    @Test
    void dbos_joins_two_events_and_makes_four_calls() throws Exception {
        try (var postgres = postgres();
                var peer = new Dbos(postgres, "lives", false)) {
            livesOf(peer);
        }
    }

    @Test
    void a_killed_worker_is_followed_by_one_that_ends_all_lives(@TempDir Path folder) throws Exception {
        try (var postgres = postgres();
                var peer = new Dbos(postgres, "killed", false)) {
            var outcome = new Kill(folder.resolve("log"), 8, LIMIT).run(peer, Duration.ofMillis(20), LIVES, 7);
            assertThat(outcome.ended()).isEqualTo(LIVES);
            assertThat(outcome.calls()).isEqualTo(LIVES * Calls.STEPS + outcome.duplicates());
            assertThat(outcome.resumeMillis()).isPresent();
        }
    }

    private void livesOf(Peer peer) throws Exception {
        peer.work(fake);
        var run = new PeerFeeder(peer, fake, 8, LIMIT).run(1, LIVES, 7);
        assertThat(run.millis()).hasSize(LIVES).allMatch(millis -> millis > 0);
        assertThat(fake.done()).isEqualTo(LIVES);
        assertThat(fake.calls()).isEqualTo(LIVES * Calls.STEPS);
        assertThat(fake.duplicates()).isZero();
        assertThat(fake.early()).isZero();
    }

    private static Postgres postgres() {
        try {
            return Postgres.started();
        } catch (IllegalStateException e) {
            return abort(e.getMessage());
        }
    }
}
