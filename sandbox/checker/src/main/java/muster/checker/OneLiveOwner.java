package muster.checker;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * I1: at any moment a hostname has at most one live owner.
 *
 * <p>Seen four times over, independently: from the writes to the table (a live owner is never replaced without a
 * release), from tags (no two live instances wear one name in their present lives), from DNS (an A record points at
 * no host but the name's owner), and from commands (a service starts under no name that another live host serves or
 * owns, and in the midst of a life under none but the host's own).
 *
 * <p>No hook runs where an instance goes into Standby or out of its group, or where Auto Scaling retains it after its
 * terminate hook was abandoned: it runs on, and so its name is still its own.
 */
final class OneLiveOwner implements Rule {
    private final Findings findings;

    OneLiveOwner(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void before(Fact fact, World world) {
        switch (fact) {
            case Fact.TableWritten written when world.isAboutHostnames(written) -> table(written, world);
            case Fact.Tagged tagged -> tags(tagged, world);
            case Fact.RecordUpserted upserted -> dns(upserted, world);
            case Fact.CommandRan ran
            when ran.done() -> {
                if (!ran.hostname().isEmpty()) {
                    commands(ran, world);
                }
                if (!ran.effect().isEmpty()) {
                    startedAs(ran, world);
                }
            }
            default -> {}
        }
    }

    @Override
    public void atEnd(Instant end, World world) {
        world.machines().stream()
                .filter(Machine::isRetained)
                .filter(machine -> machine.openLife().filter(Life::isAdmitted).isPresent()
                        && world.hostnames().heldBy(machine.id()).isEmpty())
                .forEach(machine -> findings.add(
                        Invariant.I1, "%s was retained and runs, and its name was taken from it".formatted(machine)));
    }

    private void table(Fact.TableWritten written, World world) {
        Hostnames.Change change = world.hostnames().preview(written);
        if (!change.isAcquisition()) {
            return;
        }
        Hostnames.Claim after = change.after().orElseThrow();
        change.before()
                .filter(before -> !before.owner().equals(after.owner()) && world.isLive(before.owner()))
                .ifPresent(before -> findings.add(
                        Invariant.I1,
                        "%s went to %s while %s, which lives, owned it"
                                .formatted(change.hostname(), after.owner(), before.owner()),
                        before.since(),
                        written.place()));
        recordsOf(change.hostname(), world)
                .forEach(address -> world.machineAt(address)
                        .filter(host -> host.isLive() && !host.id().equals(after.owner()))
                        .ifPresent(host -> findings.add(
                                Invariant.I1,
                                "%s went to %s while its record still pointed at %s (%s), which lives"
                                        .formatted(change.hostname(), after.owner(), host, address),
                                written.place())));
    }

    private static List<String> recordsOf(String hostname, World world) {
        return world.records().entrySet().stream()
                .filter(entry -> isAddressRecord(entry.getKey()) && isNamed(entry.getKey(), hostname))
                .flatMap(entry -> entry.getValue().stream())
                .toList();
    }

    private void tags(Fact.Tagged tagged, World world) {
        String hostname = Hostnames.plain(tagged.tags().getOrDefault("Hostname", ""));
        if (hostname.isEmpty()) {
            return;
        }
        world.machines().stream()
                .filter(other -> !other.id().equals(tagged.instance()) && other.wears(hostname))
                .forEach(other -> findings.add(
                        Invariant.I1,
                        "%s was tagged %s while %s, which lives, wears that name"
                                .formatted(tagged.instance(), hostname, other),
                        tagged.place()));
        otherLiveOwner(hostname, tagged.instance(), world)
                .ifPresent(claim -> findings.add(
                        Invariant.I1,
                        "%s was tagged %s, which %s owns".formatted(tagged.instance(), hostname, claim.owner()),
                        claim.since(),
                        tagged.place()));
    }

    private void dns(Fact.RecordUpserted upserted, World world) {
        if (!isAddressRecord(upserted.key())) {
            return;
        }
        for (String address : upserted.values()) {
            world.machineAt(address).ifPresent(host -> {
                Optional<Hostnames.Claim> claim =
                        world.hostnames().claimOn(upserted.key().name());
                if (claim.isEmpty() || !claim.get().owner().equals(host.id())) {
                    findings.add(
                            Invariant.I1,
                            "%s was pointed at %s (%s), but %s"
                                    .formatted(
                                            upserted.key(),
                                            host,
                                            address,
                                            claim.map(held -> held.owner() + " owns the name")
                                                    .orElse("nobody owns the name")),
                            upserted.place());
                }
            });
        }
    }

    private void commands(Fact.CommandRan ran, World world) {
        String hostname = Hostnames.plain(ran.hostname());
        world.machines().stream()
                .filter(other -> !other.id().equals(ran.instance()) && other.isLive())
                .flatMap(other -> other.openLife().stream())
                .filter(life -> life.servesAs(hostname))
                .forEach(life -> findings.add(
                        Invariant.I1,
                        "%s started as %s while %s serves under that name"
                                .formatted(ran.instance(), hostname, life.instance()),
                        life.started().orElse(life.opened()),
                        ran.place()));
        otherLiveOwner(hostname, ran.instance(), world)
                .ifPresent(claim -> findings.add(
                        Invariant.I1,
                        "%s started as %s, which %s owns".formatted(ran.instance(), hostname, claim.owner()),
                        claim.since(),
                        ran.place()));
    }

    /**
     * In the midst of a life it is the name that the host holds: nobody else's, no former one, and not none at all, as where
     * the instance metadata lags behind its tags. After the end of a life a command that was under way may still run.
     */
    private void startedAs(Fact.CommandRan ran, World world) {
        Optional<Hostnames.Claim> claim = world.hostnames().claimOn(ran.hostname());
        boolean isItsOwn =
                claim.filter(held -> held.owner().equals(ran.instance())).isPresent();
        boolean isAnothers = claim.filter(held -> world.isLive(held.owner())).isPresent();
        if (!isItsOwn
                && !isAnothers
                && world.machine(ran.instance()).flatMap(Machine::openLife).isPresent()) {
            findings.add(
                    Invariant.I1,
                    "%s started as '%s', which it does not hold".formatted(ran.instance(), ran.hostname()),
                    ran.place());
        }
    }

    private static Optional<Hostnames.Claim> otherLiveOwner(String hostname, String instance, World world) {
        return world.hostnames()
                .claimOn(hostname)
                .filter(claim -> !claim.owner().equals(instance) && world.isLive(claim.owner()));
    }

    static boolean isAddressRecord(Fact.RecordKey key) {
        return key.type().equals("A") || key.type().equals("AAAA");
    }

    /** Whether the record is that of the name, given as in the table or with its domain. */
    static boolean isNamed(Fact.RecordKey key, String hostname) {
        String name = Hostnames.plain(key.name());
        return name.equals(hostname) || name.startsWith(hostname + ".");
    }
}
