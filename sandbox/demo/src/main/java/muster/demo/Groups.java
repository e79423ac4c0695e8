package muster.demo;

import java.time.Duration;
import muster.awssim.base.Spread;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.awssim.world.PoolState;
import muster.awssim.world.World;

/** The Auto Scaling groups of the story. */
final class Groups {
    /** The answers here take a second or two. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(60);

    /** AWS takes nothing under 30 s; Muster's first heartbeat then comes after ten. */
    private static final Duration SHORTEST_HEARTBEAT = Duration.ofSeconds(30);

    private Groups() {}

    /** Four groups of ours and one of another team, which has neither hooks nor our names. */
    static void create(World world) {
        // two hooks for one launch: both get the answer of the one life
        world.createGroup(validators(Part.Entry.DIRECT)
                .withHook(HookSpec.launching("muster-launch-too").withTimeout(HEARTBEAT)));
        world.createGroup(validators(Part.Entry.RUNNING_POOL).withWarmPool(PoolState.RUNNING));
        world.createGroup(validators(Part.Entry.STOPPED_POOL).withWarmPool(PoolState.STOPPED));
        world.createGroup(GroupSpec.named(Part.Entry.LAST_NAME.group())
                .withBoot(Spread.millis(300, 1200))
                .withAgentOnline(Spread.millis(200, 1500))
                .withCommandRun(Spread.millis(50, 300))
                .withHook(HookSpec.launching("muster-launch").withTimeout(SHORTEST_HEARTBEAT))
                .withHook(HookSpec.terminating("muster-terminate").withTimeout(SHORTEST_HEARTBEAT)));
        world.createGroup(GroupSpec.named(Part.Entry.FOREIGN.group()));
    }

    private static GroupSpec validators(Part.Entry entry) {
        return GroupSpec.named(entry.group())
                .withBoot(Spread.millis(300, 1200))
                .withAgentOnline(Spread.millis(200, 1500))
                .withCommandRun(Spread.millis(50, 300))
                .withHookAfterKill(Duration.ofMillis(800))
                .withHook(HookSpec.launching("muster-launch").withTimeout(HEARTBEAT))
                .withHook(HookSpec.terminating("muster-terminate").withTimeout(HEARTBEAT));
    }
}
