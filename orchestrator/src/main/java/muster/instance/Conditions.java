package muster.instance;

import java.util.Optional;
import muster.lifecycle.Condition;
import muster.lifecycle.Trigger;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.Instance.Command;
import muster.schemas.Instance.Dns;
import muster.schemas.Instance.Life;
import muster.schemas.Instance.Name;

/** Whether a declared condition holds, read from the state alone. */
final class Conditions {
    private Conditions() {}

    static boolean allow(Instance i, Trigger trigger) {
        return trigger.conditions().stream().allMatch(condition -> holds(i, condition)) && !isForbidden(i, trigger);
    }

    /** The first condition, in the order in which a machine comes up, that a trigger still waits for. */
    static Optional<Condition> firstUnmet(Instance i, Trigger trigger) {
        return isForbidden(i, trigger)
                ? Optional.empty()
                : trigger.conditions().stream()
                        .sorted()
                        .filter(condition -> !holds(i, condition))
                        .findFirst();
    }

    private static boolean isForbidden(Instance i, Trigger trigger) {
        return trigger.unless().stream().anyMatch(condition -> holds(i, condition));
    }

    static boolean holds(Instance i, Condition condition) {
        return switch (condition) {
            case LAUNCH_SEEN, DESTINATION_IS_ACTIVE -> i.life() instanceof Life.Active;
            case RUNNING -> i.host().isAt(Ec2State.RUNNING);
            case ADDRESS_KNOWN -> i.host().isDescribed();
            case AGENT_ONLINE -> i.host().agentOnline();
            case HOSTNAME_HELD ->
                i.name() instanceof Name.Held(var _, var claimed, var _) && claimed.equals(i.generation());
            case DNS_UPSERTED ->
                i.dns() instanceof Dns.Present
                        && i.awaited().values().stream().noneMatch(it -> it.effect() instanceof Effect.UpsertDns);
            case TAGGED ->
                i.name() instanceof Name.Held(var hostname, var _, var _)
                        && i.tagged().equals(hostname.value());
            case HOOK_ANSWERED -> Hooks.ofThisLife(i).allMatch(Hook::isClosed);
            case COMMAND_SUCCEEDED ->
                i.command() instanceof Command.Ended(var _, var _, var status) && status == CommandStatus.SUCCESS;
        };
    }
}
