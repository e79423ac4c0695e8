package muster.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import muster.chaos.agent.Mutant;

/**
 * What a run puts the system through.
 *
 * @param name of the run's folder
 * @param seed fixes the fleet, the faults of AWS and their order; not the moments at which processes meet them
 * @param load how long instances come and go and processes are killed
 * @param settle the longest that the last lives may take to come to their ends afterwards, and then all to come to rest: a
 *     burst that came last waits for the names of the one before, each of which rests first
 * @param instances of the fleet
 * @param orchestratorKills at random moments
 * @param bridgeKills at random moments
 * @param points at which an orchestrator is halted, one after the other
 * @param bridgePoints at which the bridge is halted
 * @param zombies how often an orchestrator is paused for longer than its session
 * @param outages how long Kafka is away, each time
 * @param rest how long a name waits before it is given again; longer than any pause of a process
 * @param lateAgents of a hundred instances, so many hear from their agent only after some seconds of waiting
 * @param recordsTake how long Route 53 takes for a change; what comes in the meantime goes with the next
 * @param stale effects of long ago that come once more, each second; what takes a record away that is gone costs its whole
 *     batch another request
 * @param hook how long the hooks of the fleet wait without a heartbeat
 * @param rarePaths how often each rare path is taken; with none, there are no faults of the surroundings either
 * @param spells faults of the surroundings that last
 * @param mutant that all programs are, if one
 */
record Scenario(
        String name,
        long seed,
        Duration load,
        Duration settle,
        int instances,
        int orchestratorKills,
        int bridgeKills,
        List<String> points,
        List<String> bridgePoints,
        int zombies,
        List<Duration> outages,
        Duration rest,
        int lateAgents,
        Duration recordsTake,
        int stale,
        Duration hook,
        int rarePaths,
        List<Spell> spells,
        Optional<Mutant> mutant) {

    Scenario {
        points = List.copyOf(points);
        bridgePoints = List.copyOf(bridgePoints);
        outages = List.copyOf(outages);
        spells = List.copyOf(spells);
    }

    Scenario named(String other) {
        return new Scenario(
                other,
                seed,
                load,
                settle,
                instances,
                orchestratorKills,
                bridgeKills,
                points,
                bridgePoints,
                zombies,
                outages,
                rest,
                lateAgents,
                recordsTake,
                stale,
                hook,
                rarePaths,
                spells,
                mutant);
    }
}
