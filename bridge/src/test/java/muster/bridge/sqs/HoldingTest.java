package muster.bridge.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import muster.platform.EmbeddedSqs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** While Kafka is slow, a message belongs to the reader that has it. */
class HoldingTest {
    private static final Duration VISIBILITY = Duration.ofSeconds(1);

    @Test
    @Timeout(60)
    void a_message_that_is_at_work_is_given_to_nobody_else_and_comes_back_when_it_is_let_go() {
        try (var embedded = EmbeddedSqs.started();
                var sqs = SqsClient.builder()
                        .region(Region.US_EAST_1)
                        .endpointOverride(embedded.endpoint())
                        .httpClientBuilder(ApacheHttpClient.builder())
                        .build()) {
            var url = sqs.createQueue(request -> request.queueName("held")).queueUrl();
            var queue = Queue.open(sqs, new QueueSettings("held", "us-east-1", url, "", Optional.<URI>empty(), 1));
            sqs.sendMessage(request -> request.queueUrl(url).messageBody("at work"));
            var mine = queue.receive(1, Duration.ofSeconds(1), VISIBILITY);
            assertThat(mine).hasSize(1);

            try (var _ = Holding.of(queue, mine, VISIBILITY, "test")) {
                // three times its visibility, in which a second reader asks for it
                await().during(VISIBILITY.multipliedBy(3))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> queue.receive(1, Duration.ZERO, VISIBILITY).isEmpty());
            }

            await().atMost(Duration.ofSeconds(10))
                    .until(() -> !queue.receive(1, Duration.ZERO, VISIBILITY).isEmpty());
        }
    }
}
