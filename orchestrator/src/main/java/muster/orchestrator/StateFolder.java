package muster.orchestrator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import muster.schemas.settings.ExitCode;
import muster.schemas.settings.StartException;

/** The folder of the stores, which Kafka Streams would only say it cannot create. */
final class StateFolder {
    private StateFolder() {}

    /**
     * Creates it where it is missing.
     *
     * @throws StartException where it cannot be created or written
     */
    static Path of(KafkaSettings settings) {
        var folder = Path.of(settings.stateDir());
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw refusal(folder, e.toString());
        }
        if (!Files.isWritable(folder)) {
            throw refusal(folder, "permission denied");
        }
        return folder;
    }

    private static StartException refusal(Path folder, String why) {
        return new StartException(
                ExitCode.CONFIGURATION,
                "muster.kafka.state-dir: '" + folder + "' can't be written (" + why
                        + "): create it for the user of this process, or name another folder");
    }
}
