package muster.bridge;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.reactivestreams.Publisher;

/** Ready while Kafka answers: nothing of what is received can be acknowledged without it. */
@Singleton
@Readiness
final class KafkaReadiness implements HealthIndicator {
    /** Shorter than the time that a probe waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String servers;
    private final Admin admin;

    KafkaReadiness(KafkaDefaultConfiguration kafka) {
        var config = new Properties();
        config.putAll(kafka.getConfig());
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, "muster-bridge-readiness");
        servers = config.getProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "?");
        admin = Admin.create(config);
    }

    @Override
    public Publisher<HealthResult> getResult() {
        var nodes = admin.describeCluster(new DescribeClusterOptions().timeoutMs((int) TIMEOUT.toMillis()))
                .nodes()
                .toCompletionStage()
                .handle(
                        (answer, failure) -> failure == null
                                ? result(HealthStatus.UP, Map.of("nodes", answer.size()))
                                : result(
                                        HealthStatus.DOWN,
                                        Map.of(
                                                "problem",
                                                "Kafka does not answer at " + servers
                                                        + ": events wait where they are until it does; start it, or see to the way there")));
        return Publishers.fromCompletableFuture(nodes.toCompletableFuture());
    }

    private static HealthResult result(HealthStatus status, Map<String, Object> details) {
        return HealthResult.builder("kafka", status).details(details).build();
    }

    @PreDestroy
    void stop() {
        // a call under way at a stop is of no use to anybody
        admin.close(Duration.ZERO);
    }
}
