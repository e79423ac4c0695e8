package muster.effects;

import muster.schemas.Effect;

/**
 * Whose turn it is where effects wait for AWS: bound around each execution, and around each request of a lane.
 *
 * @param group whose instances share one place in the round: the Auto Scaling group, empty where it isn't known
 * @param progress how far its life is, from 0 on: of a group's, who is furthest goes first. A thousand who are to begin would
 *     otherwise hold up the few who could finish, and with them what is scarcer further on
 */
public record Turn(Priority priority, String group, int progress) {
    /** Of the effect, or of the batch, that the current thread carries out. */
    public static final ScopedValue<Turn> CURRENT = ScopedValue.newInstance();

    private static final Turn NOBODY = new Turn(Priority.LAUNCH, "", 0);

    public Turn {
        if (progress < 0) {
            throw new IllegalArgumentException("progress is 0 or more: " + progress);
        }
    }

    /** At the beginning of its life. */
    public Turn(Priority priority, String group) {
        this(priority, group, 0);
    }

    /** What goes first; within one priority, groups take turns. */
    public enum Priority {
        /** Of an instance whose spot interruption was announced: it has two minutes. */
        INTERRUPTION,
        /** Auto Scaling's clock runs: what keeps a hook open, and the answer that lets an instance end. */
        HOOK,
        /** The answer of a launch hook, whose timeout the heartbeats prolong. */
        ANSWER,
        /** A launch waits for it. */
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
                    Effect.SendCommand _ -> Priority.LAUNCH;
            case Effect.LookUpHook _, Effect.KeepHook _ -> Priority.HOOK;
            case Effect.CompleteHook _ -> Priority.ANSWER;
            case Effect.ReleaseHostname _, Effect.DeleteDns _, Effect.CheckCommand _, Effect.ReadGroupState _ ->
                Priority.REST;
        };
    }

    /** What goes in order within an instance. No effect of one lane comes before or after one of another by order alone. */
    enum Lane {
        /** Calls that keep hooks open. They never wait for an answer or a query of the same instance. */
        HEARTBEATS,
        HOOKS,
        /** The steps of a life. */
        LIFE
    }

    static Lane lane(Effect effect) {
        return switch (effect) {
            case Effect.LookUpHook _, Effect.KeepHook _ -> Lane.HEARTBEATS;
            case Effect.CompleteHook _, Effect.ReadGroupState _ -> Lane.HOOKS;
            case Effect.DescribeInstance _,
                    Effect.ClaimHostname _,
                    Effect.UpsertDns _,
                    Effect.TagInstance _,
                    Effect.CheckAgent _,
                    Effect.SendCommand _,
                    Effect.ReleaseHostname _,
                    Effect.DeleteDns _,
                    Effect.CheckCommand _ -> Lane.LIFE;
        };
    }

    /**
     * In the order in which most lifecycles go. Where one goes otherwise, this costs time and nothing else: each life asks for
     * a few effects, so that those who begin wait for those who are further, but not for ever.
     */
    static int progress(Effect effect) {
        return switch (effect) {
            case Effect.DescribeInstance _ -> 0;
            case Effect.ClaimHostname _ -> 1;
            case Effect.UpsertDns _ -> 2;
            case Effect.TagInstance _ -> 3;
            case Effect.LookUpHook _, Effect.CompleteHook _ -> 4;
            case Effect.CheckAgent _ -> 5;
            case Effect.SendCommand _ -> 6;
            // a hook that is not kept ends
            case Effect.KeepHook _ -> 7;
            // the record goes before the name
            case Effect.DeleteDns _ -> 0;
            case Effect.ReleaseHostname _ -> 1;
            case Effect.CheckCommand _, Effect.ReadGroupState _ -> 0;
        };
    }
}
