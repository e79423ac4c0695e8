package muster.bridge.sqs;

import io.micronaut.context.annotation.Property;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.context.event.ShutdownEvent;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Forwarder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.sqs.SqsClient;

/** All queues of the configuration, each with its pollers on virtual threads. */
@Singleton
public final class QueueIntake implements ApplicationEventListener<ShutdownEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(QueueIntake.class);

    private final Collection<QueueSettings> queues;
    private final PollingSettings polling;
    private final QueueClients clients;
    private final Forwarder forwarder;
    private final BridgeMetrics metrics;
    private final Reachability reachability;
    private final List<SqsClient> connections = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();

    QueueIntake(
            Collection<QueueSettings> queues,
            PollingSettings polling,
            QueueClients clients,
            Forwarder forwarder,
            BridgeMetrics metrics,
            Reachability reachability,
            @Property(name = "kafka.producers.bridge.delivery.timeout.ms") long deliveryTimeout,
            @Property(name = "kafka.producers.bridge.max.block.ms") long maxBlock) {
        polling.requireToOutlast(Duration.ofMillis(deliveryTimeout), Duration.ofMillis(maxBlock));
        this.queues = queues;
        this.polling = polling;
        this.clients = clients;
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.reachability = reachability;
    }

    /** @throws muster.schemas.settings.StartException where a queue that is given by its name can't be looked up */
    public synchronized void start() {
        for (var queue : queues) {
            var connection = clients.connect(queue);
            connections.add(connection);
            var opened = Queue.open(connection, queue);
            for (int i = 0; i < queue.pollers(); i++) {
                start(
                        new QueuePoller(
                                queue.name(), queue.region(), opened, polling, forwarder, metrics, reachability),
                        queue.name() + "-" + i);
            }
            LOG.info("reading queue {} in {}", queue.name(), queue.region());
        }
    }

    private void start(QueuePoller poller, String name) {
        running.add(new Running(poller, Thread.ofVirtual().name("sqs-" + name).start(poller)));
    }

    /** How often in a row each poller has failed to get messages from SQS or to Kafka; 0 where all is well. */
    synchronized Map<String, Integer> failures() {
        return running.stream()
                .collect(Collectors.toMap(
                        each -> each.thread().getName(), each -> each.poller().failures()));
    }

    /** How many messages are kept from SQS because Kafka does not take them. */
    synchronized int held() {
        return running.stream().mapToInt(each -> each.poller().held()).sum();
    }

    /** The pollers that have ended although nobody has stopped them, by an error of the JVM: their queues are unread. */
    synchronized List<String> dead() {
        return running.stream()
                .map(Running::thread)
                .filter(thread -> !thread.isAlive())
                .map(Thread::getName)
                .toList();
    }

    /** Comes before any bean is destroyed, so that the producer still takes what is in flight. */
    @Override
    public synchronized void onApplicationEvent(ShutdownEvent event) {
        running.forEach(each -> each.poller().stop());
        var deadline = System.nanoTime() + polling.stopTimeout().toNanos();
        for (var each : running) {
            await(each.thread(), deadline);
        }
        running.clear();
        connections.forEach(SqsClient::close);
        connections.clear();
    }

    private static void await(Thread thread, long deadline) {
        try {
            var left = Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            thread.join(left);
            if (thread.isAlive()) {
                LOG.warn("{} is still at work; SQS delivers again what it holds", thread.getName());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private record Running(QueuePoller poller, Thread thread) {}
}
