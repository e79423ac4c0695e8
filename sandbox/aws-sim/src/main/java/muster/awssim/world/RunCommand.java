package muster.awssim.world;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Scope;

/** What the API of Systems Manager can do with the world. To be called within a turn. */
public final class RunCommand {
    private static final int MOST_INSTANCES = 50;
    private static final int LONGEST_COMMENT = 100;

    private final Hosts hosts;
    private final Machines machines;

    RunCommand(Hosts hosts, Machines machines) {
        this.hosts = hosts;
        this.machines = machines;
    }

    /** @throws Refusal DocumentAlreadyExists */
    public Document createDocument(Scope scope, String name, String content, String type, String format) {
        return hosts.createDocument(scope, name, content, type, format);
    }

    /** @throws Refusal InvalidDocument */
    public Document document(Scope scope, String name) {
        return hosts.document(scope, name)
                .orElseThrow(() -> new Refusal("InvalidDocument", "Document with name " + name + " does not exist."));
    }

    /**
     * Sends a command that each host executes when it arrives there.
     *
     * @param instances 1–50
     * @param comment up to 100 characters
     * @throws Refusal ValidationException, InvalidDocument, or InvalidInstanceId when an agent is not online
     */
    public Command send(
            Scope scope,
            String document,
            String comment,
            List<String> instances,
            Map<String, List<String>> parameters,
            Duration timeout) {
        if (instances.isEmpty() || instances.size() > MOST_INSTANCES) {
            throw new Refusal(
                    "ValidationException",
                    "1 validation error detected: Value at 'instanceIds' failed to satisfy constraint: "
                            + "Member must have length less than or equal to " + MOST_INSTANCES);
        }
        if (comment.length() > LONGEST_COMMENT) {
            throw new Refusal(
                    "ValidationException",
                    "1 validation error detected: Value at 'comment' failed to satisfy constraint: "
                            + "Member must have length less than or equal to " + LONGEST_COMMENT);
        }
        document(scope, document);
        List<String> absent = instances.stream()
                .filter(id -> machines.find(id)
                        .filter(machine -> machine.scope().equals(scope) && machine.agentOnline)
                        .isEmpty())
                .toList();
        if (!absent.isEmpty()) {
            throw new Refusal(
                    "InvalidInstanceId",
                    "Instances " + absent + " not in a valid state for account " + scope.account());
        }
        return hosts.send(scope, document, comment, instances, parameters, timeout);
    }

    /** The newest first. */
    public List<Command> commands(Scope scope) {
        return hosts.commands(scope);
    }

    public Optional<Command> command(Scope scope, String id) {
        return commands(scope).stream().filter(one -> one.id().equals(id)).findFirst();
    }
}
