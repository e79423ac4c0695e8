package muster.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import muster.bridge.Samples;
import muster.bridge.ShippedRoutes;
import muster.bridge.TopicReader;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.bridge.event.Reason;
import muster.platform.EmbeddedKafka;
import muster.schemas.aws.AwsEvents;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The largest that an intake takes, with the longest headers, through the producer that ships and a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class LargestEventTest {
    private static final Topics TOPICS = Topics.of(new TopicSettings("", Map.of(), 1, (short) 1));
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);
    private static final String PRODUCER = "kafka.producers.bridge.";

    /** Of the longest names that a queue, SQS and the reader allow. */
    private static final Intake INTAKE = new Intake("sqs:" + "q".repeat(80), "m".repeat(100), "us-gov-northeast-1");

    private EmbeddedKafka kafka;
    private KafkaProducer<String, byte[]> producer;
    private Forwarder forwarder;

    @BeforeAll
    void open() {
        kafka = EmbeddedKafka.started();
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            new TopicAdmin(admin, Duration.ofSeconds(30)).createAndVerify(TOPICS);
        }
        var config = new HashMap<String, Object>();
        ShippedRoutes.defaults().forEach((key, value) -> {
            if (key.startsWith(PRODUCER) && !key.contains("serializer")) {
                config.put(key.substring(PRODUCER.length()), String.valueOf(value));
            }
        });
        config.put("bootstrap.servers", kafka.bootstrapServers());
        producer = new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
        forwarder = new Forwarder(
                ShippedRoutes.table(TOPICS),
                producer,
                TOPICS,
                new BridgeMetrics(new SimpleMeterRegistry()),
                CLOCK,
                new ProducerMonitor(CLOCK));
    }

    @AfterAll
    void close() {
        producer.close();
        kafka.close();
    }

    @Test
    void an_event_of_the_largest_size_reaches_its_topic_and_can_be_read_there() throws Exception {
        var longest = Samples.state(Samples.I1, "running")
                .replace("22345678-1234-1234-1234-123456789012", "\uD83D\uDC1F".repeat(128));
        var event = filled(longest);
        assertThat(forwarder.forward(event, INTAKE).join()).isEqualTo(new Fate.Forwarded("xnet-ec2-running"));
        try (var states = new TopicReader(kafka.bootstrapServers(), "xnet-ec2-running")) {
            assertThat(states.records()).singleElement().satisfies(message -> {
                assertThat(message.value()).isEqualTo(event);
                assertThat(AwsEvents.signals(AwsEvents.read(message.value()), Instant.EPOCH))
                        .hasSize(1);
            });
        }
    }

    @Test
    void what_cannot_be_read_or_routed_at_the_largest_size_is_a_whole_dead_letter() {
        var unreadable = "x".repeat(EventReader.MAX_BYTES).getBytes(StandardCharsets.UTF_8);
        var unrouted = filled(Samples.state(Samples.I1, "running")
                .replace("EC2 Instance State-change Notification", "\uD83D\uDC1F".repeat(128)));
        assertThat(forwarder.forward(unreadable, INTAKE).join()).isEqualTo(new Fate.DeadLettered(Reason.NOT_JSON));
        assertThat(forwarder.forward(unrouted, INTAKE).join()).isEqualTo(new Fate.DeadLettered(Reason.UNROUTED));
        try (var dead = new TopicReader(kafka.bootstrapServers(), "xnet-dead-letters")) {
            assertThat(dead.records()).extracting(letter -> letter.value()).containsExactly(unreadable, unrouted);
        }
    }

    @Test
    void the_producer_takes_what_the_topics_take() {
        assertThat(String.valueOf(ShippedRoutes.defaults().get(PRODUCER + "max.request.size")))
                .isEqualTo(String.valueOf(TopicAdmin.MAX_MESSAGE_BYTES));
        assertThat(EventReader.MAX_BYTES).isEqualTo(AwsEvents.LARGEST_BYTES);
    }

    private static byte[] filled(String event) {
        var bytes = event.getBytes(StandardCharsets.UTF_8);
        return (event + " ".repeat(EventReader.MAX_BYTES - bytes.length)).getBytes(StandardCharsets.UTF_8);
    }
}
