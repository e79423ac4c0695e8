package muster.bridge.sqs;

import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** SQS as a process sees it that dies between Kafka's acknowledgement and its delete: the delete never arrives. */
@Singleton
@Replaces(QueueClients.class)
@Requires(property = FailingDeletes.WANTED)
final class FailingDeletes extends QueueClients {
    static final String WANTED = "test.failing-deletes";

    FailingDeletes(PollingSettings polling) {
        super(polling);
    }

    @Override
    SqsClient connect(QueueSettings queue) {
        return new Client(super.connect(queue));
    }

    private record Client(SqsClient sqs) implements SqsClient {
        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            return sqs.receiveMessage(request);
        }

        @Override
        public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
            throw SdkClientException.create("the connection is gone");
        }

        @Override
        public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
                ChangeMessageVisibilityBatchRequest request) {
            return sqs.changeMessageVisibilityBatch(request);
        }

        @Override
        public String serviceName() {
            return sqs.serviceName();
        }

        @Override
        public void close() {
            sqs.close();
        }
    }
}
