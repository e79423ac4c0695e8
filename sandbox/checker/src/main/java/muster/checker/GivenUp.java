package muster.checker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * I3, for launches that were given up: the answer ABANDON ends a machine, so it has a reason in the machine, in its command
 * or in the lifecycle's deadline. Faults of the surroundings (a denial, throttling, expired credentials, a table that is
 * missing for some minutes, a record that is not Muster's) are none.
 */
final class GivenUp implements Rule {
    private final Findings findings;
    private final Settings settings;
    private final List<Fact.Call> faulty = new ArrayList<>();

    GivenUp(Findings findings, Settings settings) {
        this.findings = findings;
        this.settings = settings;
    }

    @Override
    public void before(Fact fact, World world) {
        if (fact instanceof Fact.Call call && !call.fault().isEmpty()) {
            faulty.add(call);
        }
        if (fact instanceof Fact.HookAnswered answered
                && answered.by().equals("completion")
                && answered.launching()
                && answered.result().equals("ABANDON")) {
            world.machine(answered.instance())
                    .filter(Machine::isLive)
                    .ifPresent(machine -> world.openHook(answered.token())
                            .filter(open -> !hasReason(machine, open, answered.place()))
                            .ifPresent(open -> findings.add(
                                    Invariant.I3,
                                    "the launch of %s was given up, and nothing of its own stood in its way%s"
                                            .formatted(machine, surroundings(machine, open)),
                                    open.place(),
                                    answered.place())));
        }
    }

    private boolean hasReason(Machine machine, Fact.HookOpened open, Fact.Place given) {
        Optional<Life> life =
                machine.openLife().filter(one -> one.has(open.hook().token()));
        Fact.Place since = life.map(Life::opened).orElse(open.place());
        boolean isOverdue = Duration.between(since.at(), given.at()).compareTo(settings.deadline()) >= 0;
        return isOverdue || life.filter(Life::hasFailed).isPresent();
    }

    /** For people: what was in its way besides. */
    private String surroundings(Machine machine, Fact.HookOpened open) {
        Predicate<Fact.Call> concerns =
                call -> call.instances().isEmpty() || call.instances().contains(machine.id());
        Map<String, Long> faults = faulty.stream()
                .filter(call -> call.place().seq() > open.place().seq())
                .filter(concerns)
                .collect(Collectors.groupingBy(Fact.Call::fault, TreeMap::new, Collectors.counting()));
        return faults.isEmpty()
                ? ""
                : faults.entrySet().stream()
                        .map(fault -> fault.getKey() + " " + fault.getValue() + " times")
                        .collect(Collectors.joining(", ", " but faults of its surroundings: ", ""));
    }

    @Override
    public void atEnd(Instant end, World world) {}
}
