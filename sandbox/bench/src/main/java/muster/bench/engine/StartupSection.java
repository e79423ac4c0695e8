package muster.bench.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;

/**
 * From the start of a JVM to its saying that it is ready: the orchestrator with empty stores under a new name, the bridge
 * without queues; topics are there. With and without the JVM's archive of classes that a first run has left.
 */
public final class StartupSection implements Section {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private int count;

    @Override
    public String name() {
        return "startup";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        int runs = settings.quick() ? 1 : 5;
        try (var folders = new TempFolders();
                var stand = Stand.started()) {
            var jars = Files.createDirectories(folders.next());
            var path = List.of("-cp", PackedClassPath.in(jars));
            var log = settings.reports().resolve("startup.log");
            Engine.create(stand.kafka(), Engine.topics("startup"));
            measure("orchestrator", runs, path, jars, jvm -> orchestrator(stand, folders, jvm, log), report);
            measure("bridge", runs, path, jars, jvm -> bridge(stand, jvm, log), report);
        }
    }

    private interface Program {
        Child.What with(List<String> jvm);
    }

    private void measure(String name, int runs, List<String> path, Path folder, Program program, Report report) {
        var archive = folder.resolve(name + ".aot");
        // the first run leaves the archive, and the broker warm
        try (var child = Child.start(program.with(with(path, "-XX:AOTCacheOutput=" + archive)))) {
            child.awaitReady(LIMIT);
            child.stop();
        }
        var plain = new Runs();
        var archived = new Runs();
        for (int run = 0; run < runs; run++) {
            plain.add(ready(() -> program.with(path)));
            if (Files.exists(archive)) {
                archived.add(ready(() -> program.with(with(path, "-XX:AOTCache=" + archive))));
            }
        }
        plain.into(report, "startup." + name + "Millis");
        if (archived.count() > 0) {
            archived.into(report, "startup." + name + "WithAotCacheMillis");
        }
        report.say(
                "  %-12s ready after %.0f ms, with an AOT cache after %.0f ms",
                name, plain.median(), archived.count() > 0 ? archived.median() : Double.NaN);
    }

    private static double ready(Supplier<Child.What> what) {
        try (var child = Child.start(what.get())) {
            double millis = child.awaitReady(LIMIT);
            child.stop();
            return millis;
        }
    }

    private static List<String> with(List<String> options, String more) {
        return Stream.concat(options.stream(), Stream.of(more)).toList();
    }

    private Child.What orchestrator(Stand stand, TempFolders folders, List<String> jvm, Path log) {
        // a journal has one application: another name has topics of its own, which are there before the start
        var name = "startup" + count++;
        Engine.create(stand.kafka(), Engine.topics(name));
        var properties = stand.orchestrator(name, folders.next());
        return Child.What.orchestrator(properties, jvm, log);
    }

    private static Child.What bridge(Stand stand, List<String> jvm, Path log) {
        return Child.What.bridge(
                Map.of("kafka.bootstrap.servers", stand.kafka().bootstrapServers(), "muster.topics.prefix", "startup-"),
                jvm,
                log);
    }
}
