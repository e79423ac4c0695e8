package muster.bridge.sqs;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
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
 * own fate, so that none holds up its batch. A crash at any point means that SQS delivers again. While Kafka takes
 * nothing, nothing more is received.
 */
final class QueuePoller implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(QueuePoller.class);

    private final String intake;
    private final String region;
    private final Queue queue;
    private final PollingSettings settings;
    private final Forwarder forwarder;
    private final BridgeMetrics metrics;
    private final Reachability reachability;
    private final Pauses pauses = new Pauses();
    private final AtomicInteger failures = new AtomicInteger();

    /** Received, and not taken by Kafka so far. */
    private volatile List<Message> held = List.of();

    /**
     * @param region of the queue: what does not say its own comes from there
     * @param reachability whether Kafka answers at all
     */
    QueuePoller(
            String name,
            String region,
            Queue queue,
            PollingSettings settings,
            Forwarder forwarder,
            BridgeMetrics metrics,
            Reachability reachability) {
        this.intake = "sqs:" + name;
        this.region = region;
        this.queue = queue;
        this.settings = settings;
        this.forwarder = forwarder;
        this.metrics = metrics;
        this.reachability = reachability;
    }

    @Override
    public void run() {
        while (!pauses.stopping()) {
            pollSafely();
        }
        release(held);
    }

    /** How many polls have failed in a row. */
    int failures() {
        return failures.get();
    }

    /** How many messages are kept from SQS because Kafka does not take them. */
    int held() {
        return held.size();
    }

    /** A fault of ours must not end the only reader of a queue; SQS delivers again what was in its hands. */
    private void pollSafely() {
        try {
            poll();
        } catch (RuntimeException e) {
            LOG.error("{}: a batch was left to its redelivery", intake, e);
            held = List.of();
            failed();
        }
    }

    /** Ends {@link #run()} after the batch that is in flight; does not wait for that. */
    void stop() {
        pauses.stop();
    }

    private void poll() {
        var before = held;
        prolong(before);
        List<Message> received;
        try {
            received = receive(before.size());
        } catch (SdkException e) {
            if (pauses.stopping()) {
                return;
            }
            LOG.warn("{}: could not receive, trying again: {}", intake, e.getMessage());
            metrics.receiveFailed(intake);
            received = List.of();
            if (before.isEmpty()) {
                failed();
                return;
            }
        }
        var messages = Stream.concat(before.stream(), received.stream()).toList();
        if (messages.isEmpty()) {
            failures.set(0);
        } else {
            settle(messages);
        }
    }

    /**
     * Each receive of a message counts towards the queue's maxReceiveCount, after which SQS moves it to its dead-letter
     * queue. While Kafka is away, what was received once is therefore held and sent again, and nothing more is received.
     * Where Kafka answers and still does not take it, its topic may be the only one that fails: one further message at a
     * time finds that out, and is held too.
     */
    private List<Message> receive(int inHand) {
        if (inHand == 0) {
            var atMost = failures.get() == 0 ? settings.batch() : 1;
            return pauses.interruptible(() -> queue.receive(atMost, settings.waitTime(), settings.visibility()));
        }
        return inHand < settings.batch() && reachability.kafkaAnswers()
                ? pauses.interruptible(() -> queue.receive(1, Duration.ZERO, settings.visibility()))
                : List.of();
    }

    private void settle(List<Message> messages) {
        List<Message> kept;
        try (var _ = Holding.of(queue, messages, settings.visibility(), intake)) {
            var sent = sendAndWait(messages);
            delete(sent.stream().filter(Sent::isSettled).map(Sent::message).toList());
            kept = sent.stream()
                    .filter(each -> !each.isSettled())
                    .map(Sent::message)
                    .toList();
            if (!kept.isEmpty() && sent.stream().noneMatch(Sent::isAcknowledged)) {
                held = kept;
                logKept(sent, "are held and sent again");
                failed();
                return;
            }
            if (!kept.isEmpty()) {
                logKept(sent, "stay in their queue");
            }
        }
        held = List.of();
        if (kept.isEmpty()) {
            failures.set(0);
        } else {
            release(kept);
            failed();
        }
    }

    /** Kafka may be slow; until it has answered for all, SQS gives none of them to another reader. */
    private List<Sent> sendAndWait(List<Message> messages) {
        var sent = messages.stream().map(this::send).toList();
        return sent.stream()
                .map(each -> new Sent(each.message(), each.fate().join()))
                .toList();
    }

    private Sending send(Message message) {
        var body = message.body().getBytes(StandardCharsets.UTF_8);
        return new Sending(message, forwarder.forward(body, new Intake(intake, message.messageId(), region)));
    }

    /** What is refused is not tried again at once: neither Kafka nor SQS gets well by being asked more often. */
    private void failed() {
        pauses.pause(settings.backoffAfter(failures.incrementAndGet()));
    }

    private void prolong(List<Message> messages) {
        if (messages.isEmpty()) {
            return;
        }
        try {
            queue.changeVisibility(messages, settings.visibility());
        } catch (SdkException e) {
            // they come twice, which readers expect
            LOG.warn("{}: could not hold {} messages: {}", intake, messages.size(), e.getMessage());
        }
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
        var after = settings.backoffAfter(failures.get() + 1);
        try {
            queue.changeVisibility(
                    messages, after.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : after);
        } catch (SdkException e) {
            LOG.warn("{}: {} messages come again only after {}", intake, messages.size(), settings.visibility(), e);
        }
    }

    private void logKept(List<Sent> sent, String what) {
        var unsettled = sent.stream()
                .flatMap(each -> each.fate() instanceof Fate.Unsettled(var cause) ? Stream.of(cause) : Stream.empty())
                .toList();
        LOG.warn(
                "{}: {} messages {}, Kafka did not take them: {}",
                intake,
                unsettled.size(),
                what,
                unsettled.getFirst().toString());
    }

    private record Sending(Message message, CompletableFuture<Fate> fate) {}

    private record Sent(Message message, Fate fate) {
        boolean isSettled() {
            return fate instanceof Fate.Settled;
        }

        /** What is ignored needs no Kafka, and says nothing of it. */
        boolean isAcknowledged() {
            return fate instanceof Fate.Forwarded || fate instanceof Fate.DeadLettered;
        }
    }
}
