package muster.instance;

import static muster.instance.Signals.instance;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import org.junit.jupiter.api.Test;

/** What is asked for when no event tells of it, and what is then not asked for because one did. */
class ProbesTest {
    private static final InstanceId I1 = instance(1);

    private final Play play = new Play(new Lifecycles(List.of(ValidatorLifecycle.of(1, Lifecycle.OnReturn.RELEASE))));

    @Test
    void a_look_for_running_is_put_off_and_is_dropped_when_an_event_tells() {
        play.hear(Signals.ec2(I1, 5, Ec2State.PENDING));
        play.hear(Signals.launching(I1, 0, "L1", Place.EC2, Place.ACTIVE_GROUP));
        play.settle();
        assertThat(play.state(I1).timers()).containsKey(Timers.probe(Steps.DESCRIBE));

        play.world().machine(I1).state = Ec2State.RUNNING;
        play.hear(Signals.ec2(I1, 20, Ec2State.RUNNING));
        play.settle();
        assertThat(play.state(I1).timers()).doesNotContainKey(Timers.probe(Steps.DESCRIBE));
    }
}
