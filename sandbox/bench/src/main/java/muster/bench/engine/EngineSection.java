package muster.bench.engine;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.harness.Watch;
import muster.platform.EmbeddedKafka;
import muster.schemas.Ec2State;

/**
 * Whole lives, from the first event to the end of what was taken for the instance, through the real broker with exactly-once
 * and an AWS that answers at once; beside a topology that only passes as many records on, on the same broker, run by run.
 *
 * <p>A life begins with three events that lie ready; the service's success follows its command, and the three events of its
 * end follow that. What counts as a record is what the decider takes in: those events, and the results of effects.
 */
public final class EngineSection implements Section {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** [bytes] of a value: about the mean of an event and a result. */
    private static final int SIZE = 420;

    private int lives;

    @Override
    public String name() {
        return "engine";
    }

    @Override
    public void run(Settings settings, Report report) {
        int each = settings.quick() ? 200 : 1_500;
        int runs = settings.quick() ? 3 : 5;
        int warmUps = settings.quick() ? 2 : 5;
        try (var folders = new TempFolders();
                var kafka = EmbeddedKafka.started()) {
            var feeder = new Feeder(kafka.bootstrapServers(), Engine.topics("engine"), 5);
            try (feeder;
                    var watch = new LifeWatch(feeder::send);
                    var engine = new Engine(kafka, "engine", folders.next(), watch);
                    var passThrough = new PassThrough(kafka, "pass", folders.next())) {
                engine.started();
                passThrough.started();
                measure(new Bed(engine, watch, feeder, passThrough), each, warmUps, runs, report);
                report.put("engine.bytes", new LogSizes(kafka).perLife("engine-", lives));
            }
        }
    }

    private record Bed(Engine engine, LifeWatch watch, Feeder feeder, PassThrough passThrough) {
        /** What the decider has been given since the beginning. */
        long records() {
            return events() + engine.aws().answers();
        }

        long events() {
            return feeder.sent() + engine.feeder().sent();
        }

        boolean isQuiet(int lives) {
            return watch.ended() == lives
                    && engine.eventsRead() == events()
                    && watch.results() == engine.aws().answers();
        }
    }

    private void measure(Bed bed, int each, int warmUps, int runs, Report report) {
        var perSecond = new Runs();
        var recordsPerSecond = new Runs();
        var passed = new Runs();
        var ratios = new Runs();
        var cpu = new Runs();
        var passedCpu = new Runs();
        double recordsPerLife = 0;
        // the compiler is busy for some rounds, and takes a third of the processors meanwhile
        for (int run = -warmUps; run < runs; run++) {
            long before = bed.records();
            double cpuBefore = cpuMicros();
            double seconds = live(bed, each);
            double cpuLived = cpuMicros();
            long records = bed.records() - before;
            double pass = bed.passThrough().run((int) records, each, SIZE);
            double cpuPassed = cpuMicros();
            if (run >= 0) {
                perSecond.add(each / seconds);
                recordsPerSecond.add(records / seconds);
                passed.add(pass);
                ratios.add(records / seconds / pass);
                cpu.add((cpuLived - cpuBefore) / records);
                passedCpu.add((cpuPassed - cpuLived) / records);
                recordsPerLife = (double) records / each;
            }
        }
        perSecond.into(report, "engine.livesPerSecond");
        recordsPerSecond.into(report, "engine.recordsPerSecond");
        passed.into(report, "engine.passThroughPerSecond");
        ratios.into(report, "engine.ratioToPassThrough");
        cpu.into(report, "engine.cpuMicrosPerRecord");
        passedCpu.into(report, "engine.passThroughCpuMicrosPerRecord");
        report.put("engine.recordsPerLife", Runs.rounded(recordsPerLife));
        report.say(
                "  %.0f lives/s; %.0f records/s, a pass-through %.0f: %.2f (target: 0.5)",
                perSecond.median(), recordsPerSecond.median(), passed.median(), ratios.median());
        report.say("  processor time a record: %.0f µs, of the pass-through %.0f µs", cpu.median(), passedCpu.median());
    }

    /** Of this JVM: broker, clients and topology together, feeding included; what others do on the machine is not in it. */
    static double cpuMicros() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime() / 1e3;
    }

    /** @return [s] from the first record read to the last life ended */
    private double live(Bed bed, int each) {
        bed.engine().streams().pause();
        for (int i = 0; i < each; i++) {
            var id = Event.instance(lives + i);
            var now = Instant.now();
            bed.feeder().send(Event.state(id, now, Ec2State.PENDING));
            bed.feeder().send(Event.launching(id, now));
            bed.feeder().send(Event.state(id, now, Ec2State.RUNNING));
        }
        bed.feeder().flush();
        lives += each;
        long begin = System.nanoTime();
        bed.engine().streams().resume();
        if (!new Watch(LIMIT).until(() -> bed.isQuiet(lives))) {
            throw new IllegalStateException("%d of %d lives have ended after %s, %d are parked, %d serve"
                    .formatted(
                            bed.watch().ended(),
                            lives,
                            LIMIT,
                            bed.watch().parked(),
                            bed.watch().serving()));
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
