package muster.bench.engine;

import java.util.TreeMap;
import muster.bench.Chart;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;

/** How long a whole process is away after SIGKILL, by how many instances it knows; alone, and with another that has copies. */
public final class RecoverySection implements Section {
    @Override
    public String name() {
        return "recovery";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        try (var folders = new TempFolders();
                var stand = Stand.started()) {
            var recovery = new Recovery(stand, folders, settings.reports());
            int[] sizes = settings.quick() ? new int[] {1_000} : new int[] {1_000, 10_000, 100_000};
            var alone = new TreeMap<Double, Double>();
            var standby = new TreeMap<Double, Double>();
            for (int size : sizes) {
                double without = recovery.run(size, false);
                double with = recovery.run(size, true);
                alone.put((double) size, without / 1_000);
                standby.put((double) size, with / 1_000);
                report.put("restore.recoveryMillis.withoutStandby." + size, Math.round(without));
                report.put("restore.recoveryMillis.withStandby." + size, Math.round(with));
                report.say(
                        "  kill -9 at %,7d instances: %.1f s until all decide again; with a standby %.1f s",
                        size, without / 1_000, with / 1_000);
            }
            if (sizes.length > 1) {
                Chart.logarithmic("Until all partitions decide again after kill -9", "live instances", "recovery [s]")
                        .with("restarted alone", alone)
                        .with("with a standby", standby)
                        .write(settings.reports().resolve("recovery.svg"));
            }
        }
    }
}
