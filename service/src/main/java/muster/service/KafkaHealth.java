package muster.service;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.reactivestreams.Publisher;

/** Up while Kafka answers, as {@code kafka}. A program makes a bean of it that says what its absence means there. */
public abstract class KafkaHealth implements HealthIndicator, AutoCloseable {
    /** Shorter than the time that a probe waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String servers;
    private final String meanwhile;
    private final Admin admin;

    /**
     * @param config of an admin client
     * @param meanwhile what is the matter until Kafka answers, to go on a sentence with
     */
    protected KafkaHealth(Map<String, Object> config, String meanwhile) {
        this.servers = String.valueOf(config.getOrDefault(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "?"));
        this.meanwhile = meanwhile;
        this.admin = Admin.create(config);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis()))
                .nodes()
                .toCompletionStage()
                .handle((answer, failure) -> failure == null
                        ? result(HealthStatus.UP, Map.of("nodes", answer.size()))
                        : result(HealthStatus.DOWN, Map.of("problem", problem())));
        return Publishers.fromCompletableFuture(nodes.toCompletableFuture());
    }

    /** Whether Kafka answers now; the wait for it has the limit of a probe's. */
    public final boolean answers() {
        try {
            var _ = admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis()))
                    .nodes()
                    .get();
            return true;
        } catch (ExecutionException away) {
            return false;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private String problem() {
        return "Kafka does not answer at " + servers + ": " + meanwhile
                + " until it does; start it, or see to the way there";
    }

    private static HealthResult result(HealthStatus status, Map<String, Object> details) {
        return HealthResult.builder("kafka", status).details(details).build();
    }

    @Override
    public void close() {
        // a call under way at a stop is of no use to anybody
        admin.close(Duration.ZERO);
    }
}
