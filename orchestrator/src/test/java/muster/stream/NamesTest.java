package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycles;
import muster.schemas.HookToken;
import muster.schemas.Instance;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool without a free name, and names beyond three digits. */
class NamesTest {
    private static final InstanceId I1 = instance(1);
    private static final InstanceId I2 = instance(2);
    private static final HookToken L2 = new HookToken("L2");

    private final List<Story> opened = new ArrayList<>();
    private Path stateDir;

    @BeforeEach
    void open(@TempDir Path folder) {
        stateDir = folder;
    }

    @AfterEach
    void close() {
        opened.forEach(Story::close);
    }

    private Story story(Lifecycles lifecycles) {
        var story = new Story(lifecycles, stateDir);
        opened.add(story);
        return story;
    }

    private Story exhausted(String... fromTo) {
        var all = new ArrayList<>(List.of("size: 999", "size: 1"));
        all.addAll(List.of(fromTo));
        var story = story(DeclaredLifecycles.validator(all.toArray(String[]::new)));
        story.world().hookTimeout(Duration.ofSeconds(60));
        return story.given(launching(I1, 0, "L1"), running(I1, 1), launching(I2, 2, "L2"), running(I2, 3));
    }

    @Test
    void s07_the_one_that_waits_gets_the_name_that_is_released_and_its_hook_is_kept_open_meanwhile() {
        var story = exhausted();
        assertThat(story.state(I2).name())
                .isInstanceOfSatisfying(
                        Instance.Name.Awaited.class,
                        awaited -> assertThat(awaited.pool().pattern()).isEqualTo("validator-%03d"));
        story.after(Duration.ofMinutes(5)).then(I2).hasNotAnswered("L2");
        assertThat(story.world().heartbeats(L2)).isBetween(13, 16);

        story.when(terminating(I1, 400, "T1")).after(Duration.ofSeconds(11));

        story.then(I1).holdsNothing().isGone();
        story.then(I2).isUp("validator-001").answered("L2", CONTINUE);
    }

    @Test
    void one_that_waits_in_vain_is_answered_as_the_policy_says_at_the_deadline() {
        var story = exhausted("deadline: 1h", "deadline: 10m");
        story.after(Duration.ofMinutes(9)).then(I2).hasNotAnswered("L2");
        story.after(Duration.ofMinutes(2)).then(I2).answered("L2", ABANDON);
        assertThat(story.state(I2).progress().toString()).contains("no free name in validator-%03d since");
    }

    @Test
    void the_policy_may_be_to_let_it_in_without_a_name() {
        var story = exhausted("answer: ABANDON", "answer: CONTINUE", "deadline: 1h", "deadline: 10m");
        story.after(Duration.ofMinutes(11)).then(I2).answered("L2", CONTINUE).wasStartedAs();
    }

    @Test
    void one_that_is_terminated_while_it_waits_takes_no_name_with_it() {
        var story = exhausted();
        story.when(terminating(I2, 60, "T2"));
        story.then(I2).isGone().answered("L2", ABANDON).answered("T2", CONTINUE);
        assertThat(story.state(I2).name()).isEqualTo(new Instance.Name.None());
        story.when(terminating(I1, 400, "T1")).after(Duration.ofMinutes(2));
        assertThat(story.world().namesOf(I2)).isEmpty();
    }

    @Test
    void numbers_grow_beyond_the_width_of_their_pattern() {
        var story = story(DeclaredLifecycles.validator("first: 1", "first: 998", "size: 999", "size: 4"));
        for (int n = 1; n <= 4; n++) {
            story.given(launching(instance(n), n, "L" + n));
        }
        story.then(instance(2)).isNamed("validator-999");
        story.then(instance(3)).isNamed("validator-1000").resolves("validator-1000");
    }

    @Test
    void a_width_of_four_is_kept_too() {
        var story = story(DeclaredLifecycles.validator("validator-%03d", "validator-%04d"));
        story.given(launching(I1, 0, "L1")).then(I1).isNamed("validator-0001").isTagged("validator-0001");
    }
}
