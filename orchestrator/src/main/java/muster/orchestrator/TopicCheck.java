package muster.orchestrator;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.stream.Stream;
import muster.schemas.settings.KafkaFailure;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.Topics;
import muster.stream.Nodes;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;

/** Refuses to start on topics that would lose or misplace records. */
@Singleton
final class TopicCheck {
    private final TopicProperties properties;
    private final Topics topics;
    private final KafkaSettings kafka;

    TopicCheck(TopicProperties properties, Topics topics, KafkaSettings kafka) {
        this.properties = properties;
        this.topics = topics;
        this.kafka = kafka;
    }

    /**
     * @throws muster.schemas.topic.UnfitTopicsException where a topic would lose or misplace records
     * @throws muster.schemas.settings.StartException where the cluster does not answer or refuses
     */
    void run() {
        new KafkaFailure(
                        kafka.bootstrapServers(),
                        "muster.kafka.bootstrap-servers",
                        "muster.kafka.properties",
                        properties.timeout())
                .explained(this::check);
    }

    private void check() {
        var config = new HashMap<String, Object>(kafka.properties());
        var millis = properties.timeout().toMillis();
        config.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(millis));
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) Math.min(10_000, millis));
        try (var admin = Admin.create(config)) {
            var topicAdmin = new TopicAdmin(admin, properties.timeout());
            if (properties.create()) {
                topicAdmin.createAndVerify(topics);
            } else {
                topicAdmin.verify(topics);
            }
            topicAdmin.verifyChangelogs(
                    Stream.of(Nodes.INSTANCES, Nodes.TIMERS)
                            .map(store -> kafka.applicationId() + "-" + store + "-changelog")
                            .toList(),
                    properties.partitions());
        }
    }
}
