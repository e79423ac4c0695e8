package muster.instance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.HookToken;
import muster.schemas.Place;
import muster.schemas.Provenance;
import muster.schemas.Signal;
import org.junit.jupiter.api.Test;

/** Timers have the precision of their store: whatever a time is computed from, the timer that fires is the one that was set. */
class TimerPrecisionTest {
    private static final HookToken L1 = new HookToken("L1");

    /** Each timeout that Auto Scaling takes, 30 to 7200 s, and events whose times have fractions down to nanoseconds. */
    @Test
    void a_hook_is_kept_open_whatever_its_timeout_and_the_time_of_its_event() {
        var random = new Random(7);
        for (int timeout = 30; timeout <= 7200; timeout++) {
            // looks at the agent are not what is tested, and there would be 600 of them in each life
            var play = new Play(DeclaredLifecycles.answeringLast("agent: 5s", "agent: 10m"));
            var id = Signals.instance(1);
            play.world().machine(id).agent = false;
            play.world().hookTimeout(Duration.ofSeconds(timeout));
            var opened = Signals.START.plusNanos(random.nextLong(1_000_000_000L));
            play.hear(new Signal.LaunchHookOpened(
                    new Provenance(id, opened, opened, "event"),
                    Signals.GROUP,
                    Signals.LAUNCH_HOOK,
                    L1,
                    Place.EC2,
                    Place.ACTIVE_GROUP));
            play.settle();
            play.wait(Duration.ofSeconds(Math.min(2L * timeout, 3000)));
            assertThat(play.world().heartbeats(L1))
                    .as("timeout %d s, event at %s", timeout, opened)
                    .isGreaterThanOrEqualTo(timeout < 1400 ? 5 : 1);
        }
    }
}
