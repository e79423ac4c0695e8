package muster.stream;

/** Names of nodes and stores. A store's name is part of its changelog's: changing one loses the state. */
public final class Nodes {
    /** Instance id → state. */
    public static final String INSTANCES = "instances";
    /** (due, instance id, timer) → nothing. */
    public static final String TIMERS = "timers";

    /** Instance id → newest state, of all partitions: every process has the whole. */
    public static final String ALL_INSTANCES = "all-instances";

    static final String INSTANCES_OF_ALL = "instances-of-all";
    static final String REMEMBER = "remember-instances";
    static final String EVENTS = "events-from-aws";
    static final String RESULTS = "effect-results";
    static final String READ_EVENTS = "read-events";
    static final String READ_RESULTS = "read-results";
    static final String DECIDE = "decide";
    static final String TO_JOURNAL = "to-journal";
    static final String TO_INSTANCES = "to-instances";
    static final String TO_EFFECTS = "to-effects";
    static final String TO_DEAD_LETTERS = "to-dead-letters";

    private Nodes() {}
}
