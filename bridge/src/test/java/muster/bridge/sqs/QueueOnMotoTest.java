package muster.bridge.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.stream.IntStream;
import muster.bridge.BridgeApplication;
import muster.bridge.Outside;
import muster.bridge.Samples;
import muster.bridge.TestQueue;
import muster.bridge.TopicReader;
import muster.platform.MotoServer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The intake from SQS against moto's; skipped where it does not answer. */
@Timeout(90)
class QueueOnMotoTest {
    @Test
    void messages_are_forwarded_and_deleted_and_poison_among_them_holds_up_none() throws IOException {
        var started = MotoServer.started();
        assumeTrue(started.isPresent(), "moto_server is not on the PATH, or does not answer");
        try (var moto = started.get();
                var outside = new Outside();
                var queue = new TestQueue(moto.endpoint(), "events")) {
            IntStream.range(0, 25).forEach(i -> queue.send(Samples.state(instance(i), "running")));
            queue.send("poison");
            var prefix = outside.prefix();
            var configuration = outside.configuration(prefix, queue);
            configuration.put(
                    "muster.bridge.queues.q0.endpoint", moto.endpoint().toString());
            try (var _ = BridgeApplication.start(configuration);
                    var states = outside.reader(prefix + "xnet-ec2-running");
                    var dead = outside.reader(prefix + "xnet-dead-letters")) {
                await().until(() -> queue.size() == 0);
                await().until(() ->
                        states.records().size() >= 25 && !dead.records().isEmpty());
                assertThat(states.records())
                        .extracting(ConsumerRecord::key)
                        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 25)
                                .mapToObj(QueueOnMotoTest::instance)
                                .toList());
                assertThat(dead.records()).extracting(TopicReader::value).containsExactly("poison");
            }
        }
    }

    private static String instance(int number) {
        return "i-0123456789abcd" + "%03x".formatted(number);
    }
}
