package muster.bench.engine;

import java.util.Map;
import java.util.TreeMap;
import muster.bench.Report;
import muster.bench.Section;
import muster.bench.Settings;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** JMH over deciding, folding, reading and writing, in a JVM of its own. Without Kafka. */
public final class MicroSection implements Section {
    @Override
    public String name() {
        return "micro";
    }

    @Override
    public void run(Settings settings, Report report) throws Exception {
        var options = new OptionsBuilder()
                .include(MicroBenchmarks.class.getName())
                .forks(1)
                .warmupIterations(settings.quick() ? 1 : 5)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(settings.quick() ? 2 : 5)
                .measurementTime(TimeValue.seconds(1))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        var microseconds = new TreeMap<String, Object>();
        for (var result : new Runner(options).run()) {
            var primary = result.getPrimaryResult();
            microseconds.put(
                    primary.getLabel(),
                    Map.of(
                            "mean", Runs.rounded(primary.getScore()),
                            "error99", Runs.rounded(primary.getScoreError())));
            report.say("  %-18s %8.2f µs", primary.getLabel(), primary.getScore());
        }
        report.put("micro.microseconds", microseconds);
    }
}
