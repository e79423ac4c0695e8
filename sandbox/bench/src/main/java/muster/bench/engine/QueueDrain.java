package muster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import muster.bridge.BridgeApplication;
import muster.harness.Account;
import muster.harness.SimulatedAws;
import muster.harness.Watch;
import muster.platform.EmbeddedKafka;
import muster.platform.EmbeddedSqs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/** Empties a queue that was filled before: by the bridge, or by readers that keep nothing. */
record QueueDrain(EmbeddedKafka kafka, EmbeddedSqs sqs) {
    static final int POLLERS = 4;
    private static final int BATCH = 10;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private interface Drain {
        double perSecond(SqsClient client, String url) throws Exception;
    }

    /** @return [messages/s] received and deleted */
    double bare(String queue, int messages) throws Exception {
        return filled(queue, messages, (client, url) -> {
            var left = new AtomicInteger(messages);
            long begin = System.nanoTime();
            try (var readers = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < POLLERS; i++) {
                    readers.execute(() -> {
                        while (left.get() > 0) {
                            left.addAndGet(-takeBatch(client, url));
                        }
                    });
                }
            }
            return messages / ((System.nanoTime() - begin) / 1e9);
        });
    }

    private static int takeBatch(SqsClient client, String url) {
        var batch = client.receiveMessage(
                        get -> get.queueUrl(url).maxNumberOfMessages(BATCH).waitTimeSeconds(0))
                .messages();
        if (!batch.isEmpty()) {
            var entries = new ArrayList<DeleteMessageBatchRequestEntry>();
            batch.forEach(message -> entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(String.valueOf(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build()));
            client.deleteMessageBatch(delete -> delete.queueUrl(url).entries(entries));
        }
        return batch.size();
    }

    /** @return [messages/s] from the first on its topic to the last; the bridge's start is not in it */
    double bridged(String queue, int messages) throws Exception {
        var topics = Engine.topics(queue);
        Engine.create(kafka, topics);
        return filled(queue, messages, (_, url) -> {
            var properties = Map.<String, Object>of(
                    "kafka.bootstrap.servers",
                    kafka.bootstrapServers(),
                    "micronaut.server.port",
                    -1,
                    "endpoints.all.port",
                    -1,
                    "muster.topics.prefix",
                    queue + "-",
                    "muster.bridge.polling.wait-time",
                    "1s",
                    "muster.bridge.queues.bench.region",
                    SimulatedAws.REGION,
                    "muster.bridge.queues.bench.url",
                    url,
                    "muster.bridge.queues.bench.endpoint",
                    sqs.endpoint().toString(),
                    "muster.bridge.queues.bench.pollers",
                    POLLERS);
            try (var ends = ends();
                    var _ = BridgeApplication.start(properties)) {
                var partitions = ends.partitionsFor(topics.launchSuccessful()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                var watch = new Watch(LIMIT);
                watch.until(() -> arrived(ends, partitions) > 0);
                long before = arrived(ends, partitions);
                long begin = System.nanoTime();
                if (!watch.until(() -> arrived(ends, partitions) >= messages)) {
                    throw new IllegalStateException("the queue is not empty after " + LIMIT);
                }
                return (messages - before) / ((System.nanoTime() - begin) / 1e9);
            }
        });
    }

    private static long arrived(KafkaConsumer<byte[], byte[]> ends, List<TopicPartition> partitions) {
        return ends.endOffsets(partitions).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private KafkaConsumer<byte[], byte[]> ends() {
        return new KafkaConsumer<>(
                Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) kafka.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private double filled(String queue, int messages, Drain drain) throws Exception {
        try (var client = Account.at(SqsClient.builder(), sqs.endpoint()).build()) {
            var url = client.createQueue(create -> create.queueName(queue)).queueUrl();
            for (int sent = 0; sent < messages; sent += BATCH) {
                var entries = new ArrayList<SendMessageBatchRequestEntry>();
                for (int i = 0; i < BATCH; i++) {
                    var event = Event.launching(Event.instance(sent + i), Instant.now());
                    entries.add(SendMessageBatchRequestEntry.builder()
                            .id(String.valueOf(i))
                            .messageBody(new String(event.json(), StandardCharsets.UTF_8))
                            .build());
                }
                client.sendMessageBatch(send -> send.queueUrl(url).entries(entries));
            }
            return drain.perSecond(client, url);
        }
    }
}
