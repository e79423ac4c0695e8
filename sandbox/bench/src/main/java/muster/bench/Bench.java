package muster.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import muster.bench.engine.BridgeSection;
import muster.bench.engine.EngineSection;
import muster.bench.engine.GrowthSection;
import muster.bench.engine.LatencySection;
import muster.bench.engine.MemorySection;
import muster.bench.engine.MicroSection;
import muster.bench.engine.RecoverySection;
import muster.bench.engine.RestoreSection;
import muster.bench.engine.StartupSection;
import muster.bench.fleet.FleetSection;
import muster.bench.peers.PeersSection;

/**
 * Runs the sections one after the other. Exit code 0 when all could be measured, whatever came out; 1 when not.
 *
 * <p>System properties: {@code quick}, {@code sections}, {@code seed}, {@code readme}, {@code muster.reports}.
 */
public final class Bench {
    private Bench() {}

    /** In the order in which they run. */
    static List<Section> all() {
        return List.of(
                new FleetSection(),
                new EngineSection(),
                new PeersSection(),
                new LatencySection(),
                new MicroSection(),
                new BridgeSection(),
                new StartupSection(),
                new RestoreSection(),
                new RecoverySection(),
                new MemorySection(),
                new GrowthSection());
    }

    public static void main(String[] arguments) throws IOException {
        System.setProperty("aws.accessKeyId", "bench");
        System.setProperty("aws.secretAccessKey", "bench");
        Settings settings = Settings.fromProperties();
        Report report = new Report(settings.reports(), System.out);
        if (all().stream().anyMatch(settings::wants)) {
            report.put("measured", Instant.now().toString());
            report.put("quick", settings.quick());
            report.put("machine", machine());
        }
        boolean complete = true;
        for (Section section : all()) {
            if (settings.wants(section)) {
                complete &= measured(section, settings, report);
            }
        }
        if (settings.readme()) {
            Table.write(
                    settings.reports(), settings.reports().resolve("../../..").normalize());
        }
        // brokers and clients leave threads that are no daemons; what matters is written by now
        Runtime.getRuntime().halt(complete ? 0 : 1);
    }

    @SuppressWarnings("CatchAndPrintStackTrace") // the terminal is where this is looked for
    private static boolean measured(Section section, Settings settings, Report report) {
        long begin = System.nanoTime();
        report.say("%n%s", section.name());
        try {
            section.run(settings, report);
            report.say("  (%d s)", Duration.ofNanos(System.nanoTime() - begin).toSeconds());
            return true;
        } catch (Exception e) {
            report.say("  could not be measured: %s", e);
            e.printStackTrace();
            return false;
        }
    }

    private static String machine() {
        return "%d processors, %d MiB for us, %s %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        Runtime.getRuntime().maxMemory() >> 20,
                        System.getProperty("os.name"),
                        System.getProperty("os.arch"),
                        Runtime.version());
    }
}
