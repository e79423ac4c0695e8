package muster.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/**
 * One wait of one instance at one lifecycle hook.
 *
 * @param opened when Auto Scaling opened it, by AWS's clock: it orders lives, it is no base for a deadline
 */
public record Hook(
        HookToken token, HookName name, GroupName group, Transition transition, Instant opened, Answer answer) {

    /** Which way the instance goes. */
    public enum Transition {
        LAUNCHING,
        TERMINATING
    }

    /** The two answers that CompleteLifecycleAction takes. */
    public enum Result {
        CONTINUE,
        ABANDON
    }

    /** What became of the hook so far. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Answer {
        /** Auto Scaling waits. */
        record Owed() implements Answer {}

        /** The answer is on its way. */
        record Asked(Result result) implements Answer {}

        /**
         * The hook is closed.
         *
         * @param byUs false where Auto Scaling had no active action any more: answered before, or its default applied
         */
        record Given(Result result, boolean byUs, Instant at) implements Answer {}
    }

    @JsonIgnore
    public boolean isOwed() {
        return answer instanceof Answer.Owed;
    }

    public Hook with(Answer newAnswer) {
        return new Hook(token, name, group, transition, opened, newAnswer);
    }
}
