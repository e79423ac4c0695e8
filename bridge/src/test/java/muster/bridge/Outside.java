package muster.bridge;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import muster.platform.EmbeddedKafka;
import muster.platform.EmbeddedSqs;

/** Kafka and SQS for one test class; each test takes names of its own. */
public final class Outside implements AutoCloseable {
    private static final AtomicInteger NEXT = new AtomicInteger();

    private final EmbeddedKafka kafka = EmbeddedKafka.started();
    private final EmbeddedSqs sqs = EmbeddedSqs.started();

    public EmbeddedKafka kafka() {
        return kafka;
    }

    /** Where SQS answers. */
    public URI sqs() {
        return sqs.endpoint();
    }

    public TestQueue queue(String name) {
        return new TestQueue(sqs.endpoint(), name + "-" + NEXT.incrementAndGet());
    }

    /** A prefix that no other test has. */
    public String prefix() {
        return "t" + NEXT.incrementAndGet() + "-";
    }

    public TopicReader reader(String topic) {
        return new TopicReader(kafka.bootstrapServers(), topic);
    }

    /** Configuration of a bridge that reads these queues under the names "q0", "q1" … */
    public Map<String, Object> configuration(String prefix, TestQueue... queues) {
        var all = new HashMap<String, Object>(Map.of(
                "kafka.bootstrap.servers",
                kafka.bootstrapServers(),
                "micronaut.server.port",
                -1,
                "endpoints.all.port",
                freePort(),
                "muster.topics.prefix",
                prefix,
                "muster.topics.partitions",
                3,
                "muster.bridge.polling.wait-time",
                "1s"));
        for (int i = 0; i < queues.length; i++) {
            all.put("muster.bridge.queues.q" + i + ".region", "us-east-1");
            all.put("muster.bridge.queues.q" + i + ".url", queues[i].url());
            all.put("muster.bridge.queues.q" + i + ".endpoint", sqs.endpoint().toString());
        }
        return all;
    }

    /** Of the management port, the framework can't tell which one it has taken. */
    public static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    @Override
    public void close() {
        sqs.close();
        kafka.close();
    }
}
