package muster.bench.engine;

import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.harness.Watch;
import muster.platform.EmbeddedKafka;
import muster.stream.Nodes;
import muster.stream.RebuildTopology;
import muster.stream.StreamMetrics;
import org.apache.kafka.streams.KafkaStreams;

/**
 * How fast state comes back: the store of instances from its changelog, beside Kafka's own ConsumerPerformance on the same
 * topic; and the fold of a journal.
 */
public final class RestoreSection implements Section {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Override
    public String name() {
        return "restore";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        try (var folders = new TempFolders();
                var kafka = EmbeddedKafka.started()) {
            restore(kafka, folders, settings, report);
            rebuild(kafka, folders, settings, report);
        }
    }

    private static void restore(EmbeddedKafka kafka, TempFolders folders, Settings settings, Report report) {
        int instances = settings.quick() ? 20_000 : 100_000;
        int runs = settings.quick() ? 3 : 5;
        var topics = Engine.topics("restore");
        Engine.create(kafka, topics);
        var fleet = new Fleet(kafka, "restore", topics);
        fleet.lay(instances);
        var restored = new Runs();
        var consumed = new Runs();
        var ratios = new Runs();
        for (int run = -1; run < runs; run++) {
            var clock = new RestoreClock(Nodes.INSTANCES);
            try (var engine = new Engine(kafka, "restore", folders.next(), StreamMetrics.NONE)) {
                engine.watched(clock).started();
            }
            double tool = KafkaTools.consume(kafka.bootstrapServers(), fleet.changelog(Nodes.INSTANCES), instances);
            if (run >= 0) {
                restored.add(clock.perSecond());
                consumed.add(tool);
                ratios.add(clock.perSecond() / tool);
            }
        }
        restored.into(report, "restore.recordsPerSecond");
        consumed.into(report, "restore.consumerPerformancePerSecond");
        ratios.into(report, "restore.ratioToConsumerPerformance");
        report.say(
                "  restores %.0f records/s, ConsumerPerformance reads %.0f: %.2f (target: 0.5)",
                restored.median(), consumed.median(), ratios.median());
    }

    private static void rebuild(EmbeddedKafka kafka, TempFolders folders, Settings settings, Report report) {
        int lives = settings.quick() ? 1_000 : 4_000;
        var journal = new Journal(kafka, "rebuild");
        long entries = journal.write(lives);
        var folded = new Runs();
        var ratios = new Runs();
        for (int run = 0; run < 3; run++) {
            double perSecond = fold(journal, "rebuilt" + run, folders, entries);
            double tool = KafkaTools.consume(kafka.bootstrapServers(), journal.topic(), entries);
            folded.add(perSecond);
            ratios.add(perSecond / tool);
        }
        folded.into(report, "restore.rebuild.entriesPerSecond");
        ratios.into(report, "restore.rebuild.ratioToConsumerPerformance");
        report.say(
                "  a rebuild folds %.0f entries of the journal a second: %.2f of ConsumerPerformance",
                folded.median(), ratios.median());
    }

    /** As the command does it. */
    private static double fold(Journal journal, String application, TempFolders folders, long entries) {
        var folded = new AtomicLong();
        var begun = new AtomicLong();
        try (var memory = Engine.memory()) {
            Properties config = journal.configuration(application, folders.next(), memory);
            var topology = RebuildTopology.of(journal.topic(), (_, _) -> {
                begun.compareAndSet(0, System.nanoTime());
                folded.incrementAndGet();
            });
            try (var streams = new KafkaStreams(topology, config)) {
                streams.start();
                if (!new Watch(LIMIT).until(() -> folded.get() >= entries)) {
                    throw new IllegalStateException("%d of %d entries folded".formatted(folded.get(), entries));
                }
                return entries / ((System.nanoTime() - begun.get()) / 1e9);
            }
        }
    }
}
