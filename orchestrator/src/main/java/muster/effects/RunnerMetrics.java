package muster.effects;

import java.time.Duration;
import muster.schemas.EffectRequest;
import muster.schemas.EffectResult;

/** What the runner counts. Never with an instance id as a label. */
public interface RunnerMetrics {
    RunnerMetrics NONE = new RunnerMetrics() {
        @Override
        public void finished(EffectRequest request, EffectResult result, Duration took) {}

        @Override
        public void unreadable() {}
    };

    /** @param took from its delivery to its result, waiting in the lane included */
    void finished(EffectRequest request, EffectResult result, Duration took);

    /** A record that is no effect was passed over. */
    void unreadable();
}
