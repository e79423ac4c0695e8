package muster.bridge.forward;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.bridge.event.Reading;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import muster.bridge.route.Routing;
import muster.bridge.route.RoutingTable;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what an intake received to the topic where it belongs. Safe for use by many intakes at once. */
@Singleton
public final class Forwarder {
    private static final Logger LOG = LoggerFactory.getLogger(Forwarder.class);

    /**
     * [bytes] that all records of one event have together at most. A health event of a thousand instances has its limit of
     * 256 KiB for each of them; a forged one could name 50,000 and fill a topic.
     */
    private static final long MOST_COPIED = 512L * 1024 * 1024;

    /** [bytes] of one event on the way to Kafka; below the producer's own buffer (32 MiB), because it fails where that stays full. */
    private static final long MOST_ON_THE_WAY = 8L * 1024 * 1024;

    private final EventReader reader = new EventReader();
    private final RoutingTable routes;
    private final Producer<@Nullable String, byte[]> producer;
    private final String deadLetters;
    private final BridgeMetrics metrics;
    private final InstantSource clock;
    private final ProducerMonitor monitor;

    public Forwarder(
            RoutingTable routes,
            @KafkaClient("bridge") Producer<@Nullable String, byte[]> producer,
            Topics topics,
            BridgeMetrics metrics,
            InstantSource clock,
            ProducerMonitor monitor) {
        this.routes = routes;
        this.producer = producer;
        this.deadLetters = topics.deadLetters();
        this.metrics = metrics;
        this.clock = clock;
        this.monitor = monitor;
    }

    /**
     * Reads, routes and produces. May block while Kafka is away, for no longer than the producer's {@code max.block.ms}.
     *
     * @return completes when Kafka has acknowledged the record, or refused it, or the producer's
     *     {@code delivery.timeout.ms} is over; never with an exception
     */
    public CompletableFuture<Fate> forward(byte[] body, Intake intake) {
        return forward(prepare(body, intake));
    }

    /** Reads and routes, and does nothing outside: what must go out in order can be prepared side by side. */
    public Prepared prepare(byte[] body, Intake intake) {
        metrics.received(intake);
        return switch (reader.read(body)) {
            case Reading.Unreadable(var reason, var detail) -> bury(reason, detail, body, intake);
            case Reading.Event event ->
                switch (routes.route(event)) {
                    case Routing.Nowhere(var reason, var detail) -> bury(reason, detail, body, intake);
                    case Routing.Ignored(var route) ->
                        new Prepared(List.of(), new Fate.Ignored(route), () -> refused(body, intake));
                    case Routing.To(var topic, var keys) -> to(topic, keys, event, body, intake);
                };
        };
    }

    private Prepared to(String topic, List<String> keys, Event event, byte[] body, Intake intake) {
        var bytes = event.text().getBytes(StandardCharsets.UTF_8);
        if ((long) keys.size() * bytes.length > MOST_COPIED) {
            var detail = keys.size() + " instances, each with a copy of " + bytes.length + " bytes (expected: "
                    + MOST_COPIED + " bytes in all at most)";
            return bury(Reason.TOO_MANY_INSTANCES, detail, body, intake);
        }
        return new Prepared(
                keys.stream()
                        .map(key -> Records.event(topic, key, event, bytes, intake))
                        .toList(),
                new Fate.Forwarded(topic),
                () -> refused(body, intake));
    }

    private Prepared bury(Reason reason, String detail, byte[] body, Intake intake) {
        if (reason == Reason.SUBSCRIPTION_CONFIRMATION) {
            LOG.warn("{}, {}: {}; the message is on {}", intake.name(), intake.place(), detail, deadLetters);
        }
        var letter = letter(reason, detail, body, intake, Records.WHOLE);
        return new Prepared(
                List.of(letter),
                new Fate.DeadLettered(reason),
                () -> letter(reason, detail, body, intake, Records.HEAD));
    }

