package muster.bridge;

import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
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
                    err.println(innermost(failure));
                    return 1;
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

    /** The container wraps what went wrong in how it came to be made, which helps nobody at a command line. */
    private static String innermost(Throwable failure) {
        var told = failure;
        for (var cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            // some end in a cause that says nothing, such as a bare TimeoutException
            told = cause.getMessage() == null ? told : cause;
        }
        return String.valueOf(told.getMessage() == null ? told : told.getMessage());
    }
}
