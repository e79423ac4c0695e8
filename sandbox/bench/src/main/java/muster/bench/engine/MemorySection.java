package muster.bench.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import muster.harness.Watch;
import muster.stream.Nodes;

/** The orchestrator with many live instances in a small heap: what is left of it, and what an instance takes where. */
public final class MemorySection implements Section {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int HEAP = 512;

    /** {@code garbage-first heap   total reserved 524288K, committed 524288K, used 61440K}. */
    private static final Pattern USED = Pattern.compile("used (\\d+)K");

    /** Until all instances have been counted once, which reads every one of them. */
    private static final Duration COUNTED = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        int instances = settings.quick() ? 20_000 : 100_000;
        try (var folders = new TempFolders();
                var stand = Stand.started()) {
            var topics = Engine.topics("memory");
            Engine.create(stand.kafka(), topics);
            var fleet = new Fleet(stand.kafka(), "memory", topics);
            fleet.lay(instances);
            var logs = new LogSizes(stand.kafka());
            long changelog =
                    logs.of(fleet.changelog(Nodes.INSTANCES)).getOrDefault(fleet.changelog(Nodes.INSTANCES), 0L);
            var state = folders.next();
            var what = Child.What.orchestrator(
                    stand.orchestrator("memory", state),
                    List.of("-Xmx" + HEAP + "m"),
                    settings.reports().resolve("memory.log"));
            try (var child = Child.start(what)) {
                child.awaitReady(LIMIT);
                new Watch(LIMIT).pause(COUNTED);
                long heap = heapAfterCollection(child) >> 10;
                long resident = residentKilobytes(child) >> 10;
                child.stop();
                long store = bytesOfStores(state, "rocksdb/" + Nodes.INSTANCES);
                report.put("memory.instances", instances);
                report.put("memory.heapLimitMiB", HEAP);
                report.put("memory.heapMiB", heap);
                report.put("memory.residentMiB", resident);
                report.put("memory.bytesPerInstance", store / instances);
                report.put("memory.changelogBytesPerInstance", changelog / instances);
                report.say(
                        "  %,d instances: %d MiB of heap after a collection (of %d), %d MiB resident; an instance takes"
                                + " %d bytes in the changelog and %d in the store",
                        instances, heap, HEAP, resident, changelog / instances, store / instances);
            }
        }
    }

    private static long heapAfterCollection(Child child) throws IOException, InterruptedException {
        jcmd(child, "GC.run");
        var used = USED.matcher(jcmd(child, "GC.heap_info"));
        if (!used.find()) {
            throw new IllegalStateException("the JVM did not tell how much heap it uses");
        }
        return Long.parseLong(used.group(1));
    }

    private static String jcmd(Child child, String command) throws IOException, InterruptedException {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, String.valueOf(child.program().pid()), command)
                .redirectErrorStream(true)
                .start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(20, TimeUnit.SECONDS) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IllegalStateException("jcmd " + command + " said: " + output);
        }
        return output;
    }

    private static long residentKilobytes(Child child) throws IOException {
        return Files.readAllLines(
                        Path.of("/proc", String.valueOf(child.program().pid()), "status"))
                .stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    /** What a stop has written of the tables of all partitions. */
    private static long bytesOfStores(Path state, String store) throws IOException {
        try (var files = Files.walk(state)) {
            return files.filter(file -> file.toString().contains(store + "/")
                            && file.toString().endsWith(".sst"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
