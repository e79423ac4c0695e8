package muster.lifecycle;

import java.time.Duration;
import muster.schemas.StepName;

/**
 * One task of one transition.
 *
 * @param step its name within a generation: the task's word, with the destination in front where a lifecycle names the
 *     task more than once, and a number behind where two would share that
 * @param document of {@code run-command}, else without a name
 * @param pause of {@code wait}, else zero
 */
public record Task(StepName step, TaskKind kind, Document document, Duration pause) {
    /** A task that takes nothing. */
    public Task(StepName step, TaskKind kind) {
        this(step, kind, Document.NONE, Duration.ZERO);
    }
}
