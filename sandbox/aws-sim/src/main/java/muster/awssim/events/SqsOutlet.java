package muster.awssim.events;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Sends to SQS queues, given by ARN, at one SQS endpoint. */
public final class SqsOutlet implements Outlet, AutoCloseable {
    private final Optional<URI> endpoint;
    private final Map<String, SqsClient> clients = new ConcurrentHashMap<>();
    private final Map<String, String> urls = new ConcurrentHashMap<>();
    private final Map<String, Mailbox> mailboxes = new ConcurrentHashMap<>();

    /** @param endpoint none means that events to queues are dropped with an error at the first offer */
    public SqsOutlet(Optional<URI> endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void send(String targetArn, String body) {
        QueueArn queue = QueueArn.parse(targetArn);
        SqsClient client = clients.computeIfAbsent(queue.region(), this::connect);
        String url = urls.computeIfAbsent(
                targetArn,
                _ -> client.getQueueUrl(request -> request.queueName(queue.name()))
                        .queueUrl());
        mailboxes.computeIfAbsent(url, _ -> new Mailbox(client, url)).send(body);
    }

    private SqsClient connect(String region) {
        URI sqs = endpoint.orElseThrow(() -> new IllegalStateException("no SQS endpoint is configured"));
        return SqsClient.builder()
                .endpointOverride(sqs)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("aws-sim", "aws-sim")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    @Override
    public void close() {
        clients.values().forEach(SqsClient::close);
    }
}
