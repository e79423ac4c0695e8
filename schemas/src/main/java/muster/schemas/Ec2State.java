package muster.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * The states of an EC2 instance. The last two absorb all others; the rest go round, so no fixed rank orders what lies
 * seconds apart. Within one second {@link #ordinal()}, the place in the round, decides.
 */
public enum Ec2State {
    PENDING("pending"),
    RUNNING("running"),
    STOPPING("stopping"),
    STOPPED("stopped"),
    SHUTTING_DOWN("shutting-down"),
    TERMINATED("terminated");

    private final String word;

    Ec2State(String word) {
        this.word = word;
    }

    /** Compared by equality: "terminating" is no EC2 state. */
    @JsonCreator
    public static Ec2State of(String word) {
        for (var state : values()) {
            if (state.word.equals(word)) {
                return state;
            }
        }
        throw Refusal.of("EC2 state", word, "pending, running, stopping, stopped, shutting-down or terminated");
    }

    /** Whether the machine is at its end: nothing that arrives later brings it back. */
    public boolean isFinal() {
        return this == SHUTTING_DOWN || this == TERMINATED;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
