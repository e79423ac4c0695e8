package muster.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import muster.awssim.AwsSim;
import muster.awssim.events.DeliveryOdds;
import muster.harness.SimulatedAws;
import muster.platform.EmbeddedKafka;

/** All that stands in for the outside. */
record Surroundings(EmbeddedKafka kafka, SimulatedAws outside) implements AutoCloseable {

    /** Starts Kafka and AWS side by side. */
    static Surroundings started(Settings settings) {
        try {
            Files.createDirectories(settings.reports());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + settings.reports(), e);
        }
        try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
            Executor executor = starters;
            var kafka = CompletableFuture.supplyAsync(EmbeddedKafka::started, executor);
            SimulatedAws outside = SimulatedAws.started(config -> config.withSeed(settings.seed())
                    .withJournalFile(settings.reports().resolve("demo-journal.ndjson"))
                    .withDelivery(DeliveryOdds.rough()));
            return new Surroundings(kafka.join(), outside);
        }
    }

    AwsSim aws() {
        return outside.sim();
    }

    @Override
    public void close() {
        outside.close();
        kafka.close();
    }
}
