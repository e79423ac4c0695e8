package muster.awssim.world;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import muster.awssim.base.Dice;
import muster.awssim.base.Json;
import muster.awssim.base.Scope;
import muster.awssim.base.Turns;
import muster.awssim.events.EventBus;
import muster.awssim.journal.Journal;

/**
 * What can be done with the simulated account: groups are made, instances launched, promoted, returned, ended.
 * Each verb begins what AWS would take its time for; the rest follows by itself. Safe for use by several threads.
 * A verb throws IllegalArgumentException for a group or an instance that isn't there, and IllegalStateException where the
 * instance's state doesn't allow it.
 */
public final class World {
    private final Turns turns;
    private final Dice dice;
    private final Journal journal;
    private final Scope home;
    private final Map<String, Group> groups = new LinkedHashMap<>();
    private final Machines machines;
    private final Power power;
    private final Hooks hooks;
    private final Scaling scaling;
    private final Hosts hosts;
    private final Dns dns;
    private final AutoScaling autoScaling;
    private final RunCommand runCommand;
    private final Refreshes refreshes;
    private final AwsEvents events;
    private final CurrentLags lags = new CurrentLags();

    /** @param home account and region of groups that don't say their own */
    public World(Scope home, Turns turns, Dice dice, Journal journal, EventBus bus, Latencies latencies) {
        this.home = home;
        this.turns = turns;
        this.dice = dice;
        this.journal = journal;
        this.events = new AwsEvents(bus, dice, turns);
        this.machines = new Machines(journal, dice, turns, lags);
        this.power = new Power(turns, dice, journal, events, latencies, machines);
        this.hooks = new Hooks(turns, dice, journal, events);
        this.hosts = new Hosts(turns, dice, journal, events, machines, power);
        this.scaling = new Scaling(turns, dice, journal, events, latencies, machines, power, hooks, hosts);
        this.refreshes = new Refreshes(turns, dice, journal, events, machines, scaling);
        this.dns = new Dns(turns, dice, journal, latencies.dnsChange());
        this.autoScaling = new AutoScaling(groups, machines, scaling, hooks, refreshes, journal);
        this.runCommand = new RunCommand(hosts, machines, turns, lags);
    }

    public Turns turns() {
        return turns;
    }

    public Scope home() {
        return home;
    }

    public Dns dns() {
        return dns;
    }

    /** What Auto Scaling's API does. */
    public AutoScaling autoScaling() {
        return autoScaling;
    }

    /** What the API of Systems Manager does. */
    public RunCommand runCommand() {
        return runCommand;
    }

    public void createGroup(GroupSpec spec) {
        turns.take(() -> {
            if (groups.containsKey(spec.name())) {
                throw new IllegalArgumentException("there is a group of this name: " + spec.name());
            }
            Scope scope = spec.region()
                    .map(region -> new Scope(home.account(), region))
                    .orElse(home);
            groups.put(spec.name(), new Group(spec, scope, dice.uuid("group", spec.name()), turns.now()));
            ObjectNode line = Json.object().put("group", spec.name());
            for (HookSpec hook : spec.hooks()) {
                line.put(hook.transition() == Transition.LAUNCHING ? "launchHook" : "terminateHook", hook.name());
            }
            spec.warmPool().ifPresent(pool -> line.put("warmPool", pool.state().text()));
            journal.record(scope, "group-created", line);
        });
    }

    /** @return the id of the new instance */
    public String launchDirect(String group) {
        return turns.take(() -> scaling.launch(group(group), Passage.DIRECT_LAUNCH).id);
    }

    /** @return the id of the new instance */
    public String launchIntoPool(String group) {
        return turns.take(() -> {
            Group into = group(group);
            if (into.spec.warmPool().isEmpty()) {
                throw new IllegalStateException("the group has no warm pool: " + group);
            }
            return scaling.launch(into, Passage.POOL_ENTRY).id;
        });
    }

    /** From rest in the warm pool into the active group. */
    public void promote(String instance) {
        act(instance, scaling::promote);
    }

    /** From service back into the warm pool, as scale-in does with the reuse policy. */
    public void returnToPool(String instance) {
        act(instance, scaling::returnToPool);
    }

    /** Out of the group or of its pool, and terminated, by Auto Scaling. */
    public void scaleIn(String instance) {
        act(instance, scaling::scaleIn);
    }

    /** In the console, without Auto Scaling: EC2 ends the instance first, the terminate hook comes later or never. */
    public void terminateByHand(String instance) {
        act(instance, machine -> {
            if (!machine.state.isEnd()) {
                journal.record(machine.scope(), "killed-by-hand", Json.object().put("instance", instance));
                power.terminate(machine);
            }
        });
    }

    /** By hand, in EC2. Auto Scaling does not mind here. */
    public void stop(String instance) {
        act(instance, machine -> {
            requireState(machine, Ec2State.RUNNING);
            power.stop(machine);
        });
    }

    /** By hand, in EC2. */
    public void start(String instance) {
        act(instance, machine -> {
            requireState(machine, Ec2State.STOPPED);
            power.start(machine);
        });
    }

    /** Brings an agent online now, also one that would never have registered. */
    public void agentOnline(String instance) {
        act(instance, hosts::online);
    }

