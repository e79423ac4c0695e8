package muster.awssim.world;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.base.Scope;

/** A command of Run Command, with how far it has come on each instance. */
public record Command(
        String id,
        Scope scope,
        String document,
        String comment,
        List<String> instances,
        Map<String, List<String>> parameters,
        Instant requested,
        Instant expires,
        Map<String, CommandStatus> invocations) {
    public Command {
        invocations = new LinkedHashMap<>(invocations);
    }

    /** That of the whole command: the worst of its ends, or that it is still under way. */
    public CommandStatus status() {
        for (CommandStatus status : List.of(
                CommandStatus.IN_PROGRESS,
                CommandStatus.PENDING,
                CommandStatus.FAILED,
                CommandStatus.TERMINATED,
                CommandStatus.UNDELIVERABLE,
                CommandStatus.TIMED_OUT,
                CommandStatus.DELIVERY_TIMED_OUT,
                CommandStatus.CANCELLED)) {
            if (invocations.containsValue(status)) {
                return status;
            }
        }
        return CommandStatus.SUCCESS;
    }

    /** The parameter's first value, or "". */
    String parameter(String name) {
        List<String> values = parameters.getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }

    long count(CommandStatus status) {
        return invocations.values().stream().filter(status::equals).count();
    }

    /** Whether it has not reached this host yet: ListCommands does not find it by the instance then. */
    public boolean isPendingOn(String instance) {
        return invocations.get(instance) == CommandStatus.PENDING;
    }

    public long completed() {
        return invocations.values().stream().filter(CommandStatus::isEnd).count();
    }

    public long errors() {
        return count(CommandStatus.FAILED);
    }

    public long undelivered() {
        return count(CommandStatus.UNDELIVERABLE)
                + count(CommandStatus.TIMED_OUT)
                + count(CommandStatus.DELIVERY_TIMED_OUT);
    }
}
