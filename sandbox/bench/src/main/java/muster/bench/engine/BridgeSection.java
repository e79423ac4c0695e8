package muster.bench.engine;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.bridge.BridgeApplication;
import muster.bridge.file.FileIntake;
import muster.harness.SimulatedAws;
import muster.platform.EmbeddedKafka;
import muster.platform.EmbeddedSqs;

/**
 * How many events a second each intake takes to its topic, beside Kafka's own ProducerPerformance with the same settings and
 * as many bytes a record; and SQS's intake beside a reader of the same queue that throws away what it receives.
 */
public final class BridgeSection implements Section {
    private static final String KEY = "0123456789abcdef0123456789abcdef";

    /** [bytes] of the headers that the bridge adds to an event, and of its key. */
    private static final int AROUND = 330;

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        int runs = settings.quick() ? 3 : 5;
        try (var folders = new TempFolders();
                var kafka = EmbeddedKafka.started()) {
            var folder = Files.createDirectories(folders.next());
            var topics = Engine.topics("bridge");
            Engine.create(kafka, topics);
            var properties = Map.<String, Object>of(
                    "kafka.bootstrap.servers",
                    kafka.bootstrapServers(),
                    "micronaut.server.port",
                    -1,
                    "endpoints.all.port",
                    -1,
                    "muster.topics.prefix",
                    "bridge-",
                    "muster.bridge.http.keys",
                    KEY);
            try (var bridge = BridgeApplication.start(properties)) {
                files(
                        kafka,
                        bridge,
                        folder,
                        topics.launchSuccessful(),
                        settings.quick() ? 20_000 : 60_000,
                        settings.quick() ? 1 : 4,
                        runs,
                        report);
                http(bridge, settings.quick() ? 3_000 : 10_000, runs, report);
            }
            try (var sqs = EmbeddedSqs.started(SimulatedAws.ACCOUNT, SimulatedAws.REGION)) {
                sqs(new QueueDrain(kafka, sqs), settings.quick() ? 2_000 : 5_000, settings.quick() ? 1 : 3, report);
            }
        }
    }

    private static void files(
            EmbeddedKafka kafka,
            ApplicationContext bridge,
            Path folder,
            String topic,
            int events,
            int warmUps,
            int runs,
            Report report)
            throws Exception {
        var file = folder.resolve("events.ndjson");
        int size = write(file, events);
        var rates = new Runs();
        var tool = new Runs();
        var ratios = new Runs();
        for (int run = -warmUps; run < runs; run++) {
            double rate = replay(bridge.getBean(FileIntake.class), file, events);
            double bound = KafkaTools.produce(
                    topic,
                    events,
                    size + AROUND,
                    "bootstrap.servers=" + kafka.bootstrapServers(),
                    "acks=all",
                    "enable.idempotence=true",
                    "linger.ms=5");
            if (run >= 0) {
                rates.add(rate);
                tool.add(bound);
                ratios.add(rate / bound);
            }
        }
        rates.into(report, "bridge.file.eventsPerSecond");
        tool.into(report, "bridge.producerPerformancePerSecond");
        ratios.into(report, "bridge.ratioToProducerPerformance");
        report.put("bridge.bytesPerRecord", size + AROUND);
        report.say(
                "  files: %.0f events/s of %d bytes, ProducerPerformance %.0f: %.2f (target: 0.8)",
                rates.median(), size + AROUND, tool.median(), ratios.median());
    }

    /** @return [bytes] of an event */
    private static int write(Path file, int events) throws Exception {
        int size = 0;
        try (var out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < events; i++) {
                var json = Event.launching(Event.instance(i), Instant.now()).json();
                size = json.length;
                out.write(new String(json, StandardCharsets.UTF_8));
                out.newLine();
            }
        }
        return size;
    }

    private static double replay(FileIntake intake, Path file, int events) throws Exception {
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        long begin = System.nanoTime();
        int code = intake.replay(file, 1, true, false, nowhere, nowhere);
        if (code != 0) {
            throw new IllegalStateException("the replay of a file ended with " + code);
        }
        return events / ((System.nanoTime() - begin) / 1e9);
    }

    private static void http(ApplicationContext bridge, int events, int runs, Report report) throws Exception {
        var uri = bridge.getBean(EmbeddedServer.class).getURI().resolve("/events");
        var rates = new Runs();
        try (var senders = new HttpSenders(uri, KEY)) {
            for (int run = -1; run < runs; run++) {
                double rate = senders.send(events);
                if (run >= 0) {
                    rates.add(rate);
                }
            }
        }
        rates.into(report, "bridge.http.eventsPerSecond");
        report.say("  http: %.0f events/s, one a request, client and server in this JVM", rates.median());
    }

    private static void sqs(QueueDrain drain, int messages, int runs, Report report) throws Exception {
        var bare = new Runs();
        var bridged = new Runs();
        var ratios = new Runs();
        for (int run = -1; run < runs; run++) {
            double without = drain.bare("bare" + run, messages);
            double with = drain.bridged("bridged" + run, messages);
            if (run >= 0) {
                bare.add(without);
                bridged.add(with);
                ratios.add(with / without);
            }
        }
        bridged.into(report, "bridge.sqs.messagesPerSecond");
        bare.into(report, "bridge.sqs.bareReceiveAndDeletePerSecond");
        ratios.into(report, "bridge.sqs.ratioToBareReader");
        report.say(
                "  sqs: %.0f messages/s by %d pollers, %.2f of a reader that throws them away (%.0f)",
                bridged.median(), QueueDrain.POLLERS, ratios.median(), bare.median());
    }
}
