package muster.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Every kind of event, in every wrapping that AWS sends it in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class EveryKindTest {
    private static final String I1 = Samples.I1;
    private static final String I2 = Samples.I2;
    private static final String I3 = "i-0123456789abcdef3";

    private Outside outside;

    @BeforeAll
    void open() {
        outside = new Outside();
    }

    @AfterAll
    void close() {
        outside.close();
    }

    /** What came of some messages, on one topic and in the dead letters. */
    private record Result(
            List<ConsumerRecord<String, byte[]>> records, List<ConsumerRecord<String, byte[]>> dead, double ignored) {}

    private Result send(String topic, int expected, String... bodies) {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events");
                var bridge = BridgeApplication.start(outside.configuration(prefix, queue));
                var reader = outside.reader(prefix + topic);
                var dead = outside.reader(prefix + "xnet-dead-letters")) {
            for (var body : bodies) {
                queue.send(body);
            }
            await().until(() -> queue.size() == 0);
            await().until(() -> reader.records().size() >= expected);
            return new Result(reader.records(), dead.records(), ignored(bridge));
        }
    }

    private static double ignored(ApplicationContext bridge) {
        return bridge.getBean(MeterRegistry.class).find("muster.bridge.ignored").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    void s15_a_test_notification_is_acknowledged_and_counted_however_it_is_wrapped() {
        var test = Samples.testNotification();
        var once = Samples.wrapped(test);
        var result = send("aws-launch-successful", 0, test, once, Samples.wrapped(once));
        assertThat(result.records()).isEmpty();
        assertThat(result.dead()).isEmpty();
        assertThat(result.ignored()).isEqualTo(3);
    }

    @Test
    void s15_a_hook_s_own_message_reaches_the_topic_raw_wrapped_and_wrapped_twice() {
        var raw = Samples.rawLaunching(I1);
        var once = Samples.wrapped(raw);
        var result = send("aws-launch-successful", 3, raw, once, Samples.wrapped(once));
        assertThat(result.records()).extracting(TopicReader::value).containsOnly(raw);
        assertThat(result.records()).extracting(ConsumerRecord::key).containsOnly(I1);
        assertThat(result.records()).allSatisfy(message -> {
            assertThat(TopicReader.header(message, "ce_source")).contains("aws.autoscaling");
            assertThat(TopicReader.header(message, "ce_type")).contains("autoscaling:EC2_INSTANCE_LAUNCHING");
            // it does not say its region: the queue's does
            assertThat(TopicReader.header(message, "ce_region")).contains("us-east-1");
        });
    }

    @Test
    void an_event_that_came_through_sns_keeps_its_own_bytes_and_its_region() {
        var event = Samples.terminating(I1);
        var result = send("xnet-terminating", 1, Samples.wrapped(event));
        assertThat(TopicReader.value(result.records().getFirst())).isEqualTo(event);
        assertThat(TopicReader.header(result.records().getFirst(), "ce_region")).contains("us-west-2");
    }

    @Test
    void what_is_wrapped_without_end_is_a_dead_letter_with_the_bytes_that_came() {
        var wrapped = Samples.launching(I1);
        for (int i = 0; i < 6; i++) {
            wrapped = Samples.wrapped(wrapped);
        }
        var result = send("aws-launch-successful", 0, wrapped);
        assertThat(result.records()).isEmpty();
        assertThat(result.dead()).hasSize(1);
        assertThat(TopicReader.value(result.dead().getFirst())).isEqualTo(wrapped);
        assertThat(TopicReader.header(result.dead().getFirst(), "muster_reason"))
                .contains("wrapped-too-often");
    }

    @Test
    void s19_a_health_event_with_three_instances_is_a_record_for_each() {
        var event = Samples.health(I1, I2, I3);
        var result = send("xnet-interruptions", 3, event);
        assertThat(result.records()).extracting(ConsumerRecord::key).containsExactlyInAnyOrder(I1, I2, I3);
        assertThat(result.records()).extracting(TopicReader::value).containsOnly(event);
    }

    @Test
    void a_health_event_about_no_instance_is_acknowledged_and_counted() {
        var result = send("xnet-interruptions", 0, Samples.health("vol-0123456789abcdef0"));
        assertThat(result.records()).isEmpty();
        assertThat(result.dead()).isEmpty();
        assertThat(result.ignored()).isEqualTo(1);
    }

    @Test
    void s20_a_spot_warning_is_read_by_its_detail_whatever_its_arn_looks_like() {
        var result = send("xnet-interruptions", 1, Samples.spot(I1));
        assertThat(result.records().getFirst().key()).isEqualTo(I1);
    }

    @Test
    void s21_a_launch_that_came_to_no_instance_is_acknowledged_and_one_that_did_ends_it() {
        var result = send("xnet-terminating", 1, Samples.launchUnsuccessful(""), Samples.launchUnsuccessful(I2));
        assertThat(result.records()).extracting(ConsumerRecord::key).containsExactly(I2);
        assertThat(result.dead()).isEmpty();
        assertThat(result.ignored()).isEqualTo(1);
    }

    @Test
    void a_schedule_is_keyed_by_its_rule() {
        var result = send("xnet-schedules", 2, Samples.schedule("nightly"), Samples.schedule("ours/weekly"));
        assertThat(result.records()).extracting(ConsumerRecord::key).containsExactlyInAnyOrder("nightly", "weekly");
    }
}
