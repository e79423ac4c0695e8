package muster.platform;

import java.net.URI;
import org.elasticmq.rest.sqs.SQSRestServer;
import org.elasticmq.rest.sqs.SQSRestServerBuilder;

/** ElasticMQ in this JVM, speaking the SQS protocol. Queues are in memory and gone when it is closed. */
public final class EmbeddedSqs implements AutoCloseable {

    private final SQSRestServer server;
    private final int port;

    private EmbeddedSqs(SQSRestServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /** A running server without queues, on a free port, for the placeholder account 111122223333 in us-east-1. */
    public static EmbeddedSqs started() {
        return started("111122223333", "us-east-1");
    }

    /**
     * A running server without queues, on a free port.
     *
     * @param account twelve digits; part of the queues' URLs and ARNs
     * @param region part of the queues' ARNs
     */
    public static EmbeddedSqs started(String account, String region) {
        SQSRestServer server = SQSRestServerBuilder.withInterface("127.0.0.1")
                .withDynamicPort()
                .withAWSAccountId(account)
                .withAWSRegion(region)
                .start();
        return new EmbeddedSqs(server, server.waitUntilStarted().localAddress().getPort());
    }

    /** What SDK clients take as {@code endpointOverride}. */
    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    @Override
    public void close() {
        server.stopAndWait();
    }
}
