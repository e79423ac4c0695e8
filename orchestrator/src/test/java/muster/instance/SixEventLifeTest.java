package muster.instance;

import static muster.instance.Signals.ec2;
import static muster.instance.Signals.instance;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Signal;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Row 1 and 2 of the faults: each order of a life of six events, with each single duplicate and each single drop; after every
 * event the process stops, and the next one has nothing but the journal's bytes.
 */
@Order(Integer.MAX_VALUE - 2)
class SixEventLifeTest {
    private static final InstanceId I1 = instance(1);

    private static final List<Signal> LIFE = List.of(
            launching(I1, 0, "L"),
            ec2(I1, 20, Ec2State.RUNNING),
            Signals.command(I1, 30, new CommandId("command-0"), CommandStatus.SUCCESS),
            terminating(I1, 100, "T"),
            ec2(I1, 130, Ec2State.SHUTTING_DOWN),
            ec2(I1, 160, Ec2State.TERMINATED));

    private final int[] counted = new int[3];

    @Test
    @Timeout(120)
    void every_order_with_every_duplicate_and_every_drop_ends_clean_and_is_rebuilt_after_each_event() {
        var begin = System.nanoTime();
        permutations(new ArrayList<>(IntStream.range(0, LIFE.size()).boxed().toList()), 0, order -> {
            play(order, -1);
            for (int drop = 0; drop < order.size(); drop++) {
                var less = new ArrayList<>(order);
                int dropped = less.remove(drop);
                play(less, dropped);
            }
            for (int first = 0; first < order.size(); first++) {
                for (int again = first + 1; again <= order.size(); again++) {
                    var more = new ArrayList<>(order);
                    more.add(again, order.get(first));
                    play(more, -1);
                }
            }
        });
        var seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%,d lives (720 orders; drops, duplicates), %,d stops and rebuilds of %,d entries, no violation;"
                        + " %,.0f lives a second%n",
                counted[0], counted[1], counted[2], counted[0] / seconds);
        assertThat(counted[0]).isEqualTo(720 * (1 + 6 + 21));
    }

    private void play(List<Integer> order, int dropped) {
        var play = new Play(ValidatorLifecycle.alone()).journaling(true);
        var machine = play.world().machine(I1);
        for (int index : order) {
            var signal = LIFE.get(index);
            if (signal instanceof Signal.Ec2StateChanged(var _, var state) && !machine.state.isFinal()) {
                machine.state = state;
            }
            play.hear(signal);
            stop(play);
            while (play.answerOne()) {
                stop(play);
            }
        }
        // what was dropped has happened all the same
        machine.state = Ec2State.TERMINATED;
        play.settle();
        play.wait(Duration.ofMinutes(70));
        stop(play);
        counted[0]++;
        verify(play, order, dropped);
    }

    private void stop(Play play) {
        counted[1]++;
        counted[2] += play.rebuild();
    }

    private static void verify(Play play, List<Integer> order, int dropped) {
        var story = "order "
                + order.stream().map(i -> LIFE.get(i).from().reference()).collect(Collectors.joining(", "))
                + (dropped < 0 ? "" : ", without " + LIFE.get(dropped).from().reference());
        play.checkStarts();
        assertThat(play.world().breaches()).as(() -> story + "\n" + play.told()).isEmpty();
        var state = play.state(I1);
        assertThat(state.awaited()).as(story).isEmpty();
        assertThat(state.hooks().values()).as(story).allMatch(Hook::isClosed);
        assertThat(play.world().namesOf(I1))
                .as(() -> story + "\n" + play.told())
                .isEmpty();
        assertThat(play.world().records()).as(story).isEmpty();
        // without its launch it was never ours; without any end, its address was never asked for again
        if (state.life() instanceof Instance.Life.Gone) {
            assertThat(state.timers().keySet()).as(story).containsOnly(Timers.FORGET);
        } else {
            assertThat(dropped).as(() -> story + "\n" + play.told()).isNotNegative();
        }
    }

    private static void permutations(List<Integer> order, int from, Consumer<List<Integer>> each) {
        if (from == order.size()) {
            each.accept(List.copyOf(order));
            return;
        }
        for (int i = from; i < order.size(); i++) {
            Collections.swap(order, from, i);
            permutations(order, from + 1, each);
            Collections.swap(order, from, i);
        }
    }
}
