package muster.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;
import java.time.Instant;

/**
 * One wait of one instance at one lifecycle hook.
 *
 * @param opened when Auto Scaling opened it, by AWS's clock: it orders lives
 * @param since what its timeout is counted from: when we heard of it, or earlier where AWS's clock says so. A wrong clock
 *     can thus only make a heartbeat early
 * @param passage the pass through Auto Scaling's launching or terminating state that it is a hook of; several hooks can be
 */
public record Hook(
        HookToken token,
        HookName name,
        GroupName group,
        Transition transition,
        Instant opened,
        Instant since,
        Answer answer,
        Keeping keeping,
        @Added Passage passage) {
    public Hook {
        passage = passage == null ? Passage.unknown(transition, opened) : passage;
    }

    /**
     * One pass of an instance through Auto Scaling's launching or terminating state.
     *
     * @param begun when the hook was opened that Muster took for its beginning; with the direction it names the passage
     */
    public record Passage(Place origin, Place destination, Instant begun) {
        /** Of a hook that an earlier release has recorded. */
        static Passage unknown(Transition transition, Instant opened) {
            return switch (transition) {
                case LAUNCHING -> new Passage(Place.EC2, Place.ACTIVE_GROUP, opened);
                case TERMINATING -> new Passage(Place.ACTIVE_GROUP, Place.EC2, opened);
            };
        }

        public boolean isAlike(Place from, Place to) {
            return origin == from && destination == to;
        }
    }

    /** A hook that was just heard of. */
    public static Hook opened(
            HookToken token,
            HookName name,
            GroupName group,
            Transition transition,
            Instant opened,
            Instant heard,
            Passage passage) {
        var since = opened.isBefore(heard) ? opened : heard;
        return new Hook(
                token, name, group, transition, opened, since, new Answer.Owed(), new Keeping.Unknown(), passage);
    }

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
        /**
         * Auto Scaling may have stopped waiting before the hook was known: it is asked first what became of it.
         *
         * @param round of the look that decides, or any later one; an earlier one was asked for before the hook was known
         */
        record Undecided(int round) implements Answer {}

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

    /** How the hook is kept from running out while something must be done first. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    public sealed interface Keeping {
        /** Its timeout has not been looked up; most hooks are answered before that is needed. */
        record Unknown() implements Keeping {}

        /**
         * @param timeout 30 s to 2 h; each heartbeat starts it anew
         * @param byDefault what Auto Scaling takes for the answer when it runs out
         * @param deadline when it runs out, unless another heartbeat comes before
         * @param longest when it runs out whatever comes: 48 h or 100 timeouts
         */
        record Kept(Duration timeout, Result byDefault, Instant deadline, Instant longest) implements Keeping {}

        record Over(End why, Instant at) implements Keeping {}
    }

    /** Why no more heartbeats are sent. */
    public enum End {
        ANSWERED,
        /** EC2 shuts it down: nothing waits any more. */
        MACHINE_ENDED,
        /** Auto Scaling said that it does not wait. */
        NO_ACTIVE_ACTION,
        /** The longest time that a hook can be kept open is over. */
        LONGEST_WAIT,
        /** The group has no hook of this name any more. */
        NO_SUCH_HOOK
    }

    @JsonIgnore
    public boolean isOwed() {
        return answer instanceof Answer.Owed;
    }

    /** Auto Scaling waits no more. */
    @JsonIgnore
    public boolean isClosed() {
        return answer instanceof Answer.Given;
    }

    public Hook with(Answer newAnswer) {
        return new Hook(token, name, group, transition, opened, since, newAnswer, keeping, passage);
    }

    public Hook with(Keeping newKeeping) {
        return new Hook(token, name, group, transition, opened, since, answer, newKeeping, passage);
    }
}
