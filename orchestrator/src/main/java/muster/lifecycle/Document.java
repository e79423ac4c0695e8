package muster.lifecycle;

import java.time.Duration;
import java.util.Map;
import muster.schemas.Effect;

/**
 * An SSM document that is run on a machine.
 *
 * @param parameters next to {@code EffectId}, which is always sent
 * @param version empty for the document's default version
 * @param sha256 of that version, in hexadecimal; empty where it is not pinned
 * @param timeout for the command to reach the machine, 30 s to 30 days
 */
public record Document(String name, Map<String, String> parameters, String version, String sha256, Duration timeout) {
    /** What a task that runs no document has. */
    static final Document NONE = of("", Map.of());

    public Document {
        parameters = Map.copyOf(parameters);
    }

    /** The document's default version, not pinned. */
    public static Document of(String name, Map<String, String> parameters) {
        return new Document(name, parameters, "", "", Effect.SendCommand.DEFAULT_TIMEOUT);
    }
}
