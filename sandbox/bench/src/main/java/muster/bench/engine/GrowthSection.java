package muster.bench.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import muster.bench.Chart;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.harness.Watch;
import muster.platform.EmbeddedKafka;
import muster.schemas.Ec2State;
import muster.schemas.InstanceEvent;
import muster.schemas.InstanceId;
import muster.stream.StreamMetrics;

/**
 * What one event costs while more and more instances are known, and what a look for due timers costs. Each event is about
 * an instance picked at random, and says what is known: it is read, decided, recorded and written like any other.
 */
public final class GrowthSection implements Section {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public void run(Settings settings, Report report) {
        int[] sizes = settings.quick()
                ? new int[] {1_000, 4_000, 16_000}
                : new int[] {1_000, 10_000, 50_000, 100_000, 200_000};
        int events = settings.quick() ? 3_000 : 8_000;
        var perEvent = new TreeMap<Double, Double>();
        var perLook = new TreeMap<Double, Double>();
        try (var folders = new TempFolders();
                var kafka = EmbeddedKafka.started()) {
            for (int size : sizes) {
                measure(kafka, folders, size, events, settings.seed(), perEvent, perLook);
                report.put(
                        "growth.microsPerEvent." + size,
                        Runs.rounded(perEvent.lastEntry().getValue()));
                report.put(
                        "growth.microsPerTimerLook." + size,
                        Runs.rounded(perLook.lastEntry().getValue()));
                report.say(
                        "  %,8d instances: %.0f µs an event, %.0f µs a look for due timers",
                        size,
                        perEvent.lastEntry().getValue(),
                        perLook.lastEntry().getValue());
            }
        }
        var cost = perEvent.lastEntry().getValue() / perEvent.firstEntry().getValue();
        report.put("growth.costOfLargestToSmallest", Runs.rounded(cost));
        Chart.logarithmic("What one event costs as the fleet grows", "live instances", "processor time [µs]")
                .with("an event", perEvent)
                .with("a look for timers", perLook)
                .write(settings.reports().resolve("growth.svg"));
    }

    private static void measure(
            EmbeddedKafka kafka,
            TempFolders folders,
            int size,
            int events,
            long seed,
            TreeMap<Double, Double> perEvent,
            TreeMap<Double, Double> perLook) {
        var name = "growth" + size;
        var topics = Engine.topics(name);
        Engine.create(kafka, topics);
        new Fleet(kafka, name, topics).lay(size);
        var counting = new Counting(new AtomicLong());
        try (var engine = new Engine(kafka, name, folders.next(), counting)) {
            engine.started();
            var random = new Random(seed);
            send(engine, counting, random, size, events / 2);
            double before = EngineSection.cpuMicros();
            send(engine, counting, random, size, events);
            perEvent.put((double) size, (EngineSection.cpuMicros() - before) / events);
            perLook.put((double) size, lookMicros(engine));
        }
    }

    private static void send(Engine engine, Counting counting, Random random, int size, int events) {
        long until = counting.recorded().get() + events;
        engine.streams().pause();
        for (int i = 0; i < events; i++) {
            var id = Event.instance(random.nextInt(size));
            engine.feeder().send(Event.state(id, Instant.EPOCH, Ec2State.PENDING));
        }
        engine.feeder().flush();
        engine.streams().resume();
        if (!new Watch(LIMIT).until(() -> counting.recorded().get() >= until)) {
            throw new IllegalStateException("%d events are not decided after %s"
                    .formatted(until - counting.recorded().get(), LIMIT));
        }
    }

    /** [µs] of all partitions' looks together, by Kafka Streams' own measure. */
    private static double lookMicros(Engine engine) {
        return engine.streams().metrics().entrySet().stream()
                        .filter(metric -> metric.getKey().name().equals("punctuate-latency-avg")
                                && metric.getKey().group().equals("stream-thread-metrics"))
                        .map(metric -> metric.getValue().metricValue())
                        .filter(Double.class::isInstance)
                        .mapToDouble(Double.class::cast)
                        .max()
                        .orElse(0)
                * 1_000;
    }

    /** One event that changes nothing is recorded as one that was ignored. */
    private record Counting(AtomicLong recorded) implements StreamMetrics {
        @Override
        public void recorded(InstanceId instance, InstanceEvent event) {
            if (event instanceof InstanceEvent.Ignored) {
                recorded.incrementAndGet();
            }
        }

        @Override
        public void foreign() {}

        @Override
        public void skipped(String what) {}

        @Override
        public void unreadable() {}
    }
}
