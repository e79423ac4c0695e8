package muster.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

class EmbeddedSqsTest {

    @Test
    void a_message_that_was_not_deleted_comes_again_and_a_deleted_one_does_not() {
        try (EmbeddedSqs sqs = EmbeddedSqs.started();
                SqsClient client = client(sqs)) {
            String queue = client.createQueue(create ->
                            create.queueName("events").attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "1")))
                    .queueUrl();
            client.sendMessage(send -> send.queueUrl(queue).messageBody("{\"id\":\"1\"}"));

            Message first = receive(client, queue);
            Message again = receive(client, queue);
            client.deleteMessage(delete -> delete.queueUrl(queue).receiptHandle(again.receiptHandle()));

            assertThat(first.body()).isEqualTo("{\"id\":\"1\"}");
            assertThat(again.messageId()).isEqualTo(first.messageId());
            assertThat(client.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(2))
                            .messages())
                    .isEmpty();
        }
    }

    @Test
    void a_queue_carries_the_account_and_the_region_in_its_arn() {
        try (EmbeddedSqs sqs = EmbeddedSqs.started("444455556666", "eu-west-1");
                SqsClient client = client(sqs)) {
            String queue =
                    client.createQueue(create -> create.queueName("events")).queueUrl();

            Map<QueueAttributeName, String> attributes = client.getQueueAttributes(
                            get -> get.queueUrl(queue).attributeNames(QueueAttributeName.QUEUE_ARN))
                    .attributes();

            assertThat(attributes)
                    .containsEntry(QueueAttributeName.QUEUE_ARN, "arn:aws:sqs:eu-west-1:444455556666:events");
        }
    }

    private static Message receive(SqsClient client, String queue) {
        return client.receiveMessage(receive -> receive.queueUrl(queue).waitTimeSeconds(10))
                .messages()
                .getFirst();
    }

    private static SqsClient client(EmbeddedSqs sqs) {
        return SqsClient.builder()
                .endpointOverride(sqs.endpoint())
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }
}
