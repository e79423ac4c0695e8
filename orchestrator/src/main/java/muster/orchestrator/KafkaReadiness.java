package muster.orchestrator;

import io.micronaut.core.async.publisher.Publishers;
import io.micronaut.health.HealthStatus;
import io.micronaut.management.health.indicator.HealthIndicator;
import io.micronaut.management.health.indicator.HealthResult;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.reactivestreams.Publisher;

/**
 * Ready while Kafka answers. The topology alone doesn't tell: its clients try again without a word for minutes, and it is
 * said to run all the while.
 */
@Singleton
@Readiness
final class KafkaReadiness implements HealthIndicator {
    /** Shorter than the time that a probe waits. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final String servers;
    private final Admin admin;

    KafkaReadiness(KafkaSettings kafka) {
        servers = kafka.bootstrapServers();
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, kafka.applicationId() + "-readiness");
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
                                                        + ": nothing is decided until it does; start it, or see to the way there")));
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
