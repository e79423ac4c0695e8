package muster.awssim.world;

import java.time.Duration;
import java.util.Optional;

/**
 * A lifecycle hook of a group.
 *
 * @param heartbeatTimeout AWS takes 30–7200 s; a simulated group may be more impatient
 */
public record HookSpec(
        String name,
        Transition transition,
        Duration heartbeatTimeout,
        HookResult defaultResult,
        Optional<String> notificationMetadata) {
    /** AWS ends the wait after the smaller of 48 hours and 100 heartbeats. */
    private static final Duration LONGEST = Duration.ofHours(48);

    public static HookSpec launching(String name) {
        return new HookSpec(name, Transition.LAUNCHING, Duration.ofHours(1), HookResult.ABANDON, Optional.empty());
    }

    public static HookSpec terminating(String name) {
        return new HookSpec(name, Transition.TERMINATING, Duration.ofHours(1), HookResult.CONTINUE, Optional.empty());
    }

    public HookSpec withTimeout(Duration timeout) {
        return new HookSpec(name, transition, timeout, defaultResult, notificationMetadata);
    }

    public HookSpec withDefault(HookResult result) {
        return new HookSpec(name, transition, heartbeatTimeout, result, notificationMetadata);
    }

    public HookSpec withMetadata(String metadata) {
        return new HookSpec(name, transition, heartbeatTimeout, defaultResult, Optional.of(metadata));
    }

    public Duration globalTimeout() {
        Duration hundred = heartbeatTimeout.multipliedBy(100);
        return hundred.compareTo(LONGEST) < 0 ? hundred : LONGEST;
    }
}
