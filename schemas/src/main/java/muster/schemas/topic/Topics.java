package muster.schemas.topic;

import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * The topics of one installation; every program takes its names from here.
 *
 * @param byKind has an entry for every {@link TopicKind}
 * @param replicationFactor of topics that are created; -1 leaves it to the broker
 */
public record Topics(Map<TopicKind, Topic> byKind, short replicationFactor) {

    /** @throws IllegalArgumentException where a kind is missing, or two kinds would share one topic */
    public Topics {
        byKind = Collections.unmodifiableMap(new EnumMap<>(byKind));
        var seen = new HashSet<String>();
        for (var kind : TopicKind.values()) {
            var topic = byKind.get(kind);
            if (topic == null) {
                throw new IllegalArgumentException("no topic for " + kind.defaultName());
            }
            if (!seen.add(topic.name())) {
                throw new IllegalArgumentException("the name '" + topic.name() + "' is given to two topics");
            }
        }
    }

    /** @throws IllegalArgumentException where two topics would have one name, or Kafka would refuse a name */
    public static Topics of(TopicSettings settings) {
        var topics = new EnumMap<TopicKind, Topic>(TopicKind.class);
        for (var kind : TopicKind.values()) {
            var name = settings.prefix() + settings.names().getOrDefault(kind, kind.defaultName());
            topics.put(kind, new Topic(name, settings.partitions(), kind.retention(), kind.cleanup(), kind.purpose()));
        }
        return new Topics(topics, settings.replicationFactor());
    }

    /** The topics under their default names, as the demo and the tests use them. */
    public static Topics defaults() {
        return of(TopicSettings.defaults());
    }

    public Topic topic(TopicKind kind) {
        var topic = byKind.get(kind);
        if (topic == null) {
            throw new IllegalStateException("no topic for " + kind.defaultName());
        }
        return topic;
    }

    public String name(TopicKind kind) {
        return topic(kind).name();
    }

    public List<Topic> all() {
        return List.copyOf(byKind.values());
    }

    public String launchSuccessful() {
        return name(TopicKind.LAUNCH_SUCCESSFUL);
    }

    public String ec2Running() {
        return name(TopicKind.EC2_RUNNING);
    }

    public String terminating() {
        return name(TopicKind.TERMINATING);
    }

    public String commandStatus() {
        return name(TopicKind.COMMAND_STATUS);
    }

    public String interruptions() {
        return name(TopicKind.INTERRUPTIONS);
    }

    public String effectResults() {
        return name(TopicKind.EFFECT_RESULTS);
    }

    public String effects() {
        return name(TopicKind.EFFECTS);
    }

    public String journal() {
        return name(TopicKind.JOURNAL);
    }

    public String instances() {
        return name(TopicKind.INSTANCES);
    }

    public String owner() {
        return name(TopicKind.OWNER);
    }

    public String deadLetters() {
        return name(TopicKind.DEAD_LETTERS);
    }
}
