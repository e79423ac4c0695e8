package muster.lifecycle;

import java.util.Arrays;
import java.util.Optional;

/** What a trigger may wait for. Some can be asked for when no event tells of them: the decider knows how. */
public enum Condition {
    LAUNCH_SEEN("launch-seen"),
    DESTINATION_IS_ACTIVE("destination-is-active"),
    /** The last EC2 state is {@code running}, however long ago it came. */
    RUNNING("running"),
    ADDRESS_KNOWN("address-known"),
    AGENT_ONLINE("agent-online"),
    HOSTNAME_HELD("hostname-held"),
    DNS_UPSERTED("dns-upserted"),
    TAGGED("tagged"),
    HOOK_ANSWERED("hook-answered"),
    COMMAND_SUCCEEDED("command-succeeded");

    private final String word;

    Condition(String word) {
        this.word = word;
    }

    public static Optional<Condition> of(String word) {
        return Arrays.stream(values()).filter(it -> it.word.equals(word)).findFirst();
    }

    @Override
    public String toString() {
        return word;
    }
}
