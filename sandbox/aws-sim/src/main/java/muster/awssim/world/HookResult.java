package muster.awssim.world;

/** How a lifecycle hook is answered. */
public enum HookResult {
    CONTINUE,
    ABANDON
}
