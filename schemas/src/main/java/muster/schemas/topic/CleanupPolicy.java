package muster.schemas.topic;

/** What Kafka does with records that have grown old: {@code cleanup.policy} of a topic. */
public enum CleanupPolicy {
    /** Whole segments go when they are older than the retention. */
    DELETE("delete"),
    /** The newest record of each key stays for ever. */
    COMPACT("compact");

    private final String config;

    CleanupPolicy(String config) {
        this.config = config;
    }

    /** The value of {@code cleanup.policy}. */
    public String config() {
        return config;
    }
}
