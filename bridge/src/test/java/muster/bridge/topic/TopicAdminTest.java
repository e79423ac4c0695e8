package muster.bridge.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import muster.platform.EmbeddedKafka;
import muster.schemas.topic.TopicAdmin;
import muster.schemas.topic.TopicProblem;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import muster.schemas.topic.UnfitTopicsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicAdminTest {
    private final EmbeddedKafka kafka = EmbeddedKafka.started();
    private final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    private final TopicAdmin topicAdmin = new TopicAdmin(admin, Duration.ofSeconds(20));

    @AfterAll
    void close() {
        admin.close();
        kafka.close();
    }

    @Test
    void missing_topics_are_created_as_listed_and_then_found_fit() throws Exception {
        var topics = topics("new-");
        topicAdmin.createAndVerify(topics);
        assertThat(config("new-xnet-journal", "retention.ms")).isEqualTo("-1");
        assertThat(config("new-xnet-journal", "cleanup.policy")).isEqualTo("delete");
        assertThat(config("new-xnet-instances", "cleanup.policy")).isEqualTo("compact");
        assertThat(admin.describeTopics(List.of("new-xnet-journal"))
                        .allTopicNames()
                        .get())
                .hasEntrySatisfying(
                        "new-xnet-journal",
                        journal -> assertThat(journal.partitions()).hasSize(4));
        topicAdmin.createAndVerify(topics);
        topicAdmin.verify(topics);
    }

    @Test
    void each_unfit_topic_is_named_with_what_to_do() throws Exception {
        create("bad-xnet-journal", 4, Map.of("retention.ms", "604800000", "max.message.bytes", "2097152"));
        create("bad-xnet-instances", 4, Map.of("cleanup.policy", "delete", "max.message.bytes", "2097152"));
        create("bad-xnet-effects", 1, Map.of("retention.ms", "-1", "max.message.bytes", "2097152"));
        assertThatThrownBy(() -> topicAdmin.createAndVerify(topics("bad-")))
                .isInstanceOfSatisfying(UnfitTopicsException.class, unfit -> {
                    assertThat(unfit.problems())
                            .extracting(TopicProblem::topic)
                            .containsExactlyInAnyOrder("bad-xnet-journal", "bad-xnet-instances", "bad-xnet-effects");
                    assertThat(unfit)
                            .hasMessageContaining(
                                    "found retention 7 d, expected retention for ever; set retention.ms=-1")
                            .hasMessageContaining("found cleanup.policy 'delete', expected cleanup.policy 'compact'")
                            .hasMessageContaining("found 1 partitions, expected 4 partitions");
                });
    }

    @Test
    void a_missing_topic_is_named_where_none_may_be_created() {
        assertThatThrownBy(() -> topicAdmin.verify(topics("missing-")))
                .isInstanceOfSatisfying(
                        UnfitTopicsException.class,
                        unfit -> assertThat(unfit.problems())
                                .hasSize(topics("missing-").all().size())
                                .allSatisfy(
                                        problem -> assertThat(problem.found()).isEqualTo("no such topic")));
    }

    @Test
    void a_cluster_that_refuses_is_told_apart_from_unfit_topics() {
        var greedy = Topics.of(new TopicSettings("greedy-", Map.of(), 4, (short) 3));
        assertThatThrownBy(() -> topicAdmin.createAndVerify(greedy))
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("create topic greedy-");
    }

    private static Topics topics(String prefix) {
        return Topics.of(new TopicSettings(prefix, Map.of(), 4, (short) 1));
    }

    private String config(String topic, String key) throws ExecutionException, InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        return admin.describeConfigs(List.of(resource)).all().get().values().stream()
                .map(config -> config.get(key).value())
                .collect(Collectors.joining());
    }

    private void create(String name, int partitions, Map<String, String> configs)
            throws ExecutionException, InterruptedException {
        admin.createTopics(
                        List.of(new NewTopic(name, Optional.of(partitions), Optional.of((short) 1)).configs(configs)))
                .all()
                .get();
    }
}
