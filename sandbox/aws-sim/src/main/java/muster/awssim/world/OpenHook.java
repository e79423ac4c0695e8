package muster.awssim.world;

import java.time.Instant;
import muster.awssim.base.SimClock;

/** A hook that waits for its answer. */
final class OpenHook {
    final HookSpec spec;
    final Machine machine;
    final Passage passage;
    final String token;
    final Instant lastMoment;
    SimClock.Timer timeout = () -> {};

    OpenHook(HookSpec spec, Machine machine, Passage passage, String token, Instant opened) {
        this.spec = spec;
        this.machine = machine;
        this.passage = passage;
        this.token = token;
        this.lastMoment = opened.plus(spec.globalTimeout());
    }
}
