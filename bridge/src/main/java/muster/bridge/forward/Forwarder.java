package muster.bridge.forward;

import io.micronaut.configuration.kafka.annotation.KafkaClient;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.bridge.event.Reading;
import muster.bridge.event.Reason;
import muster.bridge.route.Routing;
import muster.bridge.route.RoutingTable;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Takes what an intake received to the topic where it belongs. Safe for use by many intakes at once. */
@Singleton
public final class Forwarder {
    private final EventReader reader = new EventReader();
    private final RoutingTable routes;
    private final Producer<@Nullable String, byte[]> producer;
    private final String deadLetters;
    private final BridgeMetrics metrics;
    private final InstantSource clock;

    public Forwarder(
            RoutingTable routes,
            @KafkaClient("bridge") Producer<@Nullable String, byte[]> producer,
            Topics topics,
            BridgeMetrics metrics,
            InstantSource clock) {
        this.routes = routes;
        this.producer = producer;
        this.deadLetters = topics.deadLetters();
        this.metrics = metrics;
        this.clock = clock;
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
                    case Routing.Ignored(var route) -> new Prepared(List.of(), new Fate.Ignored(route));
                    case Routing.To(var topic, var keys) ->
                        new Prepared(
                                keys.stream()
                                        .map(key -> Records.event(topic, key, event, intake))
                                        .toList(),
                                new Fate.Forwarded(topic));
                };
        };
    }

    private Prepared bury(Reason reason, String detail, byte[] body, Intake intake) {
        var letter = Records.deadLetter(deadLetters, reason, detail, body, intake, clock.instant());
        return new Prepared(List.of(letter), new Fate.DeadLettered(reason));
    }

    /**
     * Produces. May block while Kafka is away, for no longer than the producer's {@code max.block.ms}. What has several records
     * is forwarded once all are; after a failure all come again, which readers expect.
     *
     * @return as of {@link #forward(byte[], Intake)}
     */
    public CompletableFuture<Fate> forward(Prepared prepared) {
        var outcome = prepared.outcome();
        if (prepared.records().isEmpty()) {
            return CompletableFuture.completedFuture(counted(outcome));
        }
        return prepared.records().stream()
                .map(message -> send(message, outcome))
                .reduce((all, one) ->
                        all.thenCombine(one, (before, fate) -> before instanceof Fate.Unsettled ? before : fate))
                .orElseThrow();
    }

    private CompletableFuture<Fate> send(
            ProducerRecord<@Nullable String, byte[]> message, Fate.Settled whenAcknowledged) {
        var fate = new CompletableFuture<Fate>();
        try {
            var _ = producer.send(
                    message,
                    (_, failure) ->
                            fate.complete(counted(failure == null ? whenAcknowledged : new Fate.Unsettled(failure))));
        } catch (KafkaException | IllegalStateException e) {
            // The producer throws some failures and hands others to the callback; both mean: not acknowledged.
            fate.complete(counted(new Fate.Unsettled(e)));
        }
        return fate;
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
