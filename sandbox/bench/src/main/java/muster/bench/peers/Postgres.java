package muster.bench.peers;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;

/**
 * A PostgreSQL of our own, unpacked from a jar, with {@code fsync} on. It refuses to run as root; where we are root, the
 * library that starts it takes a user namespace ({@code unshare -U}).
 */
final class Postgres implements AutoCloseable {
    /** The superuser that the library makes, without a password. */
    static final String USER = "postgres";

    private static final Duration START = Duration.ofSeconds(60);

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** @throws IllegalStateException with the reason, where there is no PostgreSQL for this machine or it does not start */
    static Postgres started() {
        try {
            return new Postgres(EmbeddedPostgres.builder()
                    // the library's default is off
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", "on")
                    .setServerConfig("full_page_writes", "on")
                    .setPGStartupWait(START)
                    .start());
        } catch (IOException | RuntimeException | LinkageError e) {
            throw new IllegalStateException("PostgreSQL can't be started here: " + e.getMessage(), e);
        }
    }

    /**
     * A new database.
     *
     * @param synchronousCommit whether a commit waits until it is on the disk
     * @return its JDBC URL
     */
    String create(String database, boolean synchronousCommit) throws SQLException {
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + database);
            statement.execute("ALTER DATABASE %s SET synchronous_commit = %s"
                    .formatted(database, synchronousCommit ? "on" : "off"));
        }
        return server.getJdbcUrl(USER, database);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
