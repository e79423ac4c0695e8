package muster.bridge.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import muster.bridge.Samples;
import muster.bridge.forward.BridgeMetrics;
import muster.bridge.forward.Forwarder;
import muster.bridge.forward.ProducerMonitor;
import muster.bridge.route.RouteSettings;
import muster.bridge.route.RoutingTable;
import muster.platform.EmbeddedSqs;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A queue moves a message to its dead-letter queue after the fifth receive, whoever it was that could not take it. */
@Timeout(90)
@Order(Integer.MAX_VALUE - 1)
class OutageTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final PollingSettings POLLING = new PollingSettings(
            Duration.ofSeconds(1),
            10,
            Duration.ofSeconds(2),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5));

    private final EmbeddedSqs server = EmbeddedSqs.started();
    private final SqsClient sqs = SqsClient.builder()
            .region(Region.US_EAST_1)
            .endpointOverride(server.endpoint())
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
            .httpClientBuilder(ApacheHttpClient.builder())
            .build();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Kafka kafka = new Kafka();
    private final AtomicBoolean reachable = new AtomicBoolean();
    private String events = "";
    private String redriven = "";

    /** Takes what the predicate lets through, and lets everything else run into the time limit. */
    private static final class Kafka extends MockProducer<String, byte[]> {
        private final AtomicInteger refused = new AtomicInteger();
        private volatile Predicate<String> takes = _ -> true;

        Kafka() {
            super(true, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized java.util.concurrent.Future<org.apache.kafka.clients.producer.RecordMetadata> send(
                ProducerRecord<String, byte[]> message, org.apache.kafka.clients.producer.Callback callback) {
            if (takes.test(message.topic())) {
                return super.send(message, callback);
            }
            refused.incrementAndGet();
            throw new TimeoutException("Kafka is away");
        }
    }

    @BeforeEach
    void open() {
        redriven = sqs.createQueue(request -> request.queueName("redriven")).queueUrl();
        var arn = sqs.getQueueAttributes(
                        request -> request.queueUrl(redriven).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        events = sqs.createQueue(request -> request.queueName("events")
                        .attributes(Map.of(
                                QueueAttributeName.REDRIVE_POLICY,
                                "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":\"5\"}")))
                .queueUrl();
    }

    @AfterEach
    void close() {
        sqs.close();
        server.close();
    }

    /** @param answers Kafka also answers and takes nothing: with too few replicas, or without the right to write */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_outage_of_kafka_moves_no_message_to_the_dead_letter_queue_and_the_bridge_resumes_by_itself(boolean answers)
            throws Exception {
        reachable.set(answers);
        kafka.takes = _ -> false;
        send(Samples.state(Samples.I1, "running"));
        send(Samples.state(Samples.I2, "running"));
        try (var bridge = new Reader()) {
            await().atMost(LONG).until(() -> kafka.refused.get() >= 16 || size(redriven) > 0);
            assertThat(size(redriven)).isZero();
            assertThat(bridge.poller.failures()).isPositive();
            kafka.takes = _ -> true;
            await().atMost(LONG).until(() -> size(events) == 0);
            await().atMost(LONG).until(() -> bridge.poller.failures() == 0);
            assertThat(size(redriven)).isZero();
            assertThat(kafka.history())
                    .extracting(ProducerRecord::key)
                    .containsExactlyInAnyOrder(Samples.I1, Samples.I2);
        }
    }

    @Test
    void what_needs_no_kafka_does_not_count_as_a_sign_that_it_is_back() throws Exception {
        kafka.takes = _ -> false;
        send(Samples.terminateSuccessful(Samples.I1));
        send(Samples.state(Samples.I1, "running"));
        send(Samples.terminateSuccessful(Samples.I2));
        try (var _ = new Reader()) {
            await().atMost(LONG).until(() -> kafka.refused.get() >= 8 || size(redriven) > 0);
            assertThat(size(redriven)).isZero();
            kafka.takes = _ -> true;
            await().atMost(LONG).until(() -> size(events) == 0);
            assertThat(kafka.history()).extracting(ProducerRecord::key).containsExactly(Samples.I1);
        }
    }

    @Test
    void a_topic_that_takes_nothing_does_not_hold_up_the_others() throws Exception {
        reachable.set(true);
        kafka.takes = topic -> !topic.equals("xnet-ec2-running");
        send(Samples.state(Samples.I1, "running"));
        try (var _ = new Reader()) {
            await().until(() -> kafka.refused.get() >= 1);
            send(Samples.command(Samples.I2, "Success"));
            await().atMost(LONG)
                    .until(() -> kafka.history().stream()
                            .anyMatch(message -> message.topic().equals("xnet-command-status")));
        }
    }

    @Test
    void a_stop_in_an_outage_waits_for_no_pause_and_gives_the_messages_back() throws Exception {
        kafka.takes = _ -> false;
        send(Samples.state(Samples.I1, "running"));
        try (var bridge = new Reader()) {
            await().until(() -> kafka.refused.get() >= 2);
            bridge.close();
            assertThat(bridge.thread.isAlive()).isFalse();
            assertThat(size(events)).isEqualTo(1);
        }
    }

    private final class Reader implements AutoCloseable {
        private final QueuePoller poller;
        private final Thread thread;

        Reader() {
            var topics = Topics.of(TopicSettings.defaults());
            var routes = new RoutingTable(
                    List.of(
                            route("state", "aws.ec2", "EC2 Instance State-change Notification", "xnet-ec2-running"),
                            route(
                                    "command",
                                    "aws.ssm",
                                    "EC2 Command Status-change Notification",
                                    "xnet-command-status"),
                            new RouteSettings(
                                    "done",
                                    "aws.autoscaling",
                                    "EC2 Instance Terminate Successful",
                                    "",
                                    "",
                                    true,
                                    false)),
                    topics);
            var metrics = new BridgeMetrics(meters);
            var forwarder = new Forwarder(
                    routes,
                    kafka,
                    topics,
                    metrics,
                    InstantSource.system(),
                    new ProducerMonitor(InstantSource.system()));
            poller = new QueuePoller(
                    "q", "us-east-1", new Queue(sqs, events), POLLING, forwarder, metrics, reachable::get);
            thread = Thread.ofVirtual().start(poller);
        }

        @Override
        public void close() throws InterruptedException {
            poller.stop();
            thread.join(Duration.ofSeconds(20));
        }
    }

    private static RouteSettings route(String name, String source, String detailType, String topic) {
        return new RouteSettings(name, source, detailType, topic, "resources", false, false);
    }

    private void send(String body) {
        sqs.sendMessage(request -> request.queueUrl(events).messageBody(body));
    }

    private int size(String url) {
        return sqs
                .getQueueAttributes(request -> request.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }
}
