package muster.bridge.sqs;

import jakarta.inject.Singleton;
import java.time.Duration;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Makes a client for each queue: every region has its own endpoint. */
@Singleton
class QueueClients {
    private final PollingSettings polling;

    QueueClients(PollingSettings polling) {
        this.polling = polling;
    }

    SqsClient connect(QueueSettings queue) {
        var builder = SqsClient.builder()
                .region(Region.of(queue.region()))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(2 * queue.pollers())
                        // SQS answers a long poll only when its wait is over; a shorter timeout would cut off the
                        // answer.
                        .socketTimeout(polling.waitTime().plus(Duration.ofSeconds(10)))
                        .connectionTimeout(Duration.ofSeconds(5)));
        queue.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }
}
