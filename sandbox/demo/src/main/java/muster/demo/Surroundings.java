package muster.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import muster.awssim.AwsSim;
import muster.awssim.SimConfig;
import muster.awssim.events.DeliveryOdds;
import muster.platform.EmbeddedDynamoDb;
import muster.platform.EmbeddedKafka;
import muster.platform.EmbeddedSqs;

/** All that stands in for the outside. DynamoDB is reached through aws-sim, so that its writes are in the journal. */
record Surroundings(EmbeddedKafka kafka, EmbeddedDynamoDb dynamoDb, EmbeddedSqs sqs, AwsSim aws)
        implements AutoCloseable {
    static final String ACCOUNT = "111122223333";
    static final String REGION = "us-east-1";

    /** Starts the three servers side by side, then aws-sim in front of them. */
    static Surroundings started(Settings settings) {
        try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
            Executor executor = starters;
            var kafka = CompletableFuture.supplyAsync(EmbeddedKafka::started, executor);
            var dynamoDb = CompletableFuture.supplyAsync(EmbeddedDynamoDb::started, executor);
            var sqs = CompletableFuture.supplyAsync(() -> EmbeddedSqs.started(ACCOUNT, REGION), executor);
            AwsSim aws =
                    simulate(settings, dynamoDb.join().endpoint(), sqs.join().endpoint());
            return new Surroundings(kafka.join(), dynamoDb.join(), sqs.join(), aws);
        }
    }

    private static AwsSim simulate(Settings settings, URI dynamoDb, URI sqs) {
        try {
            Files.createDirectories(settings.reports());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + settings.reports(), e);
        }
        return AwsSim.start(SimConfig.defaults()
                .withRegion(REGION)
                .withSeed(settings.seed())
                .withSqs(sqs)
                .withDynamoDb(dynamoDb)
                .withJournalFile(settings.reports().resolve("demo-journal.ndjson"))
                .withDelivery(DeliveryOdds.rough()));
    }

    @Override
    public void close() {
        aws.close();
        sqs.close();
        dynamoDb.close();
        kafka.close();
    }
}
