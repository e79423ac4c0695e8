package muster.awssim;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import muster.awssim.base.ManualClock;
import muster.awssim.base.SimClock;
import muster.awssim.events.SimEvent;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.awssim.world.World;
import org.junit.jupiter.api.AfterEach;

/** A simulation on a clock that the test moves, with clients to ask it. */
abstract class SimTest {
    static final String GROUP = "validators";
    static final String LAUNCH_HOOK = "launching";
    static final String TERMINATE_HOOK = "terminating";

    final ManualClock clock = SimClock.manual(Instant.parse("2026-01-02T03:04:05Z"));
    final AwsSim sim = AwsSim.start(configure(SimConfig.defaults().withClock(clock)));
    final World world = sim.world();
    final Clients clients = new Clients(sim.endpoint());
    final List<SimEvent> events = new CopyOnWriteArrayList<>();

    SimTest() {
        sim.onEvent(events::add);
    }

    SimConfig configure(SimConfig defaults) {
        return defaults;
    }

    @AfterEach
    void stop() {
        clients.close();
        sim.close();
    }

    static GroupSpec hooked() {
        return GroupSpec.named(GROUP)
                .withHook(HookSpec.launching(LAUNCH_HOOK))
                .withHook(HookSpec.terminating(TERMINATE_HOOK));
    }

    /** Long enough for all that AWS does by itself, and shorter than any hook's timeout. */
    void settle() {
        clock.advance(Duration.ofSeconds(5));
    }
}
