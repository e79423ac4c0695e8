package muster.instance;

import static muster.instance.Signals.ec2;
import static muster.instance.Signals.instance;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;
import static muster.instance.Signals.terminatingAt;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import muster.lifecycle.DeclaredLifecycles;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.Place;
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
        GONE_BEFORE,
        /** As prompt, and the role may make no call of any kind at first. */
        DENIED;

        void standInTheWay(SmallWorld world) {
            if (this == DENIED) {
                var denied = new HashSet<Class<?>>();
                world.fault(effect -> denied.add(effect.getClass())
                        ? Optional.of(new Outcome.Blocked(Outcome.Fault.SURROUNDINGS, "AccessDenied", "grant it"))
                        : Optional.empty());
            }
        }
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

    private static final List<Signal> TWO_HOOKS = List.of(
            launching(I1, 0, "L"),
            launching(I1, 0.2, "L2", Place.EC2, Place.ACTIVE_GROUP, "muster-dns"),
            ec2(I1, 20, Ec2State.RUNNING),
            terminating(I1, 100, "T"),
            terminatingAt(I1, 100, "T2", "muster-drain"),
            ec2(I1, 130, Ec2State.SHUTTING_DOWN));

    @Test
    void every_order_of_a_life_with_two_hooks_each_way_answers_all_of_them() {
        for (var pace : Pace.values()) {
            permute(new int[] {1, 1, 1, 1, 1, 1}, new ArrayList<>(), order -> {
                var play = played(order, TWO_HOOKS, pace);
                verify(play, () -> told(order, TWO_HOOKS, pace, play), 4);
                assertThat(play.state(I1).generation().number())
                        .as(() -> told(order, TWO_HOOKS, pace, play))
                        .isLessThanOrEqualTo(1);
            });
        }
    }

    private static final List<Signal> REPLACED = List.of(
            launching(I1, 0, "L"),
            launching(I1, 0, "L2", Place.EC2, Place.ACTIVE_GROUP, "muster-dns"),
            ec2(I1, 20, Ec2State.RUNNING),
            terminating(I1, 100, "V", Place.ACTIVE_GROUP, Place.ACTIVE_GROUP),
            launching(I1, 160, "N", Place.ACTIVE_GROUP, Place.ACTIVE_GROUP));

    /** Whatever comes first, the machine keeps one name and serves under it in its first generation. */
    @Test
    void every_order_of_a_replaced_root_volume_ends_in_service_with_one_name() {
        for (var pace : OF_THE_LIVING) {
            permute(new int[] {1, 1, 1, 1, 1}, new ArrayList<>(), order -> {
                var play = new Play(ValidatorLifecycle.alone());
                pace.standInTheWay(play.world());
                play.world().machine(I1).state = Ec2State.RUNNING;
                hear(play, order, REPLACED, pace);
                play.settle();
                play.wait(Duration.ofMinutes(30));
                var story = told(order, REPLACED, pace, play);
                assertThat(play.world().breaches()).as(story).isEmpty();
                assertThat(Standing.in(play.state(I1).progress())).as(story).hasToString("serving");
                assertThat(play.state(I1).generation().number()).as(story).isEqualTo(1);
                assertThat(play.world().namesOf(I1)).as(story).hasSize(1);
                assertThat(play.state(I1).hooks().values()).as(story).allMatch(Hook::isClosed);
                assertThat(play.world().answers()).as(story).hasSize(4);
                assertThat(play.state(I1).timers()).as(story).isEmpty();
            });
        }
    }

    private static final List<Pace> OF_THE_LIVING = List.of(Pace.PROMPT, Pace.SLOW, Pace.LATE, Pace.DENIED);

    /** The terminate hook expired before its event arrived, and another tool's command failed on the machine. */
    private static final List<Signal> RETAINED = List.of(
            launching(I1, -300, "L"),
            launching(I1, -300, "L2", Place.EC2, Place.ACTIVE_GROUP, "muster-dns"),
            ec2(I1, -280, Ec2State.RUNNING),
            terminating(I1, -100, "K"),
            Signals.command(I1, -250, new CommandId("foreign"), CommandStatus.FAILED));

    @Test
    void every_order_of_a_retained_machine_keeps_its_name_where_its_launch_is_known_first() {
        for (var pace : OF_THE_LIVING) {
            permute(new int[] {1, 1, 1, 1, 1}, new ArrayList<>(), order -> {
                var play = new Play(ValidatorLifecycle.alone());
                pace.standInTheWay(play.world());
                var machine = play.world().machine(I1);
                machine.state = Ec2State.RUNNING;
                machine.groupState = "Terminating:Retained";
                // Auto Scaling waits at none of them any more
                play.world().expire(_ -> true);
                hear(play, order, RETAINED, pace);
                play.settle();
                play.wait(Duration.ofMinutes(30));
                var story = told(order, RETAINED, pace, play);
                assertThat(play.world().breaches()).as(story).isEmpty();
                assertThat(play.state(I1).hooks().values()).as(story).allMatch(Hook::isClosed);
                assertThat(machine.starts).as(story).hasSizeLessThanOrEqualTo(1);
                var launchedFirst = Math.min(order.indexOf(0), order.indexOf(1)) < order.indexOf(3);
                assertThat(play.world().namesOf(I1)).as(story).hasSize(launchedFirst ? 1 : 0);
                assertThat(play.world().records()).as(story).hasSize(launchedFirst ? 1 : 0);
            });
        }
    }

    private static final List<Signal> DETACHED = List.of(
            launching(I1, -300, "L"),
            launching(I1, -300, "L2", Place.EC2, Place.ACTIVE_GROUP, "muster-dns"),
            ec2(I1, -280, Ec2State.RUNNING),
            Signals.command(I1, -250, new CommandId("foreign"), CommandStatus.CANCELLED));

    @Test
    void every_order_of_a_detached_machine_gives_its_name_back_where_it_is_declared_so() {
        for (var pace : OF_THE_LIVING) {
            permute(new int[] {1, 2, 1, 1}, new ArrayList<>(), order -> {
                var play = new Play(
                        DeclaredLifecycles.validator("onReturn: release", "onReturn: release\nonDetach: release"));
                pace.standInTheWay(play.world());
                play.world().machine(I1).state = Ec2State.RUNNING;
                play.world().machine(I1).groupState = "";
                hear(play, order, DETACHED, pace);
                play.settle();
                play.wait(Duration.ofMinutes(30));
                var story = told(order, DETACHED, pace, play);
                assertThat(play.world().breaches()).as(story).isEmpty();
                assertThat(play.state(I1).life()).as(story).isInstanceOf(Instance.Life.Gone.class);
                assertThat(play.world().namesOf(I1)).as(story).isEmpty();
                assertThat(play.world().records()).as(story).isEmpty();
                assertThat(play.world().answers().values())
                        .as(story)
                        .containsOnly(Hook.Result.CONTINUE)
                        .hasSize(2);
            });
        }
    }

    private static void hear(Play play, List<Integer> order, List<Signal> life, Pace pace) {
        for (int index : order) {
            play.hear(life.get(index));
            switch (pace) {
                case PROMPT, GONE_BEFORE, DENIED -> play.settle();
                case SLOW -> play.answerOne();
                case LATE -> {}
            }
        }
    }

    private static Play played(List<Integer> order, List<Signal> life, Pace pace) {
        var play = new Play(ValidatorLifecycle.alone());
        pace.standInTheWay(play.world());
        var machine = play.world().machine(I1);
        machine.state = pace == Pace.GONE_BEFORE ? Ec2State.TERMINATED : machine.state;
        for (int index : order) {
            if (pace != Pace.GONE_BEFORE
                    && life.get(index) instanceof Signal.Ec2StateChanged(var _, var state)
                    && !machine.state.isFinal()) {
                machine.state = state;
            }
            hear(play, List.of(index), life, pace);
        }
        machine.state = Ec2State.TERMINATED;
        play.settle();
        play.wait(Duration.ofMinutes(30));
        return play;
    }

    private static String told(List<Integer> order, List<Signal> life, Pace pace, Play play) {
        return "order "
                + order.stream().map(i -> life.get(i).from().reference()).collect(Collectors.joining(", "))
                + " at pace " + pace + "\n" + play.told();
    }

    private static void play(List<Integer> order, Pace pace) {
        var play = new Play(ValidatorLifecycle.alone());
        pace.standInTheWay(play.world());
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
                case PROMPT, GONE_BEFORE, DENIED -> play.settle();
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
                                .collect(Collectors.joining(", ")) + " at pace " + pace + "\n" + play.told(),
                2);
    }

    private static void verify(Play play, Supplier<String> story, int hooks) {
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
                .hasSize(hooks)
                .allMatch(hook -> hook.answer() instanceof Hook.Answer.Given);
        assertThat(play.world().answers()).as(story).hasSize(hooks);
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
