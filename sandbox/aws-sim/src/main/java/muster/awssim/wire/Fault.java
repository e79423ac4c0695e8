package muster.awssim.wire;

/** What can go wrong with a call. */
public enum Fault {
    /** Refused with the service's own throttling error; no effect. */
    THROTTLE,
    /** Answered with an internal error; no effect. */
    ERROR_5XX,
    /** The connection is cut; no effect. */
    RESET_BEFORE,
    /** The effect happens, then the connection is cut: the lost answer. */
    RESET_AFTER,
    /** Refused for lack of permission; no effect. */
    ACCESS_DENIED,
    /** The hook that the call would answer or keep times out right before; no effect on other calls. */
    HOOK_EXPIRED,
    /** Instances that are younger than some time are not known yet; see {@link Faults#notFoundYet}. */
    NOT_FOUND_YET
}
