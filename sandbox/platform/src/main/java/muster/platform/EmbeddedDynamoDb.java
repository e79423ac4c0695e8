package muster.platform;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import software.amazon.dynamodb.services.exceptions.DynamoDBLocalServiceException;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * Amazon's DynamoDB Local, in memory, behind its HTTP protocol in this JVM. One database serves all regions and
 * credentials.
 *
 * <p>It is put on a Jetty of our own, because the one that it brings listens on every address of the machine and
 * wants a port beforehand.
 */
public final class EmbeddedDynamoDb implements AutoCloseable {

    private static final List<String> NATIVE_LIBRARIES =
            List.of("libsqlite4java-linux-amd64.so", "libsqlite4java-osx.dylib");

    private final TempFolder libraries;
    private final Server server;
    private final LocalDynamoDBRequestHandler database;

    private EmbeddedDynamoDb(TempFolder libraries, Server server, LocalDynamoDBRequestHandler database) {
        this.libraries = libraries;
        this.server = server;
        this.database = database;
    }

    /**
     * A running, empty database on a free port.
     *
     * @throws IllegalStateException when it does not start
     */
    public static EmbeddedDynamoDb started() {
        TempFolder libraries = TempFolder.named("muster-dynamodb-");
        try {
            unpack(libraries);
            // the native library is looked for once in the life of the JVM; a later start finds it loaded
            System.setProperty("sqlite4java.library.path", libraries.path().toString());
            LocalDynamoDBRequestHandler database = new LocalDynamoDBRequestHandler(0, true, null, true, false);
            Server server = new Server();
            ServerConnector connector = new ServerConnector(server);
            connector.setHost("127.0.0.1");
            server.addConnector(connector);
            server.setHandler(new ContextHandler(new LocalDynamoDBServerHandler(database, null), "/"));
            server.start();
            return new EmbeddedDynamoDb(libraries, server, database);
        } catch (DynamoDBLocalServiceException e) {
            libraries.close();
            throw new IllegalStateException("DynamoDB Local does not start", e);
        } catch (Exception e) {
            libraries.close();
            throw new IllegalStateException("the HTTP server of DynamoDB Local does not start", e);
        }
    }

    /** What SDK clients take as {@code endpointOverride}. */
    public URI endpoint() {
        ServerConnector connector = (ServerConnector) server.getConnectors()[0];
        return URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server of DynamoDB Local does not stop", e);
        }
        database.shutdown();
        libraries.close();
    }

    private static void unpack(TempFolder libraries) {
        for (String library : NATIVE_LIBRARIES) {
            Path target = libraries.path().resolve(library);
            try (InputStream packed = EmbeddedDynamoDb.class.getResourceAsStream("/native/" + library)) {
                if (packed == null) {
                    throw new IllegalStateException("/native/" + library + " is not on the class path");
                }
                Files.copy(packed, target);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unpack " + library, e);
            }
        }
    }
}
