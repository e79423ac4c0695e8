package muster.checker;

import java.time.Instant;

/**
 * I7: once faults have stopped, every instance that is not parked for a cause that stands is at its end. An instance whose
 * agent never came may wait for it, and one in the warm pool for its promotion.
 */
final class AllFinished implements Rule {
    private final Findings findings;
    private final Evidence evidence;

    AllFinished(Findings findings, Evidence evidence) {
        this.findings = findings;
        this.evidence = evidence;
    }

    @Override
    public void before(Fact fact, World world) {}

    @Override
    public void atEnd(Instant end, World world) {
        world.machines().forEach(this::judge);
    }

    private void judge(Machine machine) {
        Evidence.Standing standing = evidence.standings().get(machine.id());
        boolean inLife = machine.isLive() && machine.openLife().isPresent();
        if (standing == null) {
            if (inLife) {
                findings.add(Invariant.I7, "%s lives, and Muster knows nothing of it".formatted(machine));
            }
            return;
        }
        if (standing.parked()) {
            parked(machine, standing);
            return;
        }
        boolean atItsEnd = inLife
                ? evidence.finalStates().contains(standing.state())
                        || (standing.waitsFor().equals("agent") && !machine.isAgentOnline())
                : isQuiet(machine, standing);
        if (!atItsEnd) {
            findings.add(
                    Invariant.I7,
                    "%s (%s, %s) has not come to its end: %s"
                            .formatted(machine, standing.life(), standing.state(), standing.why()));
        }
    }

    /** A cause that stands: its command failed, or its agent is away. */
    private void parked(Machine machine, Evidence.Standing standing) {
        boolean mayStand =
                machine.openLife().map(Life::hasFailed).orElse(true) || !machine.isLive() || !machine.isAgentOnline();
        if (!mayStand) {
            findings.add(Invariant.I7, "%s is parked for no cause that stands: %s".formatted(machine, standing.why()));
        }
    }

    private static boolean isQuiet(Machine machine, Evidence.Standing standing) {
        return machine.isLive()
                ? standing.waitsFor().equals("nothing") || standing.life().equals("pooled")
                : standing.waitsFor().equals("nothing") && !standing.life().equals("active");
    }
}
