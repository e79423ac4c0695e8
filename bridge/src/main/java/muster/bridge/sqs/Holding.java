package muster.bridge.sqs;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Keeps a batch from other readers while it is at work: each time half of its visibility is over, that begins anew. Ends
 * when closed, so no later than the producer gives up.
 */
final class Holding implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Holding.class);

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("sqs-holding").factory());

    private Holding() {}

    static Holding of(Queue queue, List<Message> messages, Duration visibility, String intake) {
        var holding = new Holding();
        var half = visibility.toMillis() / 2;
        var _ = holding.clock.scheduleAtFixedRate(
                () -> extend(queue, messages, visibility, intake), half, half, TimeUnit.MILLISECONDS);
        return holding;
    }

    private static void extend(Queue queue, List<Message> messages, Duration visibility, String intake) {
        try {
            queue.changeVisibility(messages, visibility);
            LOG.info("{}: Kafka is slow, {} messages are held for another {}", intake, messages.size(), visibility);
        } catch (SdkException e) {
            // they come twice, which readers expect
            LOG.warn("{}: could not hold {} messages: {}", intake, messages.size(), e.getMessage());
        }
    }

    /** Waits for an extension that is on its way: one that came after the batch's own change would undo it. */
    @Override
    public void close() {
        clock.shutdownNow();
        clock.close();
    }
}
