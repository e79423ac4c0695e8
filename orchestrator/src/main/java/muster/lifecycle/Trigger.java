package muster.lifecycle;

import java.util.List;
import java.util.Set;

/**
 * One way to take a transition.
 *
 * @param name shown in the journal and in the timeline
 * @param conditions all must hold
 * @param unless none may hold
 * @param before tasks, asked for together, that must succeed before the new state is recorded
 * @param after tasks asked for once the new state is recorded; nothing waits for them
 * @param ignoreErrors whether a task that fails for good counts as done
 * @param retry of its tasks
 */
public record Trigger(
        String name,
        Set<Condition> conditions,
        Set<Condition> unless,
        List<Task> before,
        List<Task> after,
        boolean ignoreErrors,
        Retry retry) {
    public Trigger {
        conditions = Set.copyOf(conditions);
        unless = Set.copyOf(unless);
        before = List.copyOf(before);
        after = List.copyOf(after);
    }
}
