package muster.instance;

import static muster.instance.Signals.ec2;
import static muster.instance.Signals.instance;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import muster.schemas.Ec2State;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {launching, running, terminating, shutting-down, terminated} and a duplicate of each, in every order that there is. */
@Timeout(240)
class EveryOrderTest {
    private static final InstanceId I1 = instance(1);

    private static final List<Signal> LIFE = List.of(
            launching(I1, 0, "L"),
            ec2(I1, 20, Ec2State.RUNNING),
            terminating(I1, 100, "T"),
            ec2(I1, 130, Ec2State.SHUTTING_DOWN),
            ec2(I1, 160, Ec2State.TERMINATED));

    /** How the world and the runner keep up with the events. */
    private enum Pace {
        /** Results come at once; the machine is what the events that have come so far say. */
        PROMPT,
        /** One result comes between two events, so that each end meets effects in flight. */
        SLOW,
        /** Results come after all events. */
        LATE,
        /** The machine is gone before the first event comes. */
        GONE_BEFORE
    }

    @Test
    void every_order_of_a_life_with_duplicates_ends_clean() {
        var count = new int[1];
        permute(new int[] {2, 2, 2, 2, 2}, new ArrayList<>(), order -> {
            play(order, Pace.values()[count[0]++ % Pace.values().length]);
        });
        assertThat(count[0]).as("orders of ten events, five of them twice").isEqualTo(113_400);
    }

    @Test
    void every_order_of_a_life_ends_clean_at_every_pace() {
        for (var pace : Pace.values()) {
            permute(new int[] {1, 1, 1, 1, 1}, new ArrayList<>(), order -> play(order, pace));
        }
    }

    private static void play(List<Integer> order, Pace pace) {
        var play = new Play(ValidatorLifecycle.alone());
        var machine = play.world().machine(I1);
        if (pace == Pace.GONE_BEFORE) {
            machine.state = Ec2State.TERMINATED;
        }
        for (int index : order) {
            var signal = LIFE.get(index);
            if (pace != Pace.GONE_BEFORE
                    && signal instanceof Signal.Ec2StateChanged(var _, var state)
                    && !machine.state.isFinal()) {
                machine.state = state;
            }
            play.hear(signal);
            switch (pace) {
                case PROMPT, GONE_BEFORE -> play.settle();
                case SLOW -> play.answerOne();
                case LATE -> {}
            }
        }
        machine.state = Ec2State.TERMINATED;
        play.settle();
        play.wait(Duration.ofMinutes(30));
        verify(
                play,
                () -> "order "
                        + order.stream()
                                .map(i -> LIFE.get(i).from().reference())
                                .collect(Collectors.joining(", ")) + " at pace " + pace + "\n" + play.told());
    }

    private static void verify(Play play, Supplier<String> story) {
        play.checkStarts();
        var state = play.state(I1);
        assertThat(play.world().breaches()).as(story).isEmpty();
        assertThat(state.life()).as(story).isInstanceOf(Instance.Life.Gone.class);
        assertThat(play.world().namesOf(I1)).as(story).isEmpty();
        assertThat(play.world().records()).as(story).isEmpty();
        assertThat(state.awaited()).as(story).isEmpty();
        assertThat(state.timers().keySet()).as(story).containsOnly(Timers.FORGET);
        assertThat(state.hooks().values())
                .as(story)
                .hasSize(2)
                .allMatch(hook -> hook.answer() instanceof Hook.Answer.Given);
        assertThat(play.world().answers()).as(story).hasSize(2);
    }

    private static void permute(int[] left, List<Integer> order, Consumer<List<Integer>> each) {
        var isWhole = true;
        for (int i = 0; i < left.length; i++) {
            if (left[i] > 0) {
                isWhole = false;
                left[i]--;
                order.add(i);
                permute(left, order, each);
                order.removeLast();
                left[i]++;
            }
        }
        if (isWhole) {
            each.accept(List.copyOf(order));
        }
    }
}
