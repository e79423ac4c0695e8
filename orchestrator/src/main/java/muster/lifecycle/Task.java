package muster.lifecycle;

import java.time.Duration;
import java.util.Map;
import muster.schemas.StepName;

/**
 * One task of one transition.
 *
 * @param step its name within a generation: the task's word, with the destination in front where a lifecycle names the
 *     task more than once
 * @param document of {@code run-command}, else empty
 * @param parameters of {@code run-command}
 * @param pause of {@code wait}, else zero
 */
public record Task(StepName step, TaskKind kind, String document, Map<String, String> parameters, Duration pause) {
    public Task {
        parameters = Map.copyOf(parameters);
    }
}
