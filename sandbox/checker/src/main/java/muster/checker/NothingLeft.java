package muster.checker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * I4: after its end plus a bound, an instance's name is free and its records are gone; nobody else's were touched.
 *
 * <p>An end is the death of the instance, or its return to the warm pool where names are given back on return. A
 * record is somebody else's where its value is no address of an instance of ours, or is that of a live owner in the
 * midst of its life, or where it is neither an address nor a reverse record: those are written by other tools, and once.
 */
final class NothingLeft implements Rule {
    private final Findings findings;
    private final Settings settings;

    NothingLeft(Findings findings, Settings settings) {
        this.findings = findings;
        this.settings = settings;
    }

    @Override
    public void before(Fact fact, World world) {
        switch (fact) {
            case Fact.RecordDeleted deleted
            when OneLiveOwner.isAddressRecord(deleted.key()) ->
                deleted.values()
                        .forEach(address -> touched(deleted.key(), address, "was deleted", deleted.place(), world));
            case Fact.RecordUpserted upserted
            when OneLiveOwner.isAddressRecord(upserted.key())
                    && upserted.changed()
                    && pointsAtUs(upserted.values(), world) ->
                upserted.previous().stream()
                        .filter(address -> !upserted.values().contains(address))
                        .forEach(address ->
                                touched(upserted.key(), address, "was overwritten", upserted.place(), world));
            case Fact.RecordDeleted deleted
            when isNeverOurs(deleted.key(), world) ->
                findings.add(
                        Invariant.I4,
                        "%s was deleted, which is not Muster's".formatted(deleted.key()),
                        deleted.place());
            case Fact.RecordUpserted upserted
            when isNeverOurs(upserted.key(), world)
                    && upserted.changed()
                    && !upserted.previous().isEmpty() ->
                findings.add(
                        Invariant.I4,
                        "%s was overwritten, which is not Muster's".formatted(upserted.key()),
                        upserted.place());
            case Fact.TableWritten written when world.isAboutHostnames(written) -> released(written, world);
            default -> {}
        }
    }

    @Override
    public void atEnd(Instant end, World world) {
        world.machines().stream()
                .filter(machine -> leftLongAgo(machine, end))
                .filter(machine -> !machine.isLive() || !settings.namesStayInPool())
                .forEach(machine -> {
                    nameIsFree(machine, world);
                    recordsAreGone(machine, world);
                });
    }

    private static boolean isNeverOurs(Fact.RecordKey key, World world) {
        if (Hostnames.plain(key.name()).endsWith(".ip6.arpa")) {
            return false;
        }
        return key.type().equals("PTR")
                ? world.machines().stream()
                        .flatMap(machine -> machine.addresses().stream())
                        .noneMatch(address -> Hostnames.plain(key.name()).equals(reverse(address)))
                : !OneLiveOwner.isAddressRecord(key);
    }

    private static boolean pointsAtUs(List<String> addresses, World world) {
        return addresses.stream().anyMatch(address -> world.machineAt(address).isPresent());
    }

    private void touched(Fact.RecordKey key, String address, String what, Fact.Place place, World world) {
        Optional<Machine> target = world.machineAt(address);
        if (target.isEmpty()) {
            findings.add(
                    Invariant.I4,
                    "%s %s, which pointed at %s, no instance of ours".formatted(key, what, address),
                    place);
            return;
        }
        Machine host = target.get();
        boolean inItsLife =
                host.isLive() && host.openLife().filter(Life::isAdmitted).isPresent();
        boolean owned = world.hostnames()
                .claimOn(key.name())
                .filter(claim -> claim.owner().equals(host.id()))
                .isPresent();
        if (inItsLife && owned) {
            findings.add(Invariant.I4, "%s %s while %s lives and owns the name".formatted(key, what, host), place);
        }
    }

    private void released(Fact.TableWritten written, World world) {
        Hostnames.Change change = world.hostnames().preview(written);
        if (!change.isRelease()) {
            return;
        }
        Hostnames.Claim before = change.before().orElseThrow();
        world.machine(before.owner())
                .filter(owner -> owner.isLive()
                        && owner.openLife().filter(Life::isAdmitted).isPresent())
                .ifPresent(owner -> findings.add(
                        Invariant.I4,
                        "%s was freed in the midst of a life of its owner %s".formatted(change.hostname(), owner),
                        before.since(),
                        written.place()));
    }

    private boolean leftLongAgo(Machine machine, Instant end) {
        return machine.lastEnd()
                .filter(place -> !place.at().isAfter(end.minus(settings.settle())))
                .isPresent();
    }

    private void nameIsFree(Machine machine, World world) {
        world.hostnames()
                .heldBy(machine.id())
                .forEach(claim -> findings.add(
                        Invariant.I4,
                        "%s still belongs to %s, which %s".formatted(claim.hostname(), machine, state(machine)),
                        claim.since(),
                        machine.lastEnd().orElseThrow()));
    }

    private void recordsAreGone(Machine machine, World world) {
        world.records()
                .forEach((key, values) -> machine.addresses().stream()
                        .filter(address -> pointsAt(key, values, address))
                        .filter(address -> world.machineAt(address)
                                .filter(host -> host == machine)
                                .isPresent())
                        .forEach(address -> findings.add(
                                Invariant.I4,
                                "%s is still there for %s (%s), which %s"
                                        .formatted(key, machine, address, state(machine)),
                                machine.lastEnd().orElseThrow())));
    }

    private static boolean pointsAt(Fact.RecordKey key, List<String> values, String address) {
        return key.type().equals("PTR")
                ? Hostnames.plain(key.name()).equals(reverse(address))
                : OneLiveOwner.isAddressRecord(key) && values.contains(address);
    }

    /** The name of an IPv4 address's PTR record; of no use for others. */
    private static String reverse(String address) {
        List<String> parts = List.of(address.split("\\.", -1));
        return String.join(".", parts.reversed()) + ".in-addr.arpa";
    }

    private static String state(Machine machine) {
        return machine.isLive() ? "returned to the pool" : "has terminated";
    }
}
