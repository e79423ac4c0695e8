package muster.schemas;

import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How an effect ended. Every case is expected; only a bug throws. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Outcome {
    /** It took effect now. */
    record Done() implements Outcome {}

    /** Somebody, often we before a crash, did this already. As good as {@link Done}. */
    record AlreadyDone(String note) implements Outcome {}

    record Claimed(Hostname hostname) implements Outcome {}

    /** @param publicAddress empty where the instance has none */
    record Described(Ec2State state, String privateAddress, String publicAddress) implements Outcome {}

    record AgentOnline() implements Outcome {}

    record CommandSent(CommandId command) implements Outcome {}

    record CommandSeen(CommandId command, CommandStatus status) implements Outcome {}

    /** The world is not ready: agent offline, no free name, instance not visible yet. A timer of the decider asks again. */
    record NotYet(String reason) implements Outcome {}

    /** The instance does not exist any more. */
    record InstanceGone(String reason) implements Outcome {}

    /** The instance has moved on, or what the effect relies on is another's by now: nothing was done. */
    record Fenced(String reason) implements Outcome {}

    /**
     * AWS said no.
     *
     * @param permanent whether asking again is pointless until somebody changes something
     */
    record Failed(String reason, boolean permanent) implements Outcome {}
}
