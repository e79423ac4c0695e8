package muster.checker;

import java.time.Instant;

/**
 * I8: as many names are held as Muster's gauge says, each instance is in the state that Muster says, and the logs have
 * neither errors nor secrets.
 */
final class AsItSays implements Rule {
    private final Findings findings;
    private final Evidence evidence;

    AsItSays(Findings findings, Evidence evidence) {
        this.findings = findings;
        this.evidence = evidence;
    }

    @Override
    public void before(Fact fact, World world) {}

    @Override
    public void atEnd(Instant end, World world) {
        long held = world.hostnames().all().size();
        if (evidence.namesHeld().isEmpty()) {
            findings.add(Invariant.I8, "Muster's gauges could not be asked, or they differ");
        } else if (evidence.namesHeld().getAsLong() != held) {
            findings.add(
                    Invariant.I8,
                    "Muster's gauge says that %d names are held; the table has %d"
                            .formatted(evidence.namesHeld().getAsLong(), held));
        }
        evidence.standings()
                .forEach((id, standing) -> world.machine(id)
                        .filter(machine -> !standing.ec2().isEmpty() && !machine.mayBe(standing.ec2()))
                        .ifPresent(machine -> findings.add(
                                Invariant.I8,
                                "Muster says that %s is %s; EC2 says that it is %s"
                                        .formatted(machine, standing.ec2(), machine.state()))));
        evidence.errors().forEach(line -> findings.add(Invariant.I8, line));
        evidence.secrets().forEach(place -> findings.add(Invariant.I8, "a secret stands in " + place));
    }
}
