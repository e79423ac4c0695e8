package muster.bridge;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import muster.bridge.file.FileIntake;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bridge replay FILE.ndjson}: recorded events to Kafka, without SQS. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Forwards recorded events, one JSON event a line or several, and waits until Kafka has acknowledged each.",
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {
            "0:every line is on its topic, ignored, or a dead letter",
            "1:a line was not acknowledged, or there is no such file",
            "2:the command line can't be understood",
            "69:Kafka does not answer",
            "77:Kafka does not let us in",
            "78:the configuration or a topic is wrong"
        })
final class ReplayCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;
    private final PrintStream out;
    private final PrintStream err;
    private Optional<Path> file = Optional.empty();
    private Optional<String> bootstrapServers = Optional.empty();
    private long from = 1;

    @Option(names = "--strict", description = "A dead letter counts as failure.")
    private boolean strict;

    ReplayCommand(Map<String, Object> overrides, PrintStream out, PrintStream err) {
        this.overrides = overrides;
        this.out = out;
        this.err = err;
    }

    @Parameters(paramLabel = "FILE.ndjson", description = "The file.")
    void file(Path given) {
        file = Optional.of(given);
    }

    @Option(
            names = {"-b", "--bootstrap-servers"},
            paramLabel = "HOST:PORT",
            description = "Kafka; by default as configured.")
    void bootstrapServers(String given) {
        bootstrapServers = Optional.of(given);
    }

    @Option(names = "--from", paramLabel = "LINE", description = "Begin at this line, counted from 1.")
    void from(long line) {
        from = line;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        var path = file.orElseThrow();
        if (!Files.isReadable(path) || Files.isDirectory(path)) {
            err.println("there is no readable file " + path);
            return 1;
        }
        var properties = new HashMap<>(overrides);
        bootstrapServers.ifPresent(servers -> properties.put("kafka.bootstrap.servers", servers));
        try (var context = BridgeApplication.context(properties)) {
            BridgeApplication.checkTopics(context);
            var console = System.console();
            return context.getBean(FileIntake.class)
                    .replay(path, from, strict, console != null && console.isTerminal(), out, err);
        }
    }
}
