package muster.schemas.topic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates the topics that are missing and refuses those that exist but would lose or misplace records. */
public final class TopicAdmin {
    /** 2 MiB: an SQS message may have 1 MiB, and Kafka counts key, headers and framing to the message. */
    public static final int MAX_MESSAGE_BYTES = 2 * 1024 * 1024;

    /** Between two looks at whether a topic has come to be known. */
    private static final Duration LOOK = Duration.ofMillis(20);

    private final Admin admin;
    private final Duration timeout;

    /**
     * @param admin stays open; the caller closes it
     * @param timeout for each answer of the cluster
     */
    public TopicAdmin(Admin admin, Duration timeout) {
        this.admin = admin;
        this.timeout = timeout;
    }

    /**
     * Creates what is missing and verifies what was there. Safe to call from several programs at once.
     *
     * @throws UnfitTopicsException where topics exist with other partitions, policy or a shorter retention
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public void createAndVerify(Topics topics) {
        var existing = await("list topics", admin.listTopics().names());
        var found = new ArrayList<Topic>();
        var created = new ArrayList<String>();
        for (var topic : topics.all()) {
            if (existing.contains(topic.name()) || !create(topic, topics.replicationFactor())) {
                found.add(topic);
            } else {
                created.add(topic.name());
            }
        }
        awaitKnown(created);
        refuse(problems(found));
    }

    /** A broker hears of a topic some milliseconds after its controller has created it, and denies it until then. */
    private void awaitKnown(List<String> created) {
        var end = System.nanoTime() + timeout.toNanos();
        while (!created.isEmpty() && !isKnown(created)) {
            if (System.nanoTime() - end > 0) {
                throw new TimeoutException("no broker knows the topics " + created + ", created " + timeout + " ago");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private boolean isKnown(List<String> names) {
        try {
            await("describe topics", admin.describeTopics(names).allTopicNames());
            return true;
        } catch (KafkaException notYet) {
            if (notYet.getCause() instanceof UnknownTopicOrPartitionException) {
                return false;
            }
            throw notYet;
        }
    }

    /**
     * Verifies topics and creates none.
     *
     * @throws UnfitTopicsException with one problem for each topic that is missing or unfit
     * @throws KafkaException where the cluster refuses, or does not answer in time
     */
    public void verify(Topics topics) {
        var existing = await("list topics", admin.listTopics().names());
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
        var existing = await("list topics", admin.listTopics().names());
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

    /** @return false where another program created the topic meanwhile */
    private boolean create(Topic topic, short replicationFactor) {
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
            await(
                    "create topic " + topic.name(),
                    admin.createTopics(List.of(request)).all());
            return true;
        } catch (TopicExistsException _) {
            return false;
        }
    }

    private Map<String, TopicState> describe(List<Topic> topics) {
        var names = topics.stream().map(Topic::name).toList();
        var descriptions = await("describe topics", admin.describeTopics(names).allTopicNames());
        var resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var configs = await(
                "read topic configurations", admin.describeConfigs(resources).all());
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

    private <T> T await(String what, KafkaFuture<T> future) {
        try {
            return future.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException exists) {
                throw exists;
            }
            throw new KafkaException("could not " + what + ": " + e.getCause(), e.getCause());
        } catch (java.util.concurrent.TimeoutException e) {
            throw new TimeoutException("no answer within " + timeout + " to: " + what, e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
