package muster.bridge.sqs;

import static muster.bridge.Samples.I1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import muster.bridge.BridgeApplication;
import muster.bridge.Outside;
import muster.bridge.Samples;
import muster.bridge.TestQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What SQS had and the bridge acknowledged is on a topic, whatever fails between the two. */
@Order(1)
class LossTest {
    private static final Duration LONG = Duration.ofSeconds(40);

    private final Outside outside = new Outside();

    @AfterEach
    void close() {
        outside.close();
    }

    @Test
    void a_crash_between_produce_and_delete_means_twice_on_the_topic_and_never_lost() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events")) {
            queue.send(Samples.state(I1, "running"));
            var crashing = impatient(prefix, queue);
            crashing.put(FailingDeletes.WANTED, "true");
            try (var bridge = BridgeApplication.start(crashing);
                    var states = outside.reader(prefix + "xnet-ec2-running")) {
                await().until(() -> count(bridge, "muster.bridge.delete.failed") >= 1);
                assertThat(states.values()).isNotEmpty();
                assertThat(queue.size()).isEqualTo(1);
            }
            try (var _ = BridgeApplication.start(impatient(prefix, queue));
                    var states = outside.reader(prefix + "xnet-ec2-running")) {
                await().atMost(LONG).until(() -> queue.size() == 0);
                assertThat(states.values()).hasSizeGreaterThanOrEqualTo(2).containsOnly(Samples.state(I1, "running"));
            }
        }
    }

    @Test
    void kafka_away_for_longer_than_the_producer_waits_loses_nothing() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events");
                var bridge = BridgeApplication.start(impatient(prefix, queue))) {
            queue.send(Samples.state(instance(0), "running"));
            await().until(() -> queue.size() == 0);
            outside.kafka().stop();
            IntStream.range(1, 15).forEach(i -> queue.send(Samples.state(instance(i), "running")));
            queue.send("poison");
            await().atMost(LONG).until(() -> count(bridge, "muster.bridge.produce.failed") >= 2);
            assertThat(queue.size()).isEqualTo(15);
            outside.kafka().start();
            try (var states = outside.reader(prefix + "xnet-ec2-running");
                    var dead = outside.reader(prefix + "xnet-dead-letters")) {
                await().atMost(LONG).until(() -> queue.size() == 0);
                Set<String> keys = new HashSet<>();
                states.records().forEach(message -> keys.add(message.key()));
                assertThat(keys).hasSize(15);
                assertThat(dead.values()).contains("poison");
            }
        }
    }

    @Test
    void a_stop_finishes_what_is_in_flight() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events")) {
            IntStream.range(0, 100).forEach(i -> queue.send(Samples.state(instance(i), "running")));
            var bridge = BridgeApplication.start(outside.configuration(prefix, queue));
            try (var states = outside.reader(prefix + "xnet-ec2-running")) {
                await().pollInterval(Duration.ofMillis(1)).until(() -> queue.size() < 100);
                bridge.close();
                await().until(() -> states.records().size() + queue.size() == 100);
                assertThat(states.records()).doesNotHaveDuplicates().isNotEmpty();
            }
        }
    }

    @Test
    void a_stop_does_not_wait_for_the_end_of_a_long_poll() {
        var prefix = outside.prefix();
        try (var queue = outside.queue("events")) {
            var patient = outside.configuration(prefix, queue);
            patient.put("muster.bridge.polling.wait-time", "20s");
            var bridge = BridgeApplication.start(patient);
            queue.send(Samples.state(I1, "running"));
            await().until(() -> queue.size() == 0);
            var start = System.nanoTime();
            bridge.close();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private Map<String, Object> impatient(String prefix, TestQueue queue) {
        var configuration = new HashMap<>(outside.configuration(prefix, queue));
        configuration.put("muster.bridge.polling.visibility", "2s");
        configuration.put("muster.bridge.polling.longest-backoff", "1s");
        configuration.put("kafka.producers.bridge.linger.ms", "0");
        configuration.put("kafka.producers.bridge.request.timeout.ms", "500");
        configuration.put("kafka.producers.bridge.delivery.timeout.ms", "1000");
        configuration.put("kafka.producers.bridge.max.block.ms", "100");
        return configuration;
    }

    private static double count(ApplicationContext bridge, String name) {
        return bridge.getBean(MeterRegistry.class).find(name).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static String instance(int number) {
        return "i-0123456789abcd" + String.format("%03x", number);
    }
}
