package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Spread;
import muster.awssim.base.Turns;
import muster.awssim.journal.Journal;

/** What runs on the instances: the SSM agent, the documents that it is sent, and the markers that these leave behind. */
final class Hosts {
    private static final Duration DELIVERY = Duration.ofMillis(5);

    private record DocumentKey(Scope scope, String name) {}

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private final Machines machines;
    private final Map<DocumentKey, Document> documents = new LinkedHashMap<>();
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Map<String, Integer> failuresToCome = new HashMap<>();

    Hosts(Turns turns, Dice dice, Journal journal, AwsEvents events, Machines machines, Power power) {
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = events;
        this.machines = machines;
        power.listen(this::powerChanged);
    }

    private void powerChanged(Machine machine) {
        switch (machine.state) {
            case RUNNING -> machine.group.spec.agentOnline().ifPresent(delay -> comeOnline(machine, delay));
            case STOPPING, SHUTTING_DOWN -> goOffline(machine);
            case PENDING, STOPPED, TERMINATED -> {}
        }
    }

    private void comeOnline(Machine machine, Spread delay) {
        int era = machine.powerEra;
        turns.after(dice.pick(delay, "agent", machine.id), () -> {
            if (machine.powerEra == era) {
                online(machine);
            }
        });
    }

    /** Also by order, for an agent that would never have registered. */
    void online(Machine machine) {
        if (!machine.agentOnline && machine.state == Ec2State.RUNNING) {
            machine.registered = true;
            machine.agentOnline = true;
            machine.lastPing = turns.now();
            record(machine, "agent-online", Json.object());
        }
    }

    private void goOffline(Machine machine) {
        if (machine.agentOnline) {
            machine.agentOnline = false;
            record(machine, "agent-offline", Json.object());
        }
    }

    /** The next so many commands on this host run and fail. */
    void failCommands(Machine machine, int times) {
        failuresToCome.put(machine.id, times);
    }

    Document createDocument(Scope scope, String name, String content, String type, String format) {
        if (documents.containsKey(new DocumentKey(scope, name))) {
            throw new Refusal("DocumentAlreadyExists", "The specified document already exists.");
        }
        Document document = new Document(name, content, type, format, turns.now());
        documents.put(new DocumentKey(scope, name), document);
        journal.record(scope, "document-created", Json.object().put("document", name));
        return document;
    }

    Optional<Document> document(Scope scope, String name) {
        return Optional.ofNullable(documents.get(new DocumentKey(scope, name)));
    }

    List<Command> commands(Scope scope) {
        // the newest first, as ListCommands has them
        List<Command> newest = new ArrayList<>(commands.values().stream()
                .filter(one -> one.scope().equals(scope))
                .toList());
        Collections.reverse(newest);
        return newest;
    }

    Command send(
            Scope scope,
            String document,
            String comment,
            List<String> instances,
            Map<String, List<String>> parameters,
            Duration timeout) {
        Map<String, CommandStatus> invocations = new LinkedHashMap<>();
        instances.forEach(instance -> invocations.put(instance, CommandStatus.PENDING));
        Command command = new Command(
                dice.uuid("command", comment, String.join(",", instances)),
                scope,
                document,
                comment,
                instances,
                parameters,
                turns.now(),
                turns.now().plus(timeout),
                invocations);
        commands.put(command.id(), command);
        journal.record(scope, "command-sent", sending(command));
        instances.forEach(instance -> turns.after(DELIVERY, () -> deliver(command, machines.require(instance))));
        return command;
    }

    private static ObjectNode sending(Command command) {
        ObjectNode line = Json.object()
                .put("commandId", command.id())
                .put("document", command.document())
                .put("comment", command.comment());
        line.set("instances", Json.of(command.instances()));
        return line.set("parameters", Json.of(command.parameters()));
    }

    private void deliver(Command command, Machine machine) {
        if (!machine.agentOnline) {
            finish(command, machine, CommandStatus.UNDELIVERABLE);
            return;
        }
        command.invocations().put(machine.id, CommandStatus.IN_PROGRESS);
        events.commandStatus(command, machine, CommandStatus.IN_PROGRESS.status());
        int era = machine.powerEra;
        turns.after(dice.pick(machine.group.spec.commandRun(), "command", machine.id), () -> {
            if (machine.powerEra == era) {
                finish(command, machine, run(command, machine));
            } else {
                finish(command, machine, CommandStatus.TIMED_OUT);
            }
        });
    }

    /** As the document does on a real host: a marker with the effect's id makes a second run a no-op. */
    private CommandStatus run(Command command, Machine machine) {
        int failures = failuresToCome.getOrDefault(machine.id, 0);
        if (failures > 0) {
            failuresToCome.put(machine.id, failures - 1);
            return CommandStatus.FAILED;
        }
        String effectId = command.parameter("EffectId");
        boolean ran = effectId.isEmpty() || machine.markers.add(effectId);
        record(
                machine,
                "command-ran",
                Json.object()
                        .put("commandId", command.id())
                        .put("document", command.document())
                        .put("effectId", effectId)
                        .put("hostname", machine.tags.getOrDefault("Hostname", ""))
                        .put("ran", ran));
        return CommandStatus.SUCCESS;
    }

    private void finish(Command command, Machine machine, CommandStatus status) {
        command.invocations().put(machine.id, status);
        record(
                machine,
                "command-finished",
                Json.object()
                        .put("commandId", command.id())
                        .put("status", status == CommandStatus.TIMED_OUT ? "TimedOut" : status.details()));
        events.commandStatus(command, machine, status.status());
    }

    private void record(Machine machine, String kind, ObjectNode fields) {
        journal.record(
                machine.scope(), kind, Json.object().put("instance", machine.id).setAll(fields));
    }
}
