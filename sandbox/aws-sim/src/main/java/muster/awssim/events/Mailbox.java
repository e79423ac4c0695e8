package muster.awssim.events;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * Sends to one queue, as many messages with a request as wait at that moment: a thousand launches at once would otherwise keep
 * the machine busy with requests of ours, beside what is to be measured. Thread-safe.
 */
final class Mailbox {
    /** What one request takes (SQS quotas: 10 messages, 1 MiB; older queues and their emulators 256 KiB). */
    private static final int MESSAGES_AT_ONCE = 10;

    private static final int LENGTH_AT_ONCE = 200_000;
    private static final int REQUESTS_AT_ONCE = 4;

    private final SqsClient client;
    private final String url;
    private final Queue<Letter> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore requests = new Semaphore(REQUESTS_AT_ONCE);

    private record Letter(String body, CompletableFuture<Void> sent) {}

    Mailbox(SqsClient client, String url) {
        this.client = client;
        this.url = url;
    }

    /**
     * Waits until the queue has it.
     *
     * @throws RuntimeException when it has not taken it
     */
    void send(String body) {
        var letter = new Letter(body, new CompletableFuture<>());
        waiting.add(letter);
        requests.acquireUninterruptibly();
        try {
            // as many threads come here as letters are put in: each letter is taken at the latest by its own
            var batch = batch();
            if (!batch.isEmpty()) {
                send(batch);
            }
        } finally {
            requests.release();
        }
        try {
            letter.sent().join();
        } catch (CompletionException failed) {
            throw new IllegalStateException("the queue did not take an event: " + url, failed.getCause());
        }
    }

    private synchronized List<Letter> batch() {
        var batch = new ArrayList<Letter>();
        int length = 0;
        for (var next = waiting.peek();
                next != null
                        && batch.size() < MESSAGES_AT_ONCE
                        && (batch.isEmpty() || length + next.body().length() <= LENGTH_AT_ONCE);
                next = waiting.peek()) {
            length += next.body().length();
            batch.add(next);
            waiting.remove();
        }
        return batch;
    }

    private void send(List<Letter> batch) {
        try {
            var entries = IntStream.range(0, batch.size())
                    .mapToObj(place -> SendMessageBatchRequestEntry.builder()
                            .id(String.valueOf(place))
                            .messageBody(batch.get(place).body())
                            .build())
                    .toList();
            client.sendMessageBatch(request -> request.queueUrl(url).entries(entries)).failed().stream()
                    .forEach(failed -> letter(batch, failed)
                            .sent()
                            .completeExceptionally(new IllegalStateException(failed.code() + ": " + failed.message())));
            batch.forEach(letter -> letter.sent().complete(null));
        } catch (RuntimeException fault) {
            batch.forEach(letter -> letter.sent().completeExceptionally(fault));
        }
    }

    private static Letter letter(List<Letter> batch, BatchResultErrorEntry failed) {
        return batch.get(Integer.parseInt(failed.id()));
    }
}
