package muster.effects;

import java.util.ArrayList;
import java.util.List;

/** The simulation on many seeds, each another: {@code mvn -q -Psimulate -Dseeds=5000}. Exit code 1 after a violation. */
final class SimulationMain {
    private static final int REPORT_EVERY = 500;

    private SimulationMain() {}

    public static void main(String[] arguments) {
        var seeds = Integer.getInteger("seeds", 5000);
        var first = Integer.getInteger("first", 1);
        var reports = new ArrayList<Simulation.Report>();
        var failing = new ArrayList<Integer>();
        var begin = System.nanoTime();
        for (int seed = first; seed < first + seeds; seed++) {
            try {
                reports.add(new Simulation(seed).run());
            } catch (AssertionError violated) {
                failing.add(seed);
                System.out.println(violated.getMessage());
            }
            if ((seed - first + 1) % REPORT_EVERY == 0) {
                System.out.printf("%,d seeds from %d on, %d failing%n", seed - first + 1, first, failing.size());
            }
        }
        System.out.println(SimulationTest.summary(reports.stream(), System.nanoTime() - begin));
        if (!failing.isEmpty()) {
            System.out.println("failing seeds, each again by -Psimulate -Dseeds=1 -Dfirst=N: " + List.copyOf(failing));
            System.exit(1);
        }
    }
}
