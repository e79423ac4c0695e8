package muster.bridge;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Bean;
import io.micronaut.management.health.indicator.annotation.Readiness;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import muster.bridge.sqs.Reachability;
import muster.service.KafkaHealth;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Ready while Kafka answers: nothing of what is received can be acknowledged without it. */
@Singleton
@Bean(preDestroy = "close")
@Readiness
final class KafkaReadiness extends KafkaHealth implements Reachability {
    KafkaReadiness(KafkaDefaultConfiguration kafka) {
        super(config(kafka), "events wait where they are");
    }

    @Override
    public boolean kafkaAnswers() {
        return answers();
    }

    private static Map<String, Object> config(KafkaDefaultConfiguration kafka) {
        var config = new HashMap<String, Object>();
        kafka.getConfig().forEach((key, value) -> config.put(String.valueOf(key), value));
        config.put(AdminClientConfig.CLIENT_ID_CONFIG, "muster-bridge-readiness");
        return config;
    }
}
