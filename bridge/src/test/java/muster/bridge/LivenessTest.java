package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthResult;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import muster.bridge.event.Intake;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Fate;
import muster.bridge.forward.Forwarder;
import muster.bridge.forward.ProducerMonitor;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.reactivestreams.FlowAdapters;

/** A restart helps where the producer is lost, and not where Kafka is away. */
class LivenessTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.defaults());
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
    private final ProducerMonitor monitor = new ProducerMonitor(CLOCK);
    private final Forwarder forwarder = new Forwarder(
            ShippedRoutes.table(TOPICS),
            producer,
            TOPICS,
            new BridgeMetrics(new SimpleMeterRegistry()),
            CLOCK,
            monitor);

    @Test
    void a_fenced_producer_or_one_out_of_sequence_is_dead() {
        for (var failure : List.of(new ProducerFencedException("fenced"), new OutOfOrderSequenceException("lost"))) {
            producer.sendException = failure;
            assertThat(forward()).isInstanceOf(Fate.Unsettled.class);
            assertThat(liveness().getStatus()).isEqualTo(HealthStatus.DOWN);
            assertThat(String.valueOf(liveness().getDetails()))
                    .contains(String.valueOf(failure.getMessage()), "the process must be started again");
            producer.sendException = null;
            assertThat(forward()).isInstanceOf(Fate.Forwarded.class);
            assertThat(liveness().getStatus()).isEqualTo(HealthStatus.UP);
        }
    }

    @Test
    void an_outage_of_kafka_is_no_reason_for_a_restart() {
        producer.sendException = new TimeoutException("away");
        assertThat(forward()).isInstanceOf(Fate.Unsettled.class);
        assertThat(liveness().getStatus()).isEqualTo(HealthStatus.UP);
    }

    @Test
    void a_producer_that_is_closed_while_the_bridge_runs_is_dead() {
        producer.close();
        assertThat(forward()).isInstanceOf(Fate.Unsettled.class);
        assertThat(liveness().getStatus()).isEqualTo(HealthStatus.DOWN);
    }

    private Fate forward() {
        var body = Samples.state(Samples.I1, "running").getBytes(StandardCharsets.UTF_8);
        return forwarder.forward(body, new Intake("sqs:q", "m", "us-east-1")).join();
    }

    private HealthResult liveness() {
        return of(monitor);
    }

    static HealthResult of(ProducerMonitor monitor) {
        var results = new ArrayList<HealthResult>();
        FlowAdapters.toFlowPublisher(new ProducerLiveness(monitor).getResult())
                .subscribe(new Flow.Subscriber<HealthResult>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(1);
                    }

                    @Override
                    public void onNext(HealthResult result) {
                        results.add(result);
                    }

                    @Override
                    public void onError(Throwable failure) {
                        throw new AssertionError(failure);
                    }

                    @Override
                    public void onComplete() {}
                });
        return results.getFirst();
    }
}
