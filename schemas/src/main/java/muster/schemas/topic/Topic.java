package muster.schemas.topic;

import java.util.regex.Pattern;

/**
 * One topic as Muster needs it.
 *
 * @param name as Kafka knows it, with the prefix
 * @param partitions at least 1
 * @param retention how long records must stay at the least; without meaning where the topic is compacted
 * @param purpose one sentence for people
 */
public record Topic(String name, int partitions, Retention retention, CleanupPolicy cleanup, String purpose) {
    private static final Pattern LEGAL = Pattern.compile("[A-Za-z0-9._-]{1,249}");

    /** @throws IllegalArgumentException where Kafka would refuse the name or the number of partitions */
    public Topic {
        if (!LEGAL.matcher(name).matches() || name.equals(".") || name.equals("..")) {
            throw new IllegalArgumentException("topic name '" + name.substring(0, Math.min(80, name.length()))
                    + "' must be 1 to 249 of the characters A-Z a-z 0-9 . _ -");
        }
        if (partitions < 1) {
            throw new IllegalArgumentException("topic '" + name + "' needs at least 1 partition, not " + partitions);
        }
    }
}
