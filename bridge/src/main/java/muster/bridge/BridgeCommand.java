package muster.bridge;

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

    static int run(String... arguments) {
        return new CommandLine(new BridgeCommand()).execute(arguments);
    }

    @Override
    public Integer call() throws InterruptedException {
        var context = BridgeApplication.start(Map.of());
        Runtime.getRuntime().addShutdownHook(new Thread(context::close, "stop"));
        // Until a signal starts the hook.
        Thread.currentThread().join();
        return 0;
    }
}
