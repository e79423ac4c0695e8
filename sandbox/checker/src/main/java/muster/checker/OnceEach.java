package muster.checker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * I2: each effect took effect at most once per (instance, generation, step, round), and exactly once where the
 * instance lived on.
 *
 * <p>A document runs once per effect id, and within one life one step runs again only after it failed, or on another
 * root volume: then in the same generation, with a higher round. A life that holds two names at a time, or takes a name a
 * second time in one generation, has claimed twice. A life that is in service, with its agent online, was started, and
 * on each new root volume once more.
 */
final class OnceEach implements Rule {
    private static final Pattern EFFECT = Pattern.compile("(.+)\\.([0-9]+)\\.([A-Za-z0-9_-]+)\\.([0-9]+)");

    private final Findings findings;
    private final Settings settings;
    private final Map<EffectRun, Fact.Place> runs = new HashMap<>();
    private final Map<StepOfLife, List<Fact.CommandRan>> steps = new HashMap<>();
    private final Map<CommandOnHost, String> ends = new HashMap<>();
    private final Map<ClaimOfLife, Hostnames.Claim> claims = new HashMap<>();
    private final Map<String, Fact.Place> agents = new HashMap<>();

    private record EffectRun(String instance, String effect) {}

    private record StepOfLife(Life life, String document, String step) {}

    private record CommandOnHost(String command, String instance) {}

    private record ClaimOfLife(String instance, String generation) {}

    OnceEach(Findings findings, Settings settings) {
        this.findings = findings;
        this.settings = settings;
    }

    @Override
    public void before(Fact fact, World world) {
        switch (fact) {
            case Fact.CommandRan ran when ran.done() -> ran(ran, world);
            case Fact.CommandFinished finished ->
                ends.put(new CommandOnHost(finished.command(), finished.instance()), finished.status());
            case Fact.TableWritten written when world.isAboutHostnames(written) -> claimed(written, world);
            case Fact.AgentSeen seen -> agents.put(seen.instance(), seen.place());
            default -> {}
        }
    }

    private void ran(Fact.CommandRan ran, World world) {
        if (!ran.effect().isEmpty()) {
            Fact.Place first = runs.putIfAbsent(new EffectRun(ran.instance(), ran.effect()), ran.place());
            if (first != null) {
                findings.add(
                        Invariant.I2, "%s ran twice on %s".formatted(ran.effect(), ran.instance()), first, ran.place());
            }
        }
        world.machine(ran.instance())
                .ifPresent(machine -> machine.openLife()
                        .ifPresentOrElse(
                                life -> steps.computeIfAbsent(
                                                new StepOfLife(life, ran.document(), step(ran.effect())),
                                                _ -> new ArrayList<>())
                                        .add(ran),
                                () -> outsideOfLives(ran, machine)));
    }

    private void outsideOfLives(Fact.CommandRan ran, Machine machine) {
        if (machine.lives().isEmpty()) {
            findings.add(
                    Invariant.I2,
                    "%s ran on %s, which has never been in the active group".formatted(ran.document(), machine),
                    ran.place());
        }
    }

    private void claimed(Fact.TableWritten written, World world) {
        Hostnames.Change change = world.hostnames().preview(written);
        if (!change.isAcquisition()) {
            return;
        }
        Hostnames.Claim claim = change.after().orElseThrow();
        world.hostnames().heldBy(claim.owner()).stream()
                .filter(held -> !held.hostname().equals(claim.hostname()))
                .forEach(held -> findings.add(
                        Invariant.I2,
                        "%s took %s while it held %s".formatted(claim.owner(), claim.hostname(), held.hostname()),
                        held.since(),
                        written.place()));
        if (!claim.generation().isEmpty()) {
            Hostnames.Claim first = claims.put(new ClaimOfLife(claim.owner(), claim.generation()), claim);
            // a name that bears another tool's record is of no use, and the life takes another
            if (first != null && !world.bearsAnothersRecord(first.hostname())) {
                findings.add(
                        Invariant.I2,
                        "generation %s of %s took a name twice, the second time %s"
                                .formatted(claim.generation(), claim.owner(), claim.hostname()),
                        first.since(),
                        written.place());
            }
        }
    }

    @Override
    public void atEnd(Instant end, World world) {
        steps.forEach(this::onceUnlessItFailed);
        world.machines()
                .forEach(machine -> machine.openLife()
                        .filter(life -> mustHaveStarted(machine, life, end)
                                && life.startedOnThisDisk().isEmpty()
                                && !life.hasFailed())
                        .ifPresent(life -> findings.add(
                                Invariant.I2,
                                life.disks() == 1
                                        ? "%s is in service and was never started".formatted(life)
                                        : "%s is in service and was not started on its new root volume".formatted(life),
                                life.opened(),
                                life.inService().orElseThrow())));
    }

    private void onceUnlessItFailed(StepOfLife step, List<Fact.CommandRan> runs) {
        int more = 0;
        for (int i = 1; i < runs.size(); i++) {
            Fact.CommandRan before = runs.get(i - 1);
            Fact.CommandRan again = runs.get(i);
            String status = ends.getOrDefault(new CommandOnHost(before.command(), before.instance()), "");
            if (!status.equals("Failed") && !status.equals("TimedOut")) {
                more++;
                // a command may have been on its way when the disk was taken, so the runs are counted, not placed
                if (more >= step.life().disks()) {
                    findings.add(
                            Invariant.I2,
                            "%s was done twice in %s, by %s and by %s"
                                    .formatted(step.document(), step.life(), name(before), name(again)),
                            before.place(),
                            again.place());
                } else {
                    onAnotherDisk(before, again, step);
                }
            }
        }
    }

    private void onAnotherDisk(Fact.CommandRan before, Fact.CommandRan again, StepOfLife step) {
        Matcher first = EFFECT.matcher(before.effect());
        Matcher second = EFFECT.matcher(again.effect());
        if (first.matches()
                && second.matches()
                && (!first.group(2).equals(second.group(2))
                        || Integer.parseInt(first.group(4)) >= Integer.parseInt(second.group(4)))) {
            findings.add(
                    Invariant.I2,
                    "%s followed %s on another root volume in %s, and is no later round of that generation"
                            .formatted(again.effect(), before.effect(), step.life()),
                    before.place(),
                    again.place());
        }
    }

    /**
     * Whether the life has been in service, with an agent that takes commands, for longer than things take to settle.
     */
    private boolean mustHaveStarted(Machine machine, Life life, Instant end) {
        Instant due = end.minus(settings.settle());
        Fact.Place agent = agents.get(machine.id());
        return machine.isLive()
                && life.inService().filter(place -> !place.at().isAfter(due)).isPresent()
                && (agent == null || (machine.isAgentOnline() && !agent.at().isAfter(due)));
    }

    private static String name(Fact.CommandRan ran) {
        return ran.effect().isEmpty() ? "command " + ran.command() : ran.effect();
    }

    private static String step(String effect) {
        Matcher parts = EFFECT.matcher(effect);
        return parts.matches() ? parts.group(3) : "";
    }
}
