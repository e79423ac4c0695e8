package muster.schemas;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** How an effect ended. Every case is expected; only a bug throws. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
public sealed interface Outcome {
    /** It took effect now. */
    record Done() implements Outcome {}

    /** Somebody, often we before a crash, did this already. As good as {@link Done}. */
    record AlreadyDone(String note) implements Outcome {}

    record Claimed(Hostname hostname) implements Outcome {}

    /** Every name is taken, or rests. A timer of the decider asks again. */
    record NoFreeName(String reason) implements Outcome {}

    /** @param publicAddress empty where the instance has none, as {@code ipv6Address} */
    record Described(Ec2State state, String privateAddress, String publicAddress, String ipv6Address)
            implements Outcome {}

    record AgentOnline() implements Outcome {}

    record CommandSent(CommandId command) implements Outcome {}

    record CommandSeen(CommandId command, CommandStatus status) implements Outcome {}

    record HookFound(Duration timeout, Hook.Result byDefault) implements Outcome {}

    /** @param state as Auto Scaling names it, such as {@code InService}; empty where no group has the instance */
    record GroupStateSeen(String state) implements Outcome {}

    /** The world is not ready: agent offline, instance not visible yet. A timer of the decider asks again. */
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
