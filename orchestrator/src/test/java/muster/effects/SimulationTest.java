package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.effects.Simulation.Fault;
import muster.effects.Simulation.Report;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 3 of the faults: all of them, on many seeds. One seed again: {@code -Dmuster.seed=N}; more: {@code -Psimulate}. */
@Order(2)
class SimulationTest {
    private static final int SEEDS = 200;

    @Test
    @Timeout(300)
    void two_hundred_seeds_with_all_faults_break_no_invariant() {
        var only = Integer.getInteger("muster.seed");
        var begin = System.nanoTime();
        var reports = (only == null ? IntStream.rangeClosed(1, SEEDS) : IntStream.of(only))
                .mapToObj(seed -> new Simulation(seed).run())
                .toList();
        System.out.println(summary(reports.stream(), System.nanoTime() - begin));
        if (only == null) {
            // a fault that never fired shows nothing
            assertThat(faults(reports.stream())).containsKeys(Fault.values());
        }
    }

    static Map<Fault, Integer> faults(Stream<Report> reports) {
        var faults = new EnumMap<Fault, Integer>(Fault.class);
        reports.forEach(report -> report.faults().forEach((fault, times) -> faults.merge(fault, times, Integer::sum)));
        return faults;
    }

    static String summary(Stream<Report> reports, long nanos) {
        var all = reports.toList();
        var seconds = nanos / 1e9;
        var lives = all.stream().mapToInt(Report::lives).sum();
        var hours = all.stream().mapToDouble(Report::hours).sum();
        return String.format(
                Locale.ROOT,
                "%,d seeds: %,d lives, %,d signals, %,d effects, no violation; %,.0f simulated hours in %.1f s,"
                        + " %,.0f lives a second; faults %s",
                all.size(),
                lives,
                all.stream().mapToInt(Report::signals).sum(),
                all.stream().mapToInt(Report::effects).sum(),
                hours,
                seconds,
                lives / seconds,
                faults(all.stream()));
    }
}
