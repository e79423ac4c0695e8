package muster.checker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The outside as the journal has told it so far: a fold of its lines. */
final class World {
    private final String hostnameTable;
    private final Hostnames hostnames = new Hostnames();
    private final Map<String, Machine> machines = new LinkedHashMap<>();
    private final Map<Fact.RecordKey, List<String>> records = new HashMap<>();
    private final Map<String, Fact.HookOpened> openHooks = new TreeMap<>();

    World(String hostnameTable) {
        this.hostnameTable = hostnameTable;
    }

    Hostnames hostnames() {
        return hostnames;
    }

    Collection<Machine> machines() {
        return machines.values();
    }

    Map<Fact.RecordKey, List<String>> records() {
        return records;
    }

    /** Hooks that were neither answered nor withdrawn, by token. */
    Collection<Fact.HookOpened> openHooks() {
        return openHooks.values();
    }

    Optional<Fact.HookOpened> openHook(String token) {
        return Optional.ofNullable(openHooks.get(token));
    }

    Optional<Machine> machine(String instance) {
        return Optional.ofNullable(machines.get(instance));
    }

    /** The instance that was launched last with this address: EC2 gives the address of a dead one to another. */
    Optional<Machine> machineAt(String address) {
        List<Machine> found = new ArrayList<>(machines.values().stream()
                .filter(machine -> machine.hasAddress(address))
                .toList());
        return found.isEmpty() ? Optional.empty() : Optional.of(found.getLast());
    }

    /** Whether a record stands under the name that points at none of the instances, or takes the place of any address. */
    boolean bearsAnothersRecord(String hostname) {
        return records.entrySet().stream()
                .filter(entry -> OneLiveOwner.isNamed(entry.getKey(), hostname))
                .anyMatch(entry -> entry.getKey().type().equals("CNAME")
                        || (OneLiveOwner.isAddressRecord(entry.getKey())
                                && entry.getValue().stream()
                                        .allMatch(address -> machineAt(address).isEmpty())));
    }

    boolean isLive(String instance) {
        return machine(instance).map(Machine::isLive).orElse(false);
    }

    /** Whether the write is to the table of hostnames. */
    boolean isAboutHostnames(Fact.TableWritten written) {
        return written.table().equals(hostnameTable);
    }

    void apply(Fact fact) {
        switch (fact) {
            case Fact.Launched launched -> machines.put(launched.instance(), new Machine(launched));
            case Fact.StateChanged(var place, var instance, var state) -> {
                machine(instance).ifPresent(machine -> machine.enter(state));
                if (state.equals("shutting-down") || state.equals("terminated")) {
                    machine(instance).ifPresent(machine -> machine.die(place));
                }
            }
            case Fact.LifecycleMoved(var place, var instance, var state) -> {
                if (state.equals("InService")) {
                    life(instance).ifPresent(life -> life.enterService(place));
                } else if (state.equals("RootVolumeReplaced")) {
                    life(instance).ifPresent(Life::replaceDisk);
                } else if (state.equals("Terminating:Retained")) {
                    machine(instance).ifPresent(Machine::retain);
                }
            }
            case Fact.AgentSeen seen -> machine(seen.instance()).ifPresent(machine -> machine.agent(seen.online()));
            case Fact.HookOpened opened -> open(opened);
            case Fact.HookAnswered answered -> answer(answered);
            case Fact.HookWithdrawn withdrawn -> openHooks.remove(withdrawn.token());
            case Fact.Tagged tagged -> machine(tagged.instance()).ifPresent(machine -> machine.tag(tagged.tags()));
            case Fact.Untagged gone -> machine(gone.instance()).ifPresent(machine -> machine.untag(gone.keys()));
            case Fact.RecordUpserted upserted -> records.put(upserted.key(), upserted.values());
            case Fact.RecordDeleted deleted -> records.remove(deleted.key());
            case Fact.CommandRan ran -> {
                if (ran.done()) {
                    newestLife(ran.instance())
                            .ifPresent(life -> life.start(ran.place(), Hostnames.plain(ran.hostname())));
                }
            }
            case Fact.TableWritten written -> {
                if (isAboutHostnames(written)) {
                    hostnames.apply(written);
                }
            }
            case Fact.CommandFinished finished -> {
                newestLife(finished.instance()).ifPresent(life -> life.end(finished.status()));
            }
            case Fact.Call _, Fact.CommandSent _, Fact.EventEmitted _, Fact.Other _ -> {}
        }
    }

    private Optional<Life> life(String instance) {
        return machine(instance).flatMap(Machine::openLife);
    }

    /** What was under way when its end began still runs, and counts where the machine is then retained. */
    private Optional<Life> newestLife(String instance) {
        return machine(instance)
                .filter(Machine::isLive)
                .map(Machine::lives)
                .filter(lives -> !lives.isEmpty())
                .map(List::getLast);
    }

    private void open(Fact.HookOpened opened) {
        boolean isFirst = sisters(opened.hook()).isEmpty();
        openHooks.put(opened.hook().token(), opened);
        machine(opened.hook().instance()).ifPresent(machine -> {
            if (opened.hook().opensLife() && isFirst) {
                machine.open(opened);
            } else if (opened.hook().leadsIntoService()) {
                machine.openLife().ifPresent(life -> life.add(opened.hook().token()));
            } else if (opened.hook().endsLife()) {
                machine.end(opened.place());
            }
        });
    }

    /** Open hooks of the transition that a hook belongs to: all hooks of one open before any of them can be answered. */
    List<Fact.HookOpened> sisters(Fact.Hook hook) {
        return openHooks.values().stream()
                .filter(open ->
                        open.hook().isAlike(hook) && !open.hook().token().equals(hook.token()))
                .toList();
    }

    private void answer(Fact.HookAnswered answered) {
        openHooks.remove(answered.token());
        if (answered.launching() && answered.result().equals("CONTINUE")) {
            life(answered.instance()).filter(life -> life.has(answered.token())).ifPresent(Life::admit);
        }
    }
}
