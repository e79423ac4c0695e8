package muster.orchestrator;

import io.micronaut.context.ApplicationContext;
import java.io.PrintStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import muster.rebuild.Rebuild;
import muster.schemas.settings.StartFailure;
import muster.stream.TopicReading;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be said to the program on a command line. */
@Command(
        name = "orchestrator",
        mixinStandardHelpOptions = true,
        description = "Makes named, running hosts of the instances that the bridge tells of. Without a command: runs.")
final class OrchestratorCommand implements Callable<Integer> {
    /** Nobody waits at a terminal for the whole journal. */
    private static final Duration LONGEST_READING = Duration.ofHours(6);

    private static final int REFUSED = 1;

    private final Map<String, Object> overrides;

    private OrchestratorCommand(Map<String, Object> overrides) {
        this.overrides = overrides;
    }

    /**
     * Runs what the arguments say.
     *
     * @param overrides configuration that goes before everything else
     * @param terminal whether {@code err} is one, so that a progress bar can be drawn
     * @return the exit code
     */
    static int run(
            Map<String, Object> overrides, boolean terminal, PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new OrchestratorCommand(overrides))
                .addSubcommand(new RebuildCommand(overrides, terminal, out, err))
                .addSubcommand(new VerifyCommand(overrides, out, err))
                .addSubcommand(new ExportCommand(overrides, out))
                .addSubcommand(new ReplayCommand(overrides, out))
                .setExecutionExceptionHandler((failure, _, _) -> {
                    LoggerFactory.getLogger(OrchestratorCommand.class).debug("failed", failure);
                    if (failure instanceof Rebuild.RefusedException refused) {
                        err.println("orchestrator: " + refused.getMessage());
                        return REFUSED;
                    }
                    var told = StartFailure.of(failure);
                    err.println("orchestrator: " + told.message());
                    return told.code().number();
                })
                .execute(arguments);
    }

    /** For commands that read much. */
    static TopicReading reading(ApplicationContext context) {
        return Beans.reading(
                context.getBean(KafkaSettings.class), LONGEST_READING, context.getBean(InstantSource.class));
    }

    @Override
    public Integer call() throws InterruptedException {
        var context = OrchestratorApplication.start(overrides);
        Runtime.getRuntime().addShutdownHook(new Thread(context::close, "shutdown"));
        // until a signal starts the hook
        new CountDownLatch(1).await();
        return 0;
    }
}
