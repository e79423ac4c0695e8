package muster.orchestrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import muster.effects.Turn;
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
class TurnWatchTest {
    private static final Topic LAUNCHES = Topics.defaults().topic(TopicKind.LAUNCH_SUCCESSFUL);
    private static final Topic WARNINGS = Topics.defaults().topic(TopicKind.INTERRUPTIONS);
    private static final String SPOT = """
            {"version": "0", "id": "12345678-1234-1234-1234-123456789012",
             "detail-type": "EC2 Spot Instance Interruption Warning", "source": "aws.ec2", "account": "123456789012",
             "time": "2026-11-02T10:15:30Z", "region": "us-east-2",
             "resources": ["arn:aws:ec2:us-east-2a:instance/%1$s"],
             "detail": {"instance-id": "%1$s", "instance-action": "terminate"}}
            """;

    private static final String LAUNCH = """
            {"version": "0", "id": "12345678-1234-1234-1234-123456789012",
             "detail-type": "EC2 Instance-launch Lifecycle Action", "source": "aws.autoscaling", "account": "111122223333",
             "time": "2026-01-13T00:12:37Z", "region": "us-west-2", "resources": [],
             "detail": {"LifecycleActionToken": "87654321-4321-4321-4321-210987654321",
              "AutoScalingGroupName": "validator-a", "LifecycleHookName": "muster-launch", "EC2InstanceId": "%s",
              "LifecycleTransition": "autoscaling:EC2_INSTANCE_LAUNCHING", "Origin": "EC2",
              "Destination": "AutoScalingGroup"}}
            """;

    private final Turns turns = new Turns(Clock.systemUTC());

    @Test
    void hooks_tell_groups_and_warnings_tell_interruptions_whether_they_came_before_the_start_or_after()
            throws Exception {
        try (var kafka = EmbeddedKafka.started()) {
            var servers = Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers());
            try (var admin = Admin.create(servers)) {
                admin.createTopics(Stream.of(LAUNCHES, WARNINGS)
                                .map(topic -> new NewTopic(topic.name(), topic.partitions(), (short) 1))
                                .toList())
                        .all()
                        .get();
            }
            try (var producer = new KafkaProducer<>(servers, new ByteArraySerializer(), new ByteArraySerializer());
                    var watch = new TurnWatch(
                            new KafkaConsumer<>(servers, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                            List.of(LAUNCHES, WARNINGS),
                            new EventSignals(),
                            turns,
                            Clock.systemUTC())) {
                send(producer, WARNINGS, SPOT, 1);
                watch.start();
                await().atMost(Duration.ofSeconds(30)).until(() -> turn(1).priority() == Priority.INTERRUPTION);
                send(producer, WARNINGS, SPOT, 2);
                send(producer, LAUNCHES, LAUNCH, 2);
                send(producer, LAUNCHES, LAUNCH, 3);
                await().atMost(Duration.ofSeconds(30)).until(() -> turn(2).priority() == Priority.INTERRUPTION);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> turn(3).group().equals("validator-a"));
                assertThat(turn(3).priority()).isEqualTo(Priority.LAUNCH);
                assertThat(turn(1).group()).isEmpty();
            }
        }
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, Topic topic, String event, int number)
            throws Exception {
        var id = instance(number).value();
        var value = event.formatted(id).getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(topic.name(), id.getBytes(StandardCharsets.UTF_8), value))
                .get();
    }

    private Turn turn(int number) {
        var target = new Effect.Target(instance(number), new Generation(1), new StepName("describe-instance"), 1);
        return turns.of(new Effect.DescribeInstance(target));
    }

    private static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }
}