    /** Takes an agent offline now; it comes back with the next start of the instance, or by {@link #agentOnline}. */
    public void agentOffline(String instance) {
        act(instance, hosts::goOffline);
    }

    /** The agent stays online and picks up no command until it is told to again: DeliveryTimedOut. */
    public void agentDeaf(String instance, boolean deaf) {
        act(instance, machine -> hosts.deaf(machine, deaf));
    }

    /** Makes the next so many commands on this host fail. */
    public void failCommands(String instance, int times) {
        endCommands(instance, CommandStatus.FAILED, times);
    }

    /** Makes the next so many commands on this host end in this way, without an effect on the host. */
    public void endCommands(String instance, CommandStatus status, int times) {
        if (!status.isEnd()) {
            throw new IllegalArgumentException("not an end: " + status);
        }
        act(instance, machine -> hosts.endCommands(machine, status, times));
    }

    /**
     * Emits the events of a command that another tool sent, which this simulation does not run.
     *
     * @param host an instance, or a hybrid-activated host such as {@code mi-0123456789abcdef0}
     * @param status as Systems Manager writes it: InProgress, Success, Failed, Cancelled, TimedOut
     */
    public void commandEvent(String host, String commandId, String document, String status) {
        turns.take(() -> {
            Scope scope = machines.find(host).map(Machine::scope).orElse(home);
            events.foreignCommand(scope, host, commandId, document, status);
        });
    }

    /** Other lags from now on; what is on its way keeps the old ones. */
    public void use(Lags others) {
        lags.use(others);
    }

    public Lags lags() {
        return lags.now();
    }

    /** Like an instance of the group, with its tags, but in no group. */
    public String launchOutside(String like) {
        return turns.take(() -> scaling.launchOutside(group(like)).id);
    }

    /** From service into Standby, or back. No hook runs. */
    public void enterStandby(String instance) {
        act(instance, scaling::enterStandby);
    }

    public void exitStandby(String instance) {
        act(instance, scaling::exitStandby);
    }

    /** Out of its group, running. No hook runs. */
    public void detach(String instance) {
        act(instance, scaling::detach);
    }

    /** A running instance of no group into this one. No hook runs. */
    public void attach(String instance, String group) {
        act(instance, machine -> scaling.attach(machine, group(group)));
    }

    /**
     * By force its instances are terminated and no hook runs.
     *
     * @throws Refusal ResourceInUse where instances are left in it, without force
     */
    public void deleteGroup(String group, boolean force) {
        turns.take(() -> autoScaling.delete(group(group).scope, group, force));
    }

    /** As an instance refresh with the strategy ReplaceRootVolume does to one instance in service. */
    public void replaceRootVolume(String instance) {
        act(instance, scaling::replaceRootVolume);
    }

    /** Its next root volume replacement will fail: the instance is terminated then, and another one is launched. */
    public void failRootVolumeReplacement(String instance) {
        act(instance, machine -> machine.rootReplacementFails = true);
    }

    /**
     * Replaces the root volumes of all instances in service, one after the other.
     *
     * @param checkpoints percentages at which an event is emitted, rising
     * @return the id of the refresh
     * @throws Refusal InstanceRefreshInProgress, or ValidationError for a group with a warm pool
     */
    public String refreshRootVolumes(String group, List<Integer> checkpoints) {
        return turns.take(() -> refreshes.start(group(group), checkpoints).id);
    }

    /** Its root volume is replaced: what commands have left on it is gone. */
    public void loseDisk(String instance) {
        act(instance, machine -> machine.markers.clear());
    }

    /** Lets the time of its open hooks run out now. Their answers say that the script did it. */
    public void expireHooks(String instance) {
        act(instance, machine -> List.copyOf(machine.openHooks).forEach(hooks::expire));
    }

    public void createTags(Scope scope, List<String> ids, Map<String, String> tags) {
        turns.take(() -> machines.createTags(scope, ids, tags));
    }

    /** @param tags key to value; an absent value removes the tag whatever its value is */
    public void deleteTags(Scope scope, List<String> ids, Map<String, Optional<String>> tags) {
        turns.take(() -> machines.deleteTags(scope, ids, tags));
    }

    /** All that ever were, in the order of their launch. */
    public List<InstanceView> instances() {
        return turns.take(() -> machines.all().stream().map(Machine::view).toList());
    }

    public List<InstanceView> instances(Predicate<InstanceView> which) {
        return instances().stream().filter(which).toList();
    }

    public Optional<InstanceView> find(String instance) {
        return turns.take(() -> machines.find(instance).map(Machine::view));
    }

    public InstanceView instance(String instance) {
        return turns.take(() -> machines.require(instance).view());
    }

    private void act(String instance, Consumer<Machine> verb) {
        turns.take(() -> verb.accept(machines.require(instance)));
    }

    private Group group(String name) {
        return Optional.ofNullable(groups.get(name))
                .orElseThrow(() -> new IllegalArgumentException("no such group: " + name));
    }

    private static void requireState(Machine machine, Ec2State state) {
        if (machine.state != state) {
            throw new IllegalStateException(machine.id + " is " + machine.state.text() + ", not " + state.text());
        }
    }
}
