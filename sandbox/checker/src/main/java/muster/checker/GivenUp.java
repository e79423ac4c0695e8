package muster.checker;

import java.time.Instant;

/**
 * I7, for launches that were given up: whoever answers ABANDON for an instance that lives has a reason in the world. Its
 * document failed, or its name bears a record of somebody else's beside which Route 53 takes no other.
 */
final class GivenUp implements Rule {
    private final Findings findings;

    GivenUp(Findings findings) {
        this.findings = findings;
    }

    @Override
    public void before(Fact fact, World world) {
        if (fact instanceof Fact.HookAnswered answered
                && answered.by().equals("completion")
                && answered.launching()
                && answered.result().equals("ABANDON")) {
            world.machine(answered.instance())
                    .filter(machine -> machine.isLive() && !mayBeGivenUp(machine, world))
                    .ifPresent(machine -> findings.add(
                            Invariant.I7,
                            "the launch of %s was given up, and nothing of its own stood in its way".formatted(machine),
                            answered.place()));
        }
    }

    private static boolean mayBeGivenUp(Machine machine, World world) {
        return machine.openLife().filter(life -> !life.hasFailed()).isEmpty()
                || world.hostnames().heldBy(machine.id()).stream().anyMatch(claim -> isBarred(claim, world));
    }

    private static boolean isBarred(Hostnames.Claim claim, World world) {
        return world.records().keySet().stream()
                .anyMatch(key -> key.type().equals("CNAME") && OneLiveOwner.isNamed(key, claim.hostname()));
    }

    @Override
    public void atEnd(Instant end, World world) {}
}
