package muster.instance;

import static muster.instance.Signals.instance;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.lifecycle.Lifecycle;
import muster.lifecycle.Lifecycles;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.EffectResult;
import muster.schemas.Hook;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
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

    private static final class Run {
        private final int seed;
        private final Random random;
        private final Play play =
                new Play(new Lifecycles(List.of(ValidatorLifecycle.of(NAMES, Lifecycle.OnReturn.RELEASE))));
        private final Lives lives;
        private final List<EffectResult> untold = new ArrayList<>();

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            this.lives = new Lives(random, Duration.ZERO);
        }

        void play() {
            for (int number = 1; number <= INSTANCES; number++) {
                lives.live(instance(number), random.nextInt(120));
            }
            var delivered = lives.distorted();
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
            for (var happening : lives.truth()) {
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
            play.checkStarts(id -> lives.replacements().containsKey(id) ? 1 : 0);
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
                if (lives.alive().contains(id)) {
                    named += names.size();
                    assertThat(names)
                            .as(() -> "names of %s, which lives; seed %d\n%s".formatted(id, seed, story(id)))
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
                            .as(() -> "names of %s, which is gone; seed %d\n%s".formatted(id, seed, story(id)))
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
