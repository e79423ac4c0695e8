package muster.bench.peers;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.DBOSClient;
import dev.dbos.transact.StartWorkflowOptions;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Queue;
import dev.dbos.transact.workflow.Workflow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * DBOS for Java: workflows in a library, with PostgreSQL for their steps. Each event starts the workflow of its life, where
 * that has not begun, and sends it a message; the workflow receives one message of each kind and then runs four steps. All
 * options are DBOS's defaults.
 *
 * <p>Where the worker is in this JVM, workflows are started there. Where it is in another, a client puts them on a queue,
 * which the worker polls; that adds to the latency of a life.
 */
final class Dbos implements Peer {
    static final String NAME = "dbos-postgresql";
    private static final String APPLICATION = "peers";
    private static final String QUEUE = "lives";

    /** Recovery is by version, and by default that is a hash of the workflows' code. */
    private static final String VERSION = "1";

    /** Longer than any run: a message that does not come is a failure. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final String url;
    private final boolean fsync;
    private final DBOSClient client;
    private Optional<Engine> engine = Optional.empty();

    Dbos(Postgres postgres, String database, boolean fsync) throws SQLException {
        this.url = postgres.create(database, fsync);
        this.fsync = fsync;
        this.client = new DBOSClient(url, Postgres.USER, "");
    }

    /** Implemented by what DBOS wraps. */
    public interface Life {
        void live(long life);
    }

    private record Engine(DBOS dbos, Life life) {}

    public static final class LifeWorkflow implements Life {
        private final DBOS dbos;
        private final Calls calls;

        LifeWorkflow(DBOS dbos, Calls calls) {
            this.dbos = dbos;
            this.calls = calls;
        }

        @Override
        @Workflow(name = "live")
        public void live(long life) {
            // a topic each: in whichever order they come
            for (var part : Part.values()) {
                if (dbos.recv(part.name(), PATIENCE).isEmpty()) {
                    throw new IllegalStateException(part + " of life " + life + " did not come");
                }
            }
            for (int step = 0; step < Calls.STEPS; step++) {
                step(life, step);
            }
        }

        private void step(long life, int step) {
            try {
                dbos.<InterruptedException>runStep(() -> calls.call(life, step), "call-" + step);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", stopped);
            }
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public boolean fsync() {
        return fsync;
    }

    @Override
    public void send(long life, Part part) {
        var id = "life-" + life;
        if (engine.isPresent()) {
            var here = engine.get();
            var _ = here.dbos().startWorkflow(() -> here.life().live(life), new StartWorkflowOptions(id));
            here.dbos().send(id, part.name(), part.name());
        } else {
            var options = new DBOSClient.EnqueueOptions("live", LifeWorkflow.class.getName(), QUEUE)
                    .withWorkflowId(id)
                    .withAppVersion(VERSION);
            var _ = client.enqueueWorkflow(options, new Object[] {life});
            client.send(id, part.name(), part.name(), null);
        }
    }

    @Override
    public void work(Calls calls) {
        engine = Optional.of(start(url, calls));
    }

    /** In a JVM of its own, until that ends. */
    static void work(String url, Calls calls) {
        start(url, calls);
    }

    private static Engine start(String url, Calls calls) {
        var dbos = new DBOS(DBOSConfig.defaults(APPLICATION)
                .withDatabaseUrl(url)
                .withDbUser(Postgres.USER)
                .withDbPassword("")
                .withAppVersion(VERSION));
        dbos.registerQueue(new Queue(QUEUE));
        var life = dbos.registerProxy(Life.class, new LifeWorkflow(dbos, calls));
        dbos.launch();
        return new Engine(dbos, life);
    }

    @Override
    public Map<String, String> worker() {
        return Map.of("peer", NAME, "url", url);
    }

    @Override
    public void close() {
        engine.ifPresent(here -> here.dbos().shutdown());
        client.close();
    }
}
