package muster.orchestrator;

import io.micronaut.context.annotation.Bean;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import muster.service.KafkaHealth;
import org.apache.kafka.clients.admin.AdminClientConfig;

/**
 * Ready while Kafka answers. The topology alone doesn't tell: its clients try again without a word for minutes, and it is
 * said to run all the while.
 */
@Singleton
@Bean(preDestroy = "close")
@Readiness
final class KafkaReadiness extends KafkaHealth {
    KafkaReadiness(KafkaSettings kafka) {
        super(config(kafka), "nothing is decided");
    }

    private static Map<String, Object> config(KafkaSettings kafka) {
        var config = new HashMap<String, Object>(kafka.properties());
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, kafka.applicationId() + "-readiness");
        return config;
    }
}
