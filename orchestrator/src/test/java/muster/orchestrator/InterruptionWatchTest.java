package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import muster.effects.Turn.Priority;
import muster.effects.Turns;
import muster.platform.EmbeddedKafka;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.InstanceId;
import muster.schemas.StepName;
import muster.schemas.topic.Topic;
import muster.schemas.topic.TopicKind;
import muster.schemas.topic.Topics;
import muster.stream.EventSignals;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class InterruptionWatchTest {
    private static final Topic TOPIC = Topics.defaults().topic(TopicKind.INTERRUPTIONS);
    private static final String SPOT = """
            {"version": "0", "id": "12345678-1234-1234-1234-123456789012",
             "detail-type": "EC2 Spot Instance Interruption Warning", "source": "aws.ec2", "account": "123456789012",
             "time": "2026-11-02T10:15:30Z", "region": "us-east-2",
             "resources": ["arn:aws:ec2:us-east-2a:instance/%1$s"],
             "detail": {"instance-id": "%1$s", "instance-action": "terminate"}}
            """;

    private final Turns turns = new Turns(Clock.systemUTC());

    @Test
    void an_instance_that_is_interrupted_goes_ahead_whether_it_was_announced_before_the_start_or_after()
            throws Exception {
        try (var kafka = EmbeddedKafka.started()) {
            var servers = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
            try (var admin = Admin.create(servers)) {
                admin.createTopics(List.of(new NewTopic(TOPIC.name(), TOPIC.partitions(), (short) 1)))
                        .all()
                        .get();
            }
            try (var producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
                    var watch = new InterruptionWatch(
                            new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                            TOPIC,
                            new EventSignals(),
                            turns,
                            Clock.systemUTC())) {
                announce(producer, 1);
                watch.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> priority(1) == Priority.INTERRUPTION);
                announce(producer, 2);
                await().atMost(Duration.ofSeconds(30)).until(() -> priority(2) == Priority.INTERRUPTION);
                assertThat(priority(3)).isEqualTo(Priority.LAUNCH);
            }
        }
    }

    private static void announce(KafkaProducer<byte[], byte[]> producer, int number) throws Exception {
        var id = instance(number).value();
        var value = SPOT.formatted(id).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(TOPIC.name(), id.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private Priority priority(int number) {
        var target = new Effect.Target(instance(number), new Generation(1), new StepName("describe-instance"), 1);
        return turns.of(new Effect.DescribeInstance(target)).priority();
    }

    private static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }
}
