package muster.harness;

import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import muster.awssim.AwsSim;
import muster.awssim.SimConfig;
import muster.platform.EmbeddedDynamoDb;
import muster.platform.EmbeddedSqs;

/** All of AWS that Muster needs, in this JVM. DynamoDB is reached through aws-sim, so that its writes are in the journal. */
public record SimulatedAws(EmbeddedDynamoDb dynamoDb, EmbeddedSqs sqs, AwsSim sim) implements AutoCloseable {
    public static final String ACCOUNT = "111122223333";
    public static final String REGION = "us-east-1";

    /**
     * Starts DynamoDB and SQS side by side, then aws-sim in front of them.
     *
     * @param settings what the simulation is to have beside its neighbours and its region
     */
    public static SimulatedAws started(UnaryOperator<SimConfig> settings) {
        try (var starters = Executors.newVirtualThreadPerTaskExecutor()) {
            Executor executor = starters;
            var dynamoDb = CompletableFuture.supplyAsync(EmbeddedDynamoDb::started, executor);
            var sqs = CompletableFuture.supplyAsync(() -> EmbeddedSqs.started(ACCOUNT, REGION), executor);
            URI tables = dynamoDb.join().endpoint();
            SimConfig config = SimConfig.defaults()
                    .withRegion(REGION)
                    .withSqs(sqs.join().endpoint())
                    .withDynamoDb(tables);
            return new SimulatedAws(dynamoDb.join(), sqs.join(), AwsSim.start(settings.apply(config)));
        }
    }

    @Override
    public void close() {
        sim.close();
        sqs.close();
        dynamoDb.close();
    }
}
