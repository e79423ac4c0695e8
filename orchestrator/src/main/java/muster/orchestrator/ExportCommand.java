package muster.orchestrator;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import muster.rebuild.History;
import muster.schemas.InstanceId;
import muster.schemas.topic.Topics;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code orchestrator export ID}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes an instance's history as NDJSON, one entry of the journal a line, for verify --file and for a"
                        + " test. It holds lifecycle action tokens and addresses: mind where it goes.")
final class ExportCommand implements Callable<Integer> {
    private final Map<String, Object> overrides;
    private final PrintStream out;

    @Parameters(paramLabel = "ID", description = "Such as i-0123456789abcdef0.")
    private String instance = "";

    ExportCommand(Map<String, Object> overrides, PrintStream out) {
        this.overrides = overrides;
        this.out = out;
    }

    @Override
    public Integer call() throws IOException {
        var id = new InstanceId(instance);
        try (var context = OrchestratorApplication.configured(overrides)) {
            var history = OrchestratorCommand.reading(context)
                    .journal(context.getBean(Topics.class).journal(), id, Instant.EPOCH);
            // not closed: it is the program's own output
            var writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
            History.write(history.entries(), writer);
            return history.entries().isEmpty() ? 1 : 0;
        }
    }
}
