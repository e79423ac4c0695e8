package muster.schemas.topic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing and refuses those that exist but would lose or misplace records. */
public final class TopicAdmin {
    /** 2 MiB: an SQS message may have 1 MiB, and Kafka counts key, headers and framing to the message. */
    public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    private final Admin admin;
    private final ClusterCalls calls;

    /**
     * @param admin stays open; the caller closes it
     * @param timeout for each answer of the cluster, errors that pass included
     */
    public TopicAdmin(Admin admin, Duration timeout) {
        this.admin = admin;
        this.calls = new ClusterCalls(timeout);
    }

    /**
     * Creates what is missing and verifies all. Safe to call from several programs at once: what another program creates in the
     * meantime is as good. Returns when each topic is known to a broker, some milliseconds after the controller has created it.
     *
     * @throws UnfitTopicsException where topics exist with other partitions, policy or a shorter retention
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public void createAndVerify(Topics topics) {
        var existing = calls.answer("list topics", () -> admin.listTopics().names());
        topics.all().stream()
                .filter(topic -> !existing.contains(topic.name()))
                .forEach(topic -> create(topic, topics.replicationFactor()));
        refuse(problems(topics.all()));
    }

    /**
     * Verifies topics and creates none.
     *
     * @throws UnfitTopicsException with one problem for each topic that is missing or unfit
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public void verify(Topics topics) {
        var existing = calls.answer("list topics", () -> admin.listTopics().names());
        var byExistence =
                topics.all().stream().collect(Collectors.partitioningBy(topic -> existing.contains(topic.name())));
        refuse(Stream.concat(
                        byExistence.getOrDefault(false, List.of()).stream().map(TopicProblem::missing),
                        problems(byExistence.getOrDefault(true, List.of())).stream())
                .toList());
    }

    /**
     * Verifies the changelogs of a topology's stores, those of them that are there: Kafka Streams creates the others, and
     * takes what it finds as it is.
     *
     * @param partitions of the topics that the topology reads
     * @throws UnfitTopicsException where one would lose state, or has other partitions
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public void verifyChangelogs(List<String> names, int partitions) {
        var existing = calls.answer("list topics", () -> admin.listTopics().names());
        var found = names.stream()
                .filter(existing::contains)
                .map(name ->
                        new Topic(name, partitions, Retention.FOREVER, CleanupPolicy.COMPACT, "The state of a store."))
                .toList();
        refuse(problems(found, TopicState::againstChangelog));
    }

    private static void refuse(List<TopicProblem> problems) {
        if (!problems.isEmpty()) {
            throw new UnfitTopicsException(problems);
        }
    }

    private List<TopicProblem> problems(List<Topic> topics) {
        return problems(topics, TopicState::against);
    }

    private List<TopicProblem> problems(
            List<Topic> topics, BiFunction<TopicState, Topic, Optional<TopicProblem>> against) {
        if (topics.isEmpty()) {
            return List.of();
        }
        var states = describe(topics);
        return topics.stream()
                .flatMap(topic -> Stream.ofNullable(states.get(topic.name()))
                        .flatMap(state -> against.apply(state, topic).stream()))
                .toList();
    }

    private void create(Topic topic, short replicationFactor) {
        var request = new NewTopic(
                        topic.name(),
                        Optional.of(topic.partitions()),
                        replicationFactor < 1 ? Optional.empty() : Optional.of(replicationFactor))
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG, topic.cleanup().config(),
                        TopicConfig.RETENTION_MS_CONFIG,
                                Long.toString(topic.retention().millis()),
                        // Size would silently shorten the time that retention promises.
                        TopicConfig.RETENTION_BYTES_CONFIG, "-1",
                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_MESSAGE_BYTES)));
        try {
            calls.answer(
                    "create topic " + topic.name(),
                    () -> admin.createTopics(List.of(request)).all());
        } catch (KafkaException refused) {
            // another program was faster, or an earlier try took effect although its answer was lost
            if (!(refused.getCause() instanceof TopicExistsException)) {
                throw refused;
            }
        }
    }

    private Map<String, TopicState> describe(List<Topic> topics) {
        var names = topics.stream().map(Topic::name).toList();
        var descriptions = calls.answer(
                "describe topics", () -> admin.describeTopics(names).allTopicNames());
        var resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var configs = calls.answer(
                "read topic configurations",
                () -> admin.describeConfigs(resources).all());
        var states = new HashMap<String, TopicState>();
        configs.forEach((resource, config) -> {
            var description = descriptions.get(resource.name());
            if (description != null) {
                states.put(resource.name(), state(description.partitions().size(), config));
            }
        });
        return states;
    }

    private static TopicState state(int partitions, Config config) {
        var retention = Long.parseLong(value(config, TopicConfig.RETENTION_MS_CONFIG));
        return new TopicState(
                partitions,
                value(config, TopicConfig.CLEANUP_POLICY_CONFIG),
                new Retention(Math.max(-1, retention)),
                Integer.parseInt(value(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG)));
    }

    private static String value(Config config, String key) {
        var entry = config.get(key);
        if (entry == null || entry.value() == null) {
            throw new KafkaException("the broker reports no " + key + " for a topic");
        }
        return entry.value();
    }
}
