package muster.schemas.topic;

import java.util.Map;

/**
 * What an installation decides about its topics.
 *
 * @param prefix put before each name, often empty
 * @param names other names than the defaults; the prefix goes before these too
 * @param partitions of each topic, 1 or more. One number for all, because one stream task must own all that concerns an
 *     instance; it can't be changed later without a migration
 * @param replicationFactor 1 or more; -1 leaves it to the broker
 */
public record TopicSettings(String prefix, Map<TopicKind, String> names, int partitions, short replicationFactor) {
    public static final int DEFAULT_PARTITIONS = 12;
    public static final short BROKER_DEFAULT = -1;

    /** @throws IllegalArgumentException where a number is out of range */
    public TopicSettings {
        names = Map.copyOf(names);
        if (partitions < 1) {
            throw new IllegalArgumentException("topics need at least 1 partition, not " + partitions);
        }
        if (replicationFactor != BROKER_DEFAULT && replicationFactor < 1) {
            throw new IllegalArgumentException(
                    "replication factor must be at least 1, or -1 for the broker's, not " + replicationFactor);
        }
    }

    /** The names that users rely on, 12 partitions, the broker's replication factor. */
    public static TopicSettings defaults() {
        return new TopicSettings("", Map.of(), DEFAULT_PARTITIONS, BROKER_DEFAULT);
    }

    public TopicSettings withPrefix(String other) {
        return new TopicSettings(other, names, partitions, replicationFactor);
    }

    public TopicSettings withPartitions(int other) {
        return new TopicSettings(prefix, names, other, replicationFactor);
    }
}
