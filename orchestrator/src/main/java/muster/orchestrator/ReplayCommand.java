package muster.orchestrator;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import muster.instance.InstanceDecider;
import muster.lifecycle.Lifecycles;
import muster.rebuild.Replay;
import muster.schemas.topic.Topics;
import muster.stream.EventSignals;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator replay --dry-run}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Decides the recorded events once more, by the code and the lifecycles of today, and says what would be"
                        + " decided differently. Writes nothing and makes no call to AWS. Exit code 1 where something would.")
final class ReplayCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;
    private final PrintStream out;

    @Option(names = "--dry-run", required = true, description = "Must be said: there is no other kind.")
    private boolean dryRun;

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Such as 2026-01-13T00:00:00Z: what was heard before is taken as it was decided then.")
    private Instant since = Instant.EPOCH;

    ReplayCommand(Map<String, Object> overrides, PrintStream out) {
        this.overrides = overrides;
        this.out = out;
    }

    @Override
    public Integer call() {
        try (var context = OrchestratorApplication.configured(overrides)) {
            var report = new Replay(
                            OrchestratorCommand.reading(context),
                            context.getBean(Topics.class),
                            context.getBean(EventSignals.class),
                            context.getBean(InstanceDecider.class),
                            context.getBean(Lifecycles.class))
                    .run(since);
            report.differences().forEach(difference -> {
                out.println(difference.instance() + ": " + difference.before()
                        + (difference.before().equals(difference.after()) ? "" : " -> " + difference.after()));
                difference.missing().forEach(what -> out.println("  - " + what));
                difference.added().forEach(what -> out.println("  + " + what));
            });
            report.stranded()
                    .forEach(stranded -> out.println(stranded.instance() + " would be stranded: " + stranded.why()));
            out.println(report.events() + " events of " + report.instances() + " instances, "
                    + report.differences().size() + " instances would be decided differently, "
                    + report.stranded().size() + " would be stranded");
            return report.differences().isEmpty() && report.stranded().isEmpty() ? 0 : 1;
        }
    }
}
