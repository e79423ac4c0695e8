package muster.schemas.topic;

import static muster.schemas.topic.CleanupPolicy.COMPACT;
import static muster.schemas.topic.CleanupPolicy.DELETE;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Each topic that Muster's programs share: its role, its default name, and what Kafka must do with its records. */
public enum TopicKind {
    LAUNCH_SUCCESSFUL(
            "aws-launch-successful",
            Retention.days(14),
            DELETE,
            "Launching hooks of Auto Scaling, as EventBridge sent them."),
    EC2_RUNNING(
            "xnet-ec2-running",
            Retention.days(14),
            DELETE,
            "State changes of EC2 instances, as EventBridge sent them."),
    TERMINATING(
            "xnet-terminating",
            Retention.days(14),
            DELETE,
            "Terminating hooks of Auto Scaling, as EventBridge sent them."),
    COMMAND_STATUS(
            "xnet-command-status",
            Retention.days(14),
            DELETE,
            "Status changes of Systems Manager commands, as EventBridge sent them."),
    INTERRUPTIONS(
            "xnet-interruptions",
            Retention.days(14),
            DELETE,
            "Warnings about instances: spot and capacity interruptions, rebalance recommendations, health events."),
    SCHEDULES(
            "xnet-schedules", Retention.days(14), DELETE, "Scheduled events of EventBridge, keyed by the rule's name."),
    EFFECT_RESULTS(
            "xnet-effect-results", Retention.days(14), DELETE, "What came of each effect, on its way to the decider."),
    EFFECTS("xnet-effects", Retention.days(14), DELETE, "What is to change in AWS, on its way to the effect runner."),
    JOURNAL(
            "xnet-journal",
            Retention.FOREVER,
            DELETE,
            "Every fact that the decider recorded; state is rebuilt from it, so nothing of it ever goes."),
    INSTANCES("xnet-instances", Retention.FOREVER, COMPACT, "The newest state of each instance, for readers."),
    OWNER(
            "xnet-owner",
            Retention.FOREVER,
            COMPACT,
            "Which application writes the journal: one record, replaced by a rebuild."),
    DEAD_LETTERS(
            "xnet-dead-letters",
            Retention.days(30),
            DELETE,
            "What could not be read or routed, with the reason and the bytes.");

    private final String defaultName;
    private final Retention retention;
    private final CleanupPolicy cleanup;
    private final String purpose;

    TopicKind(String defaultName, Retention retention, CleanupPolicy cleanup, String purpose) {
        this.defaultName = defaultName;
        this.retention = retention;
        this.cleanup = cleanup;
        this.purpose = purpose;
    }

    /** The name where none is configured; configuration also speaks of the topic by this name. */
    public String defaultName() {
        return defaultName;
    }

    public Retention retention() {
        return retention;
    }

    public CleanupPolicy cleanup() {
        return cleanup;
    }

    /** One sentence for people who look at the topic. */
    public String purpose() {
        return purpose;
    }

    /** @throws IllegalArgumentException where no topic has this default name; the message lists those that exist */
    public static TopicKind ofDefaultName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.defaultName.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic is called '" + name + "'; there are "
                        + Arrays.stream(values()).map(TopicKind::defaultName).collect(Collectors.joining(", "))));
    }
}
