package muster.effects;

import muster.schemas.Effect;

/**
 * Whose turn it is where effects wait for AWS: bound around each execution, and around each request of a lane.
 *
 * @param group whose instances share one place in the round: the Auto Scaling group, empty where it isn't known
 */
public record Turn(Priority priority, String group) {
    /** Of the effect, or of the batch, that the current thread carries out. */
    public static final ScopedValue<Turn> CURRENT = ScopedValue.newInstance();

    private static final Turn NOBODY = new Turn(Priority.LAUNCH, "");

    /** What goes first; within one priority, groups take turns. */
    public enum Priority {
        /** Of an instance whose spot interruption was announced: it has two minutes. */
        INTERRUPTION,
        /** A launch waits for it, or Auto Scaling does at a hook. */
        LAUNCH,
        /** Nobody waits for it. */
        REST
    }

    /** That of the current thread; outside of an execution a launch's of no group. */
    public static Turn current() {
        return CURRENT.orElse(NOBODY);
    }

    /** What a host lacks until it is done holds up a launch; what is tidied up, or asked to be sure, does not. */
    static Priority priority(Effect effect) {
        return switch (effect) {
            case Effect.DescribeInstance _,
                    Effect.ClaimHostname _,
                    Effect.UpsertDns _,
                    Effect.TagInstance _,
                    Effect.CheckAgent _,
                    Effect.SendCommand _,
                    Effect.CompleteHook _,
                    Effect.LookUpHook _,
                    Effect.KeepHook _ -> Priority.LAUNCH;
            case Effect.ReleaseHostname _, Effect.DeleteDns _, Effect.CheckCommand _, Effect.ReadGroupState _ ->
                Priority.REST;
        };
    }
}
