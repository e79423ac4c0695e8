package muster.stream;

import static muster.instance.Signals.instance;
import static muster.schemas.Hook.Result.ABANDON;
import static muster.schemas.Hook.Result.CONTINUE;
import static muster.stream.Events.launching;
import static muster.stream.Events.running;
import static muster.stream.Events.shuttingDown;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import muster.lifecycle.DeclaredLifecycles;
import muster.lifecycle.Lifecycles;
import muster.schemas.Effect;
import muster.schemas.Hook;
import muster.schemas.HookToken;
import muster.schemas.InstanceEvent.GroupStateSeen;
import muster.schemas.InstanceEvent.HeartbeatsEnded;
import muster.schemas.InstanceEvent.HookAnswered;
import muster.schemas.InstanceId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hook is kept open while something must be done before its answer, and each end of that is in the journal. */
class HeartbeatsTest {
    private static final InstanceId I1 = instance(1);
    private static final HookToken L1 = new HookToken("L1");

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

    /** A launch that waits for its agent before its hook is answered. */
    private Story waiting(Duration timeout, Lifecycles lifecycles) {
        var story = new Story(lifecycles, stateDir);
        opened.add(story);
        story.world().hookTimeout(timeout);
        story.world().machine(I1).agent = false;
        return story.given(launching(I1, 0, "L1"), running(I1, 0));
    }

    private Story waiting(Duration timeout) {
        return waiting(timeout, DeclaredLifecycles.answeringLast());
    }

    private static List<Hook.End> ends(Story story) {
        return story.journal().stream()
                .flatMap(entry -> entry.events().stream())
                .flatMap(event ->
                        event instanceof HeartbeatsEnded(var _, var why, var _) ? Stream.of(why) : Stream.empty())
                .toList();
    }

    @Test
    void a_heartbeat_comes_at_each_third_of_the_timeout() {
        var story = waiting(Duration.ofSeconds(90));
        story.after(Duration.ofSeconds(29));
        assertThat(story.world().heartbeats(L1)).isZero();
        story.after(Duration.ofSeconds(3));
        assertThat(story.world().heartbeats(L1)).isEqualTo(1);
        story.after(Duration.ofMinutes(10));
        // the timeout was looked up once, after five seconds; from then on one beat in 30 s
        assertThat(story.world().heartbeats(L1)).isBetween(20, 21);
        story.then(I1).asked(Effect.LookUpHook.class, 1).hasNotAnswered("L1");
    }

    @Test
    void a_hook_that_is_answered_at_once_is_never_looked_up() {
        var story = new Story(DeclaredLifecycles.validator(), stateDir);
        opened.add(story);
        story.given(launching(I1, 0, "L1")).after(Duration.ofMinutes(30));
        story.then(I1)
                .answered("L1", CONTINUE)
                .asked(Effect.LookUpHook.class, 0)
                .asked(Effect.KeepHook.class, 0);
    }

    @Test
    void the_answer_ends_the_heartbeats() {
        var story = waiting(Duration.ofSeconds(90)).after(Duration.ofMinutes(2));
        story.world().machine(I1).agent = true;
        story.after(Duration.ofMinutes(2)).then(I1).serves().answered("L1", CONTINUE);
        var beats = story.world().heartbeats(L1);
        story.after(Duration.ofMinutes(10));
        assertThat(story.world().heartbeats(L1)).isEqualTo(beats);
        assertThat(ends(story)).containsExactly(Hook.End.ANSWERED);
        assertThat(story.timersStored()).isZero();
    }

    @Test
    void shutting_down_ends_the_heartbeats() {
        var story = waiting(Duration.ofSeconds(90)).after(Duration.ofMinutes(2));
        story.hold().when(shuttingDown(I1, 200)).letGo().then(I1).answered("L1", ABANDON);
        assertThat(ends(story)).containsExactly(Hook.End.MACHINE_ENDED);
    }

    /** Timers are stored in milliseconds: with a finer due time in the state, the one that fires would be taken for another. */
    @ParameterizedTest
    @ValueSource(ints = {30, 50, 77, 100, 101, 700})
    void a_hook_of_any_timeout_is_kept_open_for_many_timeouts(int seconds) {
        var story = waiting(Duration.ofSeconds(seconds)).after(Duration.ofSeconds(4L * seconds));
        assertThat(story.world().heartbeats(L1)).isGreaterThanOrEqualTo(10);
    }

    @Test
    void a_hook_that_auto_scaling_has_closed_is_recorded_with_its_default_and_where_the_instance_is() {
        var story = waiting(Duration.ofSeconds(90)).after(Duration.ofMinutes(2));
        story.world().expire(L1::equals);
        story.after(Duration.ofMinutes(2));
        assertThat(ends(story)).containsExactly(Hook.End.NO_ACTIVE_ACTION);
        assertThat(story.journal().stream().flatMap(entry -> entry.events().stream()))
                .anySatisfy(event -> assertThat(event).isInstanceOfSatisfying(HookAnswered.class, answered -> {
                    assertThat(answered.byUs()).isFalse();
                    assertThat(answered.result()).isEqualTo(ABANDON);
                }))
                .anySatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                GroupStateSeen.class,
                                seen -> assertThat(seen.state()).isEqualTo("InService")));
        story.then(I1).asked(Effect.CompleteHook.class, 0);
    }

    @Test
    void after_a_hundred_timeouts_the_policy_answers_before_auto_scaling_does() {
        var story = waiting(Duration.ofSeconds(30), lasting("48h"));
        story.after(Duration.ofSeconds(30 * 100 - 30)).then(I1).hasNotAnswered("L1");
        story.after(Duration.ofSeconds(29)).then(I1).answered("L1", ABANDON);
        assertThat(ends(story)).containsExactly(Hook.End.LONGEST_WAIT);
    }

    @Test
    void after_48_hours_no_heartbeat_helps_any_more() {
        var story = waiting(Duration.ofHours(2), lasting("48h"));
        story.after(Duration.ofHours(46)).then(I1).hasNotAnswered("L1");
        story.after(Duration.ofMinutes(119)).then(I1).answered("L1", ABANDON);
        assertThat(ends(story)).containsExactly(Hook.End.LONGEST_WAIT);
    }

    @Test
    void at_the_deadline_of_the_lifecycle_its_policy_answers() {
        var story = waiting(Duration.ofMinutes(5));
        story.after(Duration.ofMinutes(59)).then(I1).hasNotAnswered("L1");
        story.after(Duration.ofMinutes(2)).then(I1).answered("L1", ABANDON);
        assertThat(story.state(I1).progress().toString()).contains("not done within PT1H", "agent-online");
    }

    private static Lifecycles lasting(String deadline) {
        return DeclaredLifecycles.answeringLast("deadline: 1h", "deadline: " + deadline);
    }
}
