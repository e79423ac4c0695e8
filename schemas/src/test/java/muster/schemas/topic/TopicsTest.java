package muster.schemas.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TopicsTest {
    private static final int ROOMY = TopicAdmin.MAX_MESSAGE_BYTES;

    @Test
    void the_names_that_users_rely_on_are_the_defaults() {
        var topics = Topics.defaults();
        assertThat(topics.launchSuccessful()).isEqualTo("aws-launch-successful");
        assertThat(topics.ec2Running()).isEqualTo("xnet-ec2-running");
        assertThat(topics.terminating()).isEqualTo("xnet-terminating");
    }

    @Test
    void every_topic_has_the_same_number_of_partitions() {
        assertThat(Topics.of(TopicSettings.defaults().withPartitions(7)).all())
                .hasSize(TopicKind.values().length)
                .allSatisfy(topic -> assertThat(topic.partitions()).isEqualTo(7));
        assertThat(Topics.defaults().all())
                .allSatisfy(topic -> assertThat(topic.partitions()).isEqualTo(12));
    }

    @Test
    void a_name_can_be_changed_and_all_names_get_the_prefix() {
        var topics = Topics.of(new TopicSettings("test-", Map.of(TopicKind.EC2_RUNNING, "states"), 3, (short) 1));
        assertThat(topics.ec2Running()).isEqualTo("test-states");
        assertThat(topics.journal()).isEqualTo("test-xnet-journal");
    }

    @Test
    void one_name_for_two_topics_is_refused() {
        var settings = new TopicSettings("", Map.of(TopicKind.EFFECTS, "xnet-journal"), 12, (short) 1);
        assertThatThrownBy(() -> Topics.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xnet-journal");
    }

    @Test
    void a_name_that_kafka_would_refuse_is_refused() {
        assertThatThrownBy(() -> Topics.of(TopicSettings.defaults().withPrefix("a b/")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a b/");
    }

    @Test
    void an_unknown_default_name_is_answered_with_those_that_exist() {
        assertThat(TopicKind.ofDefaultName("xnet-effects")).isEqualTo(TopicKind.EFFECTS);
        assertThatThrownBy(() -> TopicKind.ofDefaultName("xnet-effect"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("xnet-effect'")
                .hasMessageContaining("xnet-dead-letters");
    }

    @Test
    void the_journal_is_kept_for_ever_and_instances_are_compacted() {
        var topics = Topics.defaults();
        assertThat(topics.topic(TopicKind.JOURNAL).retention().millis()).isEqualTo(-1);
        assertThat(topics.topic(TopicKind.JOURNAL).cleanup()).isEqualTo(CleanupPolicy.DELETE);
        assertThat(topics.topic(TopicKind.INSTANCES).cleanup()).isEqualTo(CleanupPolicy.COMPACT);
    }

    @Test
    void a_topic_as_wanted_or_roomier_is_fit() {
        var journal = Topics.defaults().topic(TopicKind.JOURNAL);
        var effects = Topics.defaults().topic(TopicKind.EFFECTS);
        assertThat(new TopicState(12, "delete", Retention.FOREVER, ROOMY).against(journal))
                .isEmpty();
        assertThat(new TopicState(12, "delete", Retention.days(15), ROOMY + 1).against(effects))
                .isEmpty();
        assertThat(new TopicState(12, "delete", Retention.FOREVER, ROOMY).against(effects))
                .isEmpty();
    }

    @Test
    void a_journal_that_would_be_deleted_is_unfit() {
        var journal = Topics.defaults().topic(TopicKind.JOURNAL);
        assertThat(new TopicState(12, "delete", Retention.days(7), ROOMY).against(journal))
                .hasValueSatisfying(problem -> assertThat(problem.message())
                        .contains("xnet-journal", "retention 7 d", "retention for ever", "set retention.ms=-1"));
    }

    @Test
    void a_compacted_topic_does_not_need_a_retention_but_must_not_delete() {
        var instances = Topics.defaults().topic(TopicKind.INSTANCES);
        assertThat(new TopicState(12, "compact", Retention.days(7), ROOMY).against(instances))
                .isEmpty();
        assertThat(new TopicState(12, "compact,delete", Retention.days(7), ROOMY).against(instances))
                .hasValueSatisfying(problem -> assertThat(problem.message()).contains("'compact,delete'"));
    }

    @Test
    void all_faults_of_a_topic_stand_in_its_one_problem() {
        var effects = Topics.defaults().topic(TopicKind.EFFECTS);
        assertThat(new TopicState(3, "compact", Retention.days(1), 1_048_588).against(effects))
                .hasValueSatisfying(problem -> {
                    assertThat(problem.found())
                            .isEqualTo("3 partitions and cleanup.policy 'compact' and retention 1 d"
                                    + " and max.message.bytes 1048588");
                    assertThat(problem.expected()).startsWith("12 partitions").contains("14 d or more");
                });
    }
}
