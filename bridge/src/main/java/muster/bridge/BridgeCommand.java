package muster.bridge;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import muster.schemas.settings.StartFailure;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What can be said to the program on a command line. */
@Command(
        name = "bridge",
        mixinStandardHelpOptions = true,
        description = "Takes events about EC2 instances to Kafka. Without a command: reads the configured SQS queues.")
final class BridgeCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;

    private BridgeCommand(Map<String, Object> overrides) {
        this.overrides = overrides;
    }

    /**
     * Runs what the arguments say.
     *
     * @param overrides configuration that goes before everything else
     * @return the exit code
     */
    static int run(Map<String, Object> overrides, PrintStream out, PrintStream err, String... arguments) {
        return new CommandLine(new BridgeCommand(overrides))
                .addSubcommand(new ReplayCommand(overrides, out, err))
                .setExecutionExceptionHandler((failure, _, _) -> {
                    LoggerFactory.getLogger(BridgeCommand.class).debug("start failed", failure);
                    var told = StartFailure.of(failure);
                    err.println("bridge: " + told.message());
                    return told.code().number();
                })
                .execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        var context = BridgeApplication.start(overrides);
        Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
        // Until a signal starts the hook.
        Thread.currentThread().join();
        return 0;
    }
}
