package muster.orchestrator;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import muster.rebuild.History;
import muster.rebuild.Verification;
import muster.schemas.topic.Topics;
import muster.stream.Nodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orchestrator verify}, and {@code verify --file}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description =
                "Folds the journal and compares it with the live state, instance by instance, beside a running system."
                        + " Exit code 1 where they differ. Makes no call to AWS.")
final class VerifyCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;
    private final PrintStream out;
    private final PrintStream err;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Replays a history that export has written, instead of the journal.")
    private Optional<Path> file = Optional.empty();

    VerifyCommand(Map<String, Object> overrides, PrintStream out, PrintStream err) {
        this.overrides = overrides;
        this.out = out;
        this.err = err;
    }

    @Override
    public Integer call() throws IOException {
        return file.isPresent() ? ofFile(file.get()) : ofCluster();
    }

    private int ofFile(Path history) throws IOException {
        if (!Files.isReadable(history)) {
            err.println("orchestrator: " + history + " can't be read");
            return 2;
        }
        try (var reader = Files.newBufferedReader(history)) {
            var replayed = History.replay(reader);
            replayed.problems().forEach(problem -> out.println(history + ": " + problem));
            out.println(replayed.entries() + " entries of " + replayed.states().size() + " instances, "
                    + replayed.problems().size() + " problems");
            return replayed.problems().isEmpty() ? 0 : 1;
        }
    }

    private int ofCluster() {
        try (var context = OrchestratorApplication.configured(overrides)) {
            var application = context.getBean(KafkaSettings.class).applicationId();
            var verdict = new Verification(OrchestratorCommand.reading(context))
                    .run(
                            application + "-" + Nodes.INSTANCES + "-changelog",
                            application + "-" + Nodes.TIMERS + "-changelog",
                            context.getBean(Topics.class).journal());
            verdict.differences().forEach(difference -> {
                out.println(difference.instance());
                out.println("  live     " + side(difference.live()));
                out.println("  journal  " + side(difference.folded()));
            });
            out.println(verdict.instances() + " instances, " + verdict.entries() + " entries of the journal, "
                    + verdict.differences().size() + " differences");
            return verdict.differences().isEmpty() ? 0 : 1;
        }
    }

    private static String side(String state) {
        return state.isEmpty() ? "knows nothing of it" : state;
    }
}
