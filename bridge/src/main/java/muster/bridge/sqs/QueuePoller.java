package muster.bridge.sqs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import muster.bridge.event.Intake;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Fate;
import muster.bridge.forward.Forwarder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * Reads one queue until it is stopped: receive, forward, and delete what Kafka has acknowledged. Each message has its
 * own fate, so that none holds up its batch. A crash at any point means that SQS delivers again.
 */
final class QueuePoller implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

    private final String intake;
    private final String region;
    private final Queue queue;
    private final PollingSettings settings;
    private final Forwarder forwarder;
    private final BridgeMetrics metrics;
    private final Pauses pauses = new Pauses();
    private volatile int failures;

    /** @param region of the queue: what does not say its own comes from there */
    QueuePoller(
            String name,
            String region,
            Queue queue,
            PollingSettings settings,
            Forwarder forwarder,
            BridgeMetrics metrics) {
        this.intake = "sqs:" + name;
        this.region = region;
        this.queue = queue;
        this.settings = settings;
        this.forwarder = forwarder;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        var inARow = 0;
        while (!pauses.stopping()) {
            inARow = pollSafely() ? 0 : inARow + 1;
            failures = inARow;
            if (inARow > 0) {
                pauses.pause(settings.backoffAfter(inARow));
            }
        }
    }

    /** How many polls have failed in a row. */
    int failures() {
        return failures;
    }

    /** A fault of ours must not end the only reader of a queue; SQS delivers again what was in its hands. */
    private boolean pollSafely() {
        try {
            return poll();
        } catch (RuntimeException e) {
            LOG.error("{}: a batch was left to its redelivery", intake, e);
            return false;
        }
    }

    /** Ends {@link #run()} after the batch that is in flight; does not wait for that. */
    void stop() {
        pauses.stop();
    }

    /** @return whether the next poll may follow at once */
    private boolean poll() {
        List<Message> messages;
        try {
            // After a failure one message tries the way. Ten at a time would wear out the queue's maxReceiveCount
            // during a long outage of Kafka, and SQS would move them to its own dead-letter queue.
            var atMost = failures == 0 ? settings.batch() : 1;
            messages = pauses.interruptible(() -> queue.receive(atMost, settings.waitTime(), settings.visibility()));
        } catch (SdkException e) {
            if (!pauses.stopping()) {
                LOG.warn("{}: could not receive, trying again: {}", intake, e.getMessage());
                metrics.receiveFailed(intake);
            }
            return false;
        }
        return messages.isEmpty() || settle(messages);
    }

    private boolean settle(List<Message> messages) {
        var settled = new ArrayList<Message>();
        var kept = new ArrayList<Message>();
        for (var each : sendAndWait(messages)) {
            switch (each.fate().join()) {
                case Fate.Settled _ -> settled.add(each.message());
                case Fate.Unsettled(var cause) -> {
                    kept.add(each.message());
                    LOG.warn(
                            "{}: message {} stays in its queue, Kafka did not take it: {}",
                            intake,
                            each.message().messageId(),
                            cause.toString());
                }
            }
        }
        delete(settled);
        release(kept);
        return kept.isEmpty();
    }

    /** Kafka may be slow; until it has answered for all, SQS gives none of them to another reader. */
    private List<Sent> sendAndWait(List<Message> messages) {
        try (var _ = Holding.of(queue, messages, settings.visibility(), intake)) {
            var sent = messages.stream().map(this::send).toList();
            sent.forEach(each -> each.fate().join());
            return sent;
        }
    }

    private Sent send(Message message) {
        var body = message.body().getBytes(StandardCharsets.UTF_8);
        return new Sent(message, forwarder.forward(body, new Intake(intake, message.messageId(), region)));
    }

    /** What SQS does not delete, it delivers again; the record is then on its topic twice, which readers expect. */
    private void delete(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        try {
            var failed = queue.delete(messages);
            if (!failed.isEmpty()) {
                LOG.warn("{}: SQS did not delete {} messages: {}", intake, failed.size(), failed.getFirst());
                metrics.notDeleted(intake, failed.size());
            }
        } catch (SdkException e) {
            LOG.warn("{}: could not delete {} messages: {}", intake, messages.size(), e.getMessage());
            metrics.notDeleted(intake, messages.size());
        }
    }

    private void release(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        var after = settings.backoffAfter(failures + 1);
        try {
            queue.changeVisibility(
                    messages, after.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : after);
        } catch (SdkException e) {
            LOG.warn("{}: {} messages come again only after {}", intake, messages.size(), settings.visibility(), e);
        }
    }

    private record Sent(Message message, CompletableFuture<Fate> fate) {}
}
