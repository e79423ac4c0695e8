package muster.awssim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;

/** What the API of Systems Manager can do with the world. To be called within a turn. */
public final class RunCommand {
    private static final int MOST_INSTANCES = 50;
    private static final int LONGEST_COMMENT = 100;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(30);

    private final Hosts hosts;
    private final Machines machines;
    private final Turns turns;
    private final CurrentLags lags;

    RunCommand(Hosts hosts, Machines machines, Turns turns, CurrentLags lags) {
        this.hosts = hosts;
        this.machines = machines;
        this.turns = turns;
        this.lags = lags;
    }

    /** @throws Refusal DocumentAlreadyExists or InvalidDocumentContent */
    public Document createDocument(Scope scope, String name, String content, String type, String format) {
        DocumentParameters.refuseUnreadable(content);
        return hosts.createDocument(scope, name, content, type, format);
    }

    /** @throws Refusal InvalidDocument */
    public Document document(Scope scope, String name) {
        return hosts.document(scope, name)
                .orElseThrow(() -> new Refusal("InvalidDocument", "Document with name " + name + " does not exist."));
    }

    /**
     * Sends a command that each host executes when it arrives there: to 1–50 instances, with a comment of up to 100
     * characters, and 30 s to 30 days for its delivery.
     *
     * @throws Refusal ValidationException, InvalidDocument, InvalidDocumentVersion, InvalidParameters, or InvalidInstanceId
     *     when an agent is not online
     */
    public Command send(Scope scope, CommandOrder order) {
        List<String> instances = order.instances();
        if (instances.isEmpty() || instances.size() > MOST_INSTANCES) {
            throw unmet("instanceIds", "Member must have length less than or equal to " + MOST_INSTANCES);
        }
        if (order.comment().length() > LONGEST_COMMENT) {
            throw unmet("comment", "Member must have length less than or equal to " + LONGEST_COMMENT);
        }
        if (order.timeout().compareTo(SHORTEST_TIMEOUT) < 0) {
            throw unmet(
                    "timeoutSeconds",
                    "Member must have value greater than or equal to " + SHORTEST_TIMEOUT.toSeconds());
        }
        if (order.timeout().compareTo(LONGEST_TIMEOUT) > 0) {
            throw unmet(
                    "timeoutSeconds", "Member must have value less than or equal to " + LONGEST_TIMEOUT.toSeconds());
        }
        Document document = document(scope, order.document());
        refuseOtherVersion(document, order);
        DocumentParameters.refuse(document, order.parameters());
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
        return hosts.send(scope, order);
    }

    private static void refuseOtherVersion(Document document, CommandOrder order) {
        order.documentVersion()
                .filter(version ->
                        !List.of(Document.VERSION, "$DEFAULT", "$LATEST").contains(version))
                .ifPresent(version -> {
                    throw new Refusal(
                            "InvalidDocumentVersion",
                            "Document version " + version + " of " + document.name() + " does not exist.");
                });
        order.documentHash()
                .filter(hash -> !hash.equalsIgnoreCase(document.hash()))
                .ifPresent(hash -> {
                    throw new Refusal("InvalidDocument", "document hash " + hash + " does not match Sha256.");
                });
    }

    private static Refusal unmet(String member, String constraint) {
        return new Refusal(
                "ValidationException",
                "1 validation error detected: Value at '" + member + "' failed to satisfy constraint: " + constraint);
    }

    /** The newest first; those that ListCommands shows already. */
    public List<Command> listed(Scope scope) {
        return since(scope, lags.now().listCommands());
    }

    /** The newest first; those whose invocations are known already. */
    public List<Command> invoked(Scope scope) {
        return since(scope, lags.now().commandInvocations());
    }

    private List<Command> since(Scope scope, Duration lag) {
        Instant now = turns.now();
        return hosts.commands(scope).stream()
                .filter(one -> !now.isBefore(one.requested().plus(lag)))
                .toList();
    }
}
