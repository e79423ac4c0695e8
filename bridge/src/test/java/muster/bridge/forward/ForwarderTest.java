package muster.bridge.forward;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.stream.IntStream;
import muster.bridge.Samples;
import muster.bridge.ShippedRoutes;
import muster.bridge.event.EventReader;
import muster.bridge.event.Intake;
import muster.bridge.event.Reason;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of events that are large, numerous in their instances, or none of Muster's business. */
@Timeout(60)
class ForwarderTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.defaults());
    private static final Intake INTAKE = new Intake("sqs:q", "message-1", "us-east-1");
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Limited kafka = new Limited(Integer.MAX_VALUE);

    @Test
    void an_event_that_kafka_finds_too_large_is_a_dead_letter_that_tells_where_the_original_is() throws Exception {
        kafka = new Limited(100_000);
        var event = padded(Samples.state(Samples.I1, "running"), 150_000);
        assertThat(forward(event)).isEqualTo(new Fate.DeadLettered(Reason.REFUSED_SIZE));
        assertThat(kafka.history()).singleElement().satisfies(letter -> {
            assertThat(letter.topic()).isEqualTo("xnet-dead-letters");
            assertThat(letter.value()).hasSize(16 * 1024).isEqualTo(head(event, 16 * 1024));
            assertThat(header(letter, "muster_reason")).isEqualTo("refused-size");
            assertThat(header(letter, "muster_original_bytes")).isEqualTo("150000");
            assertThat(header(letter, "muster_original_sha256")).isEqualTo(sha256(event));
            assertThat(header(letter, "muster_intake")).isEqualTo("sqs:q");
            assertThat(header(letter, "muster_place")).isEqualTo("message-1");
        });
        assertThat(meters.counter("muster.bridge.produce.failed").count()).isZero();
    }

    @Test
    void a_dead_letter_that_kafka_finds_too_large_keeps_its_reason_and_its_head() {
        kafka = new Limited(100_000);
        assertThat(forward("x".repeat(1_000_000))).isEqualTo(new Fate.DeadLettered(Reason.NOT_JSON));
        assertThat(kafka.history())
                .singleElement()
                .satisfies(letter -> assertThat(letter.value()).hasSize(16 * 1024));
    }

    @Test
    void what_can_be_an_event_is_kept_whole_and_what_is_larger_is_cut() throws Exception {
        var whole = "x".repeat(EventReader.MAX_BYTES);
        assertThat(forward(whole)).isEqualTo(new Fate.DeadLettered(Reason.NOT_JSON));
        assertThat(forward(whole + "yz")).isEqualTo(new Fate.DeadLettered(Reason.TOO_LARGE));
        assertThat(kafka.history())
                .allSatisfy(letter -> assertThat(letter.value()).hasSize(EventReader.MAX_BYTES));
        assertThat(kafka.history().getFirst().headers().lastHeader("muster_original_bytes"))
                .isNull();
        var cut = kafka.history().getLast();
        assertThat(header(cut, "muster_original_bytes")).isEqualTo("1048578");
        assertThat(header(cut, "muster_original_sha256")).isEqualTo(sha256(whole + "yz"));
    }

    @Test
    void a_health_event_of_a_thousand_instances_is_a_record_for_each_of_the_same_bytes() {
        var event = Samples.health(instances(1_000));
        assertThat(forward(event)).isInstanceOf(Fate.Forwarded.class);
        assertThat(kafka.history()).hasSize(1_000);
        assertThat(kafka.history())
                .allSatisfy(message -> assertThat(message.value())
                        .isSameAs(kafka.history().getFirst().value()));
    }

    @Test
    void an_event_that_names_too_many_instances_for_its_size_is_a_dead_letter() {
        assertThat(forward(Samples.health(instances(12_000))))
                .isEqualTo(new Fate.DeadLettered(Reason.TOO_MANY_INSTANCES));
        assertThat(kafka.history()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Started, refresh-started",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Succeeded, refresh-succeeded",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Failed, refresh-failed",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Cancelled, refresh-cancelled",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Checkpoint Reached, refresh-checkpoint",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Started Baking, refresh-baking",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Rollback Started, refresh-rollback-started",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Rollback Succeeded, refresh-rollback-succeeded",
        "aws.autoscaling, EC2 Auto Scaling Instance Refresh Rollback Failed, refresh-rollback-failed",
        "aws.autoscaling, EC2 Auto Scaling Something New, autoscaling-report",
        "aws.autoscaling, EC2 Instance Replace Root Volume Successful, root-volume-replace",
        "aws.autoscaling, EC2 Instance Root Volume Replacement Failed, root-volume-replacement",
        "aws.autoscaling, EC2 Instance Detach Successful, detached",
        "aws.autoscaling, EC2 Instance Detach Unsuccessful, detach-failed",
        "aws.autoscaling, AWS API Call via CloudTrail, cloudtrail-call",
        "aws.ec2, AWS API Call via CloudTrail, cloudtrail-call",
        "aws.ssm, AWS API Call via CloudTrail, cloudtrail-call",
        "aws.ec2, AWS Service Event via CloudTrail, cloudtrail-service",
        "aws.tag, Tag Change on Resource, tag-change"
    })
    void a_kind_that_asks_for_nothing_is_known_and_counted(String source, String detailType, String route) {
        var event = Samples.state(Samples.I1, "running")
                .replace("\"aws.ec2\"", "\"" + source + "\"")
                .replace("EC2 Instance State-change Notification", detailType);
        assertThat(forward(event)).isEqualTo(new Fate.Ignored(route));
        assertThat(meters.counter("muster.bridge.ignored", "route", route).count())
                .isEqualTo(1);
        assertThat(kafka.history()).isEmpty();
    }

    @Test
    void a_command_of_no_instance_or_at_a_hybrid_host_is_known_and_counted() {
        var whole = Samples.command(Samples.I1, "NoInstancesInTag");
        var arn = "arn:aws:ec2:us-east-1:111122223333:instance/" + Samples.I1;
        var invocation = whole.replace("EC2 Command Status", "EC2 Command Invocation Status")
                .replace("\"detail\":{", "\"detail\":{\"instance-id\":\"mi-0123456789abcdef0\",");
        assertThat(forward(whole.replace("\"" + arn + "\"", ""))).isEqualTo(new Fate.Ignored("command"));
        assertThat(forward(
                        whole.replace(arn, "arn:aws:ssm:us-east-1:111122223333:managed-instance/mi-0123456789abcdef0")))
                .isEqualTo(new Fate.Ignored("command"));
        assertThat(forward(invocation)).isEqualTo(new Fate.Ignored("command-invocation"));
        assertThat(forward(whole)).isEqualTo(new Fate.Forwarded("xnet-command-status"));
    }

    @Test
    void a_request_to_confirm_a_subscription_is_a_dead_letter_that_says_what_to_do() {
        assertThat(forward(Samples.subscriptionConfirmation()))
                .isEqualTo(new Fate.DeadLettered(Reason.SUBSCRIPTION_CONFIRMATION));
        assertThat(kafka.history()).singleElement().satisfies(letter -> {
            assertThat(header(letter, "muster_reason")).isEqualTo("subscription-confirmation");
            assertThat(header(letter, "muster_detail")).contains("open the SubscribeURL", "raw message delivery");
            assertThat(new String(letter.value(), StandardCharsets.UTF_8)).contains("https://sns.example/");
        });
    }

    private Fate forward(String body) {
        var metrics = new BridgeMetrics(meters);
        var forwarder =
                new Forwarder(ShippedRoutes.table(TOPICS), kafka, TOPICS, metrics, CLOCK, new ProducerMonitor(CLOCK));
        return forwarder.forward(body.getBytes(StandardCharsets.UTF_8), INTAKE).join();
    }

    private static String[] instances(int count) {
        return IntStream.range(0, count)
                .mapToObj("i-0123456789ab%05x"::formatted)
                .toArray(String[]::new);
    }

    private static String padded(String event, int length) {
        return event + " ".repeat(length - event.getBytes(StandardCharsets.UTF_8).length);
    }

    private static byte[] head(String text, int length) {
        return text.substring(0, length).getBytes(StandardCharsets.UTF_8);
    }

    private static String sha256(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String header(ProducerRecord<String, byte[]> message, String name) {
        return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
