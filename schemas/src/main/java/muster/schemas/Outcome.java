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

    /** EC2 does not show the instance: not yet, or never again. A timer of the decider asks again. */
    record NotShown(String reason) implements Outcome {}

    /**
     * The call did not succeed for a reason that says nothing about the machine. The decider keeps the hook open and asks
     * again, under the same id: the call may have taken effect all the same.
     *
     * @param reason the action, the resource and what AWS answered
     * @param remedy what ends it; empty where it passes by itself
     */
    record Blocked(Fault fault, String reason, String remedy) implements Outcome {}

    /** Whose fault a call met that says nothing about the machine. */
    enum Fault {
        /** Throttling, a denial, credentials, a clock, an outage, a missing table. */
        SURROUNDINGS,
        /** A bug, or a wrong declaration: people must change something. */
        REQUEST
    }

    /** A record that is not Muster's stands under the hostname: no record was changed, and the name is of no use. */
    record NameRefused(String reason) implements Outcome {}

    /** The instance does not exist any more. */
    record InstanceGone(String reason) implements Outcome {}

    /** The instance has moved on, or what the effect relies on is another's by now: nothing was done. */
    record Fenced(String reason) implements Outcome {}

    /**
     * AWS said no. Written by releases before {@link Blocked} was known; still read.
     *
     * @param permanent whether asking again is pointless until somebody changes something
     */
    record Failed(String reason, boolean permanent) implements Outcome {}
}
