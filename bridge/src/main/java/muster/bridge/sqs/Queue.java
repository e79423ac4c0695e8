package muster.bridge.sqs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** The three calls that reading a queue takes. */
final class Queue {
    private final SqsClient sqs;
    private final String url;

    Queue(SqsClient sqs, String url) {
        this.sqs = sqs;
        this.url = url;
    }

    /** @throws muster.schemas.settings.StartException where a queue that is given by its name can't be looked up */
    static Queue open(SqsClient sqs, QueueSettings settings) {
        return new Queue(sqs, QueueUrl.of(sqs, settings));
    }

    List<Message> receive(int atMost, Duration wait, Duration visibility) {
        return sqs.receiveMessage(request -> request.queueUrl(url)
                        .maxNumberOfMessages(atMost)
                        .waitTimeSeconds((int) wait.toSeconds())
                        .visibilityTimeout((int) visibility.toSeconds()))
                .messages();
    }

    /** @return those that SQS did not delete */
    List<BatchResultErrorEntry> delete(List<Message> messages) {
        var entries = new ArrayList<DeleteMessageBatchRequestEntry>();
        for (var message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        return sqs.deleteMessageBatch(request -> request.queueUrl(url).entries(entries))
                .failed();
    }

    /** Lets SQS deliver the messages again after the given time from now, instead of when their visibility is over. */
    void changeVisibility(List<Message> messages, Duration after) {
        var entries = new ArrayList<ChangeMessageVisibilityBatchRequestEntry>();
        for (var message : messages) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .visibilityTimeout((int) after.toSeconds())
                    .build());
        }
        sqs.changeMessageVisibilityBatch(request -> request.queueUrl(url).entries(entries));
    }
}