    private ProducerRecord<@Nullable String, byte[]> refused(byte[] body, Intake intake) {
        return letter(
                Reason.REFUSED_SIZE,
                "Kafka refuses a record of " + body.length + " bytes: raise max.message.bytes of the topic and"
                        + " kafka.producers.bridge.max.request.size",
                body,
                intake,
                Records.HEAD);
    }

    private ProducerRecord<@Nullable String, byte[]> letter(
            Reason reason, String detail, byte[] body, Intake intake, int most) {
        return Records.deadLetter(deadLetters, reason, detail, body, intake, clock.instant(), most);
    }

    /**
     * Produces. May block while Kafka is away, for no longer than the producer's {@code max.block.ms}; what has more copies
     * than the producer's buffer takes waits for the first of them. What has several records is forwarded once all are;
     * after a failure all come again, which readers expect.
     *
     * @return as of {@link #forward(byte[], Intake)}
     */
    public CompletableFuture<Fate> forward(Prepared prepared) {
        var outcome = prepared.outcome();
        if (prepared.records().isEmpty()) {
            return CompletableFuture.completedFuture(counted(outcome));
        }
        CompletableFuture<Fate> all = CompletableFuture.completedFuture(outcome);
        long onTheWay = 0;
        for (var message : prepared.records()) {
            if (onTheWay > MOST_ON_THE_WAY) {
                if (all.join() instanceof Fate.Unsettled) {
                    return all;
                }
                onTheWay = 0;
            }
            onTheWay += size(message);
            all = all.thenCombine(settle(message, prepared), Forwarder::worse);
        }
        return all;
    }

    private static long size(ProducerRecord<@Nullable String, byte[]> message) {
        return message.value().length;
    }

    private static Fate worse(Fate one, Fate other) {
        return one instanceof Fate.Forwarded || other instanceof Fate.Unsettled ? other : one;
    }

    private CompletableFuture<Fate> settle(ProducerRecord<@Nullable String, byte[]> message, Prepared prepared) {
        return send(message, prepared.outcome())
                .thenCompose(fate -> isTooLarge(fate) ? sendInstead(prepared) : CompletableFuture.completedFuture(fate))
                .thenApply(this::counted);
    }

    /** Not on the producer's own thread, which has to make the room that a send may wait for. */
    private CompletableFuture<Fate> sendInstead(Prepared prepared) {
        var outcome = prepared.outcome() instanceof Fate.DeadLettered dead
                ? dead
                : new Fate.DeadLettered(Reason.REFUSED_SIZE);
        return CompletableFuture.supplyAsync(() -> send(prepared.ifTooLarge(), outcome), Thread::startVirtualThread)
                .thenCompose(Function.identity());
    }

    private static boolean isTooLarge(Fate fate) {
        return fate instanceof Fate.Unsettled(var cause) && cause instanceof RecordTooLargeException;
    }

    private CompletableFuture<Fate> send(
            ProducerRecord<@Nullable String, byte[]> message, Fate.Settled whenAcknowledged) {
        var fate = new CompletableFuture<Fate>();
        try {
            var _ = producer.send(
                    message,
                    (_, failure) -> fate.complete(failure == null ? acknowledged(whenAcknowledged) : failed(failure)));
        } catch (KafkaException | IllegalStateException e) {
            // The producer throws some failures and hands others to the callback; both mean: not acknowledged.
            fate.complete(failed(e));
        }
        return fate;
    }

    private Fate acknowledged(Fate.Settled outcome) {
        monitor.acknowledged();
        return outcome;
    }

    private Fate failed(Exception cause) {
        monitor.failed(cause);
        return new Fate.Unsettled(cause);
    }

    private Fate counted(Fate fate) {
        switch (fate) {
            case Fate.Forwarded(var topic) -> metrics.forwarded(topic);
            case Fate.Ignored(var route) -> metrics.ignored(route);
            case Fate.DeadLettered(var reason) -> metrics.deadLettered(reason);
            case Fate.Unsettled _ -> metrics.unsettled();
        }
        return fate;
    }
}
