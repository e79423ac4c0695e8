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
final class Hosts implements Scaling.Disks {
    private static final Duration DELIVERY = Duration.ofMillis(5);

    private record DocumentKey(Scope scope, String name) {}

    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final AwsEvents events;
    private final Machines machines;
    private final Map<DocumentKey, Document> documents = new LinkedHashMap<>();
    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Map<String, Ending> endingsToCome = new HashMap<>();
    /** Commands that have arrived at a host whose agent does not pick them up. */
    private final Map<String, List<Command>> waiting = new HashMap<>();

    private record Ending(CommandStatus status, int times) {}

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
            pickUp(machine);
        }
    }

    /** The agent pings as before and picks up no command, until it listens again. */
    void deaf(Machine machine, boolean deaf) {
        machine.agentDeaf = deaf;
        pickUp(machine);
    }

    private void pickUp(Machine machine) {
        if (machine.agentOnline && !machine.agentDeaf) {
            Optional.ofNullable(waiting.remove(machine.id))
                    .ifPresent(commands -> commands.forEach(command -> deliver(command, machine)));
        }
    }

    /** Its root volume is being replaced: what runs on it ends, and the agent goes. */
    @Override
    public void taken(Machine machine) {
        machine.powerEra++;
        goOffline(machine);
    }

    /** It boots from another root volume, with nothing on it. */
    @Override
    public void given(Machine machine) {
        machine.markers.clear();
        machine.group.spec.agentOnline().ifPresent(delay -> comeOnline(machine, delay));
    }

    void goOffline(Machine machine) {
        if (machine.agentOnline) {
            machine.agentOnline = false;
            record(machine, "agent-offline", Json.object());
        }
    }

    /** The next so many commands on this host end in this way, whether or not they did anything. */
    void endCommands(Machine machine, CommandStatus status, int times) {
        endingsToCome.put(machine.id, new Ending(status, times));
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

    Command send(Scope scope, CommandOrder order) {
        List<String> instances = order.instances();
        Map<String, CommandStatus> invocations = new LinkedHashMap<>();
        instances.forEach(instance -> invocations.put(instance, CommandStatus.PENDING));
        Command command = new Command(
                dice.uuid("command", order.comment(), String.join(",", instances)),
                scope,
                order.document(),
                order.comment(),
                instances,
                order.parameters(),
                turns.now(),
                turns.now().plus(order.timeout()),
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
        if (!command.isPendingOn(machine.id)) {
            return;
        }
        if (!machine.agentOnline && machine.state != Ec2State.RUNNING) {
            finish(command, machine, CommandStatus.UNDELIVERABLE);
        } else if (!machine.agentOnline || machine.agentDeaf) {
            waiting.computeIfAbsent(machine.id, _ -> new ArrayList<>()).add(command);
            turns.after(Duration.between(turns.now(), command.expires()), () -> {
                if (command.isPendingOn(machine.id)) {
                    finish(command, machine, CommandStatus.DELIVERY_TIMED_OUT);
                }
            });
        } else {
            start(command, machine);
        }
    }

    private void start(Command command, Machine machine) {
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
        Ending ending = endingsToCome.getOrDefault(machine.id, new Ending(CommandStatus.SUCCESS, 0));
        if (ending.times() > 0) {
            endingsToCome.put(machine.id, new Ending(ending.status(), ending.times() - 1));
            return ending.status();
        }
        String effectId = command.parameter("EffectId");
        boolean ran = effectId.isEmpty() || machine.markers.add(effectId);
        // without the parameter the document reads the tag from the instance metadata, which may lag behind EC2
        boolean passed = command.parameters().containsKey("Hostname");
        String hostname = passed ? command.parameter("Hostname") : machine.metadataTags.getOrDefault("Hostname", "");
        record(
                machine,
                "command-ran",
                Json.object()
                        .put("commandId", command.id())
                        .put("document", command.document())
                        .put("effectId", effectId)
                        .put("hostname", hostname)
                        .put("hostnameFrom", passed ? "parameter" : "metadata")
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
