package muster.bridge.topic;

import io.micronaut.configuration.kafka.config.KafkaDefaultConfiguration;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.Properties;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Sees to it before the first event that the topics are there and would keep what the bridge writes. */
@Singleton
public final class TopicCheck {
    private final TopicProperties properties;
    private final Topics topics;
    private final KafkaDefaultConfiguration kafka;

    TopicCheck(TopicProperties properties, Topics topics, KafkaDefaultConfiguration kafka) {
        this.properties = properties;
        this.topics = topics;
        this.kafka = kafka;
    }

    /**
     * @throws muster.schemas.topic.UnfitTopicsException where a topic would lose or misplace records
     * @throws org.apache.kafka.common.KafkaException where the cluster does not answer, or a topic is missing and must
     *     not be created
     */
    public void run() {
        try (var admin = Admin.create(configuration())) {
            var topicAdmin = new TopicAdmin(admin, properties.timeout());
            if (properties.create()) {
                topicAdmin.createAndVerify(topics);
            } else {
                topicAdmin.verify(topics);
            }
        }
    }

    private Properties configuration() {
        var config = new Properties();
        config.putAll(kafka.getConfig());
        // Closing the client waits for its open calls, so that these must not outlast our patience.
        var millis = properties.timeout().toMillis();
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(millis));
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(Math.min(10_000, millis)));
        return config;
    }

    @Factory
    static final class Beans {
        @Singleton
        Topics topics(TopicProperties properties) {
            return Topics.of(properties.settings());
        }
    }
}
