package muster.schemas;

/** Who announces that something will happen to an instance. */
public enum InterruptionKind {
    /** EC2 takes a spot instance back, two minutes after the warning. */
    SPOT,
    /** A spot instance is at an elevated risk of that. */
    REBALANCE,
    /** The owner of a capacity reservation wants it back. */
    CAPACITY,
    /** AWS Health: maintenance, retirement, and all else. */
    HEALTH
}
