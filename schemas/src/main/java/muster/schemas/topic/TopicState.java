package muster.schemas.topic;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A topic as the broker reports it.
 *
 * @param cleanupPolicy the text of {@code cleanup.policy}; more than one policy is joined by commas
 */
record TopicState(int partitions, String cleanupPolicy, Retention retention, int maxMessageBytes) {

    /** What speaks against using this topic as the wanted one; empty where it is fit. */
    Optional<TopicProblem> against(Topic wanted) {
        var faults = new ArrayList<Fault>();
        checkPartitions(wanted, faults);
        checkCleanup(wanted, faults);
        checkRetention(wanted, faults);
        checkMessageSize(faults);
        return problem(wanted, faults);
    }

    /** The same for a changelog, whose records are no larger than those of the topics and which Kafka Streams creates. */
    Optional<TopicProblem> againstChangelog(Topic wanted) {
        var faults = new ArrayList<Fault>();
        if (partitions != wanted.partitions()) {
            faults.add(new Fault(
                    partitions + " partitions",
                    wanted.partitions() + " partitions",
                    "set muster.topics.partitions to the number that the topics have, or start under a new"
                            + " muster.kafka.application-id"));
        }
        checkCleanup(wanted, faults);
        return problem(wanted, faults);
    }

    private static Optional<TopicProblem> problem(Topic wanted, List<Fault> faults) {
        return faults.isEmpty()
                ? Optional.empty()
                : Optional.of(new TopicProblem(
                        wanted.name(),
                        joined(faults, Fault::found),
                        joined(faults, Fault::expected),
                        joined(faults, Fault::remedy)));
    }

    private void checkPartitions(Topic wanted, List<Fault> faults) {
        if (partitions != wanted.partitions()) {
            // Adding partitions in place would send an instance's later records to another task than its earlier ones.
            faults.add(new Fault(
                    partitions + " partitions",
                    wanted.partitions() + " partitions",
                    "set muster.topics.partitions to the number that the topics have, or give Muster a new"
                            + " muster.topics.prefix and move the records"));
        }
    }

    private void checkCleanup(Topic wanted, List<Fault> faults) {
        var policy = wanted.cleanup().config();
        if (!cleanupPolicy.equals(policy)) {
            faults.add(new Fault(
                    "cleanup.policy '" + cleanupPolicy + "'",
                    "cleanup.policy '" + policy + "'",
                    "set cleanup.policy=" + policy + " with kafka-configs"));
        }
    }

    private void checkRetention(Topic wanted, List<Fault> faults) {
        if (wanted.cleanup() == CleanupPolicy.DELETE && !retention.covers(wanted.retention())) {
            faults.add(new Fault(
                    "retention " + retention,
                    "retention " + wanted.retention()
                            + (wanted.retention().equals(Retention.FOREVER) ? "" : " or more"),
                    "set retention.ms=" + wanted.retention().millis() + " with kafka-configs"));
        }
    }

    private void checkMessageSize(List<Fault> faults) {
        if (maxMessageBytes < TopicAdmin.MAX_MESSAGE_BYTES) {
            faults.add(new Fault(
                    "max.message.bytes " + maxMessageBytes,
                    "max.message.bytes " + TopicAdmin.MAX_MESSAGE_BYTES + " or more",
                    "set max.message.bytes=" + TopicAdmin.MAX_MESSAGE_BYTES + " with kafka-configs"));
        }
    }

    private static String joined(List<Fault> faults, Function<Fault, String> part) {
        return faults.stream().map(part).collect(Collectors.joining(" and "));
    }

    private record Fault(String found, String expected, String remedy) {}
}
