package muster.instance;

import static muster.instance.Signals.START;
import static muster.instance.Signals.ec2;
import static muster.instance.Signals.instance;
import static muster.instance.Signals.launching;
import static muster.instance.Signals.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Domain;
import muster.schemas.Ec2State;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import muster.schemas.Signal;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Fifty instances on forty names, each with a story of its own, whose events come late, twice and out of order, while
 * effects are carried out once, twice or late, and some processes die before they tell the result.
 */
@Timeout(120)
class RandomStreamsTest {
    private static final int INSTANCES = 50;
    private static final int NAMES = 40;

    static IntStream seeds() {
        var only = Integer.getInteger("muster.seed");
        return only == null ? IntStream.rangeClosed(1, 250) : IntStream.of(only);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void fifty_instances_on_forty_names_break_no_invariant(int seed) {
        new Run(seed).play();
    }

    /** What happens to one machine, and when: the truth, before it is distorted. */
    private record Happening(Instant at, Signal signal) {}

    private static final class Run {
        private final int seed;
        private final Random random;
        private final Play play =
                new Play(new Lifecycles(List.of(ValidatorLifecycle.of(NAMES, Lifecycle.OnReturn.RELEASE))));
        private final List<Happening> truth = new ArrayList<>();
        private final Map<InstanceId, Boolean> lives = new HashMap<>();
        private final List<EffectResult> untold = new ArrayList<>();

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
        }

        void play() {
            for (int number = 1; number <= INSTANCES; number++) {
                live(instance(number), random.nextInt(120));
            }
            var delivered = distorted();
            for (var next : delivered) {
                runUntil(next.at());
                tell(next.signal());
            }
            for (int minute = 0; minute < 40; minute++) {
                answerAll();
                play.wait(Duration.ofMinutes(1));
            }
            verify();
        }

        /** One of the ways in which machines live; times in seconds. */
        private void live(InstanceId id, double t) {
            var name = id.value().substring(14);
            switch (random.nextInt(6)) {
                case 0 -> {
                    direct(id, name, t);
                    lives.put(id, true);
                }
                case 1 -> {
                    direct(id, name, t);
                    scaleIn(id, name, t + 200 + random.nextInt(100));
                }
                case 2 -> {
                    direct(id, name, t);
                    kill(id, t + 5 + random.nextInt(100));
                }
                case 3 -> {
                    var running = random.nextBoolean();
                    pool(id, name, t, running);
                    promote(id, name + "-p", t + 100, running);
                    lives.put(id, true);
                }
                case 4 -> {
                    var running = random.nextBoolean();
                    pool(id, name, t, running);
                    promote(id, name + "-p1", t + 100, running);
                    comeBack(id, name, t + 200, running);
                    promote(id, name + "-p2", t + 300, running);
                    lives.put(id, true);
                }
                default -> {
                    pool(id, name, t, true);
                    happen(t + 150, terminating(id, t + 150, name + "-t", Place.WARM_POOL, Place.EC2));
                    kill(id, t + 160);
                }
            }
        }

        private void direct(InstanceId id, String name, double t) {
            happen(t, ec2(id, t, Ec2State.PENDING));
            happen(t + 1, launching(id, t + 1, name + "-l"));
            happen(t + 15, ec2(id, t + 15, Ec2State.RUNNING));
        }

        private void pool(InstanceId id, String name, double t, boolean running) {
            happen(t, ec2(id, t, Ec2State.PENDING));
            happen(t + 1, launching(id, t + 1, name + "-w", Place.EC2, Place.WARM_POOL));
            happen(t + 15, ec2(id, t + 15, Ec2State.RUNNING));
            if (!running) {
                stop(id, t + 40);
            }
        }

        private void stop(InstanceId id, double t) {
            happen(t, ec2(id, t, Ec2State.STOPPING));
            happen(t + 10, ec2(id, t + 10, Ec2State.STOPPED));
        }

        private void promote(InstanceId id, String token, double t, boolean running) {
            happen(t, launching(id, t, token, Place.WARM_POOL, Place.ACTIVE_GROUP));
            if (!running) {
                happen(t + 1, ec2(id, t + 1, Ec2State.PENDING));
                happen(t + 12, ec2(id, t + 12, Ec2State.RUNNING));
            }
        }

        private void comeBack(InstanceId id, String name, double t, boolean running) {
            happen(t, terminating(id, t, name + "-r", Place.ACTIVE_GROUP, Place.WARM_POOL));
            if (!running) {
                stop(id, t + 30);
            }
        }

        private void scaleIn(InstanceId id, String name, double t) {
            happen(t, terminating(id, t, name + "-t"));
            kill(id, t + 30);
        }

        private void kill(InstanceId id, double t) {
            happen(t, ec2(id, t, Ec2State.SHUTTING_DOWN));
            happen(t + 20, ec2(id, t + 20, Ec2State.TERMINATED));
        }

        private void happen(double t, Signal signal) {
            truth.add(new Happening(START.plusMillis((long) (t * 1000)), signal));
        }

        /** Late by up to a minute, one in five twice. */
        private List<Happening> distorted() {
            var delivered = new ArrayList<Happening>();
            for (var happening : truth) {
                var copies = random.nextInt(5) == 0 ? 2 : 1;
                for (int copy = 0; copy < copies; copy++) {
                    var delay = random.nextInt(3) == 0 ? random.nextInt(60_000) : random.nextInt(500);
                    delivered.add(new Happening(happening.at().plusMillis(delay), happening.signal()));
                }
            }
            delivered.sort(Comparator.comparing(Happening::at));
            truth.sort(Comparator.comparing(Happening::at));
            return delivered;
        }

        private void runUntil(Instant at) {
            while (play.now().isBefore(at)) {
                settleTruth();
                for (int i = random.nextInt(4); i > 0 && !play.asked().isEmpty(); i--) {
                    answer();
                }
                var left = Duration.between(play.now(), at);
                play.wait(left.compareTo(Duration.ofSeconds(1)) < 0 ? left : Duration.ofSeconds(1));
            }
        }

        /** The machines are what the truth says by now, whatever has been heard of it. */
        private void settleTruth() {
            for (var happening : truth) {
                if (!happening.at().isAfter(play.now())
                        && happening.signal() instanceof Signal.Ec2StateChanged(var from, var state)) {
                    play.world().machine(from.instance()).state = state;
                }
            }
        }

        private void answer() {
            var effect = play.asked().poll();
            if (effect == null) {
                return;
            }
            var result = play.result(effect);
            switch (random.nextInt(10)) {
                // the process died before the result was on the topic: the effect comes again
                case 0 -> play.asked().addFirst(effect);
                // the result comes twice, the second time much later
                case 1 -> {
                    untold.add(result);
                    play.tell(effect, result);
                }
                default -> play.tell(effect, result);
            }
            if (!untold.isEmpty() && random.nextInt(5) == 0) {
                tellAgain(effect);
            }
        }

        private void tellAgain(Effect any) {
            play.tell(any, untold.removeFirst());
        }

        private void answerAll() {
            settleTruth();
            while (!play.asked().isEmpty()) {
                answer();
            }
        }

        private void tell(Signal signal) {
            play.hear(signal);
        }

        private void verify() {
            play.checkStarts();
            assertThat(play.world().breaches())
                    .as("seed %d, again by -Dmuster.seed=%d", seed, seed)
                    .isEmpty();
            int named = 0;
            for (int number = 1; number <= INSTANCES; number++) {
                var id = instance(number);
                var state = play.state(id);
                assertThat(state.awaited())
                        .as("%s awaits nothing; seed %d", id, seed)
                        .isEmpty();
                assertThat(state.hooks().values())
                        .as("hooks of %s; seed %d", id, seed)
                        .allMatch(hook -> hook.answer() instanceof Hook.Answer.Given
                                || state.progress() instanceof Instance.Progress.Moving);
                var names = play.world().namesOf(id);
                if (lives.containsKey(id)) {
                    named += names.size();
                    assertThat(names)
                            .as("names of %s, which lives; seed %d\n%s", id, seed, story(id))
                            .hasSize(1);
                    assertThat(play.world().machine(id).starts)
                            .as("starts of %s; seed %d", id, seed)
                            .isNotEmpty();
                    assertThat(play.world().machine(id).starts.getLast()).startsWith(names.getFirst() + ".");
                    assertThat(play.world().records())
                            .containsEntry(
                                    new Domain(names.getFirst() + ".xnet.blade.ethernal.private"),
                                    play.world().address(id));
                } else {
                    assertThat(names)
                            .as("names of %s, which is gone; seed %d\n%s", id, seed, story(id))
                            .isEmpty();
                }
            }
            assertThat(play.world().records()).as("records; seed %d", seed).hasSize(named);
        }

        private String story(InstanceId id) {
            return play.story().stream()
                    .filter(step -> step.contains(id.value()))
                    .collect(Collectors.joining("\n"));
        }
    }
}
