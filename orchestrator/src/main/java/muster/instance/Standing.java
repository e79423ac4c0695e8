package muster.instance;

import muster.schemas.Instance.Progress;
import muster.schemas.StateName;

/** The declared state that an instance stands in, whatever it is doing there. */
public final class Standing {
    /** Not a state that a lifecycle can declare a way out of: an instance outside has none. */
    private static final StateName OUTSIDE = new StateName("outside");

    private Standing() {}

    public static StateName in(Progress progress) {
        return switch (progress) {
            case Progress.Outside _ -> OUTSIDE;
            case Progress.Resting(var state) -> state;
            case Progress.Moving(var state, var _, var _, var _) -> state;
            case Progress.Parked(var state, var _, var _) -> state;
        };
    }
}
