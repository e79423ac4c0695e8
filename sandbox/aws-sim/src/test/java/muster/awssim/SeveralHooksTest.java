package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import muster.awssim.events.SimEvent;
import muster.awssim.journal.Entry;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Hooks of one transition all wait at once. */
class SeveralHooksTest extends StoryTest {
    private static final String SECOND = "second";

    @BeforeEach
    void a_group_with_two_hooks_of_each_transition() {
        world.createGroup(GroupSpec.named(GROUP)
                .withHook(HookSpec.launching(LAUNCH_HOOK))
                .withHook(HookSpec.launching(SECOND))
                .withHook(HookSpec.terminating(TERMINATE_HOOK))
                .withHook(HookSpec.terminating("last").withTimeout(Duration.ofMinutes(10))));
    }

    @Test
    void each_hook_has_its_own_event_and_token() {
        world.launchDirect(GROUP);
        settle();

        assertThat(events.stream().filter(SimEvent::isLaunchHook))
                .extracting(event -> event.detail().path("LifecycleHookName").asText())
                .containsExactlyInAnyOrder(LAUNCH_HOOK, SECOND);
        assertThat(opened()).extracting(line -> line.text("token")).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void the_instance_goes_on_when_all_are_answered_and_not_before() {
        String id = world.launchDirect(GROUP);
        settle();

        answer(id, SECOND, "CONTINUE");
        settle();
        assertThat(lifecycle(id)).contains("Pending:Wait");
        assertThatThrownBy(() -> answer(id, SECOND, "CONTINUE")).hasMessageContaining("No active Lifecycle Action");
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(lifecycle(id)).contains("InService");
    }

    @Test
    void one_abandoned_launch_hook_ends_the_instance_and_the_others_cannot_be_answered() {
        String id = world.launchDirect(GROUP);
        settle();
        answer(id, LAUNCH_HOOK, "CONTINUE");

        answer(id, SECOND, "ABANDON");
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(world.instance(id).state().isEnd()).isTrue();
    }

    @Test
    void one_abandoned_terminate_hook_stops_the_remaining_ones() {
        String id = bothAnswered();
        world.scaleIn(id);
        settle();

        answer(id, "last", "ABANDON");
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(sim.journal().entries("hook-withdrawn"))
                .extracting(line -> line.text("hook"))
                .containsExactly(TERMINATE_HOOK);
        assertThatThrownBy(() -> answer(id, TERMINATE_HOOK, "CONTINUE"))
                .hasMessageContaining("No active Lifecycle Action found with instance ID " + id);
    }

    @Test
    void a_terminate_hook_that_runs_out_with_continue_leaves_the_others_open() {
        String id = bothAnswered();
        world.scaleIn(id);
        clock.advance(Duration.ofMinutes(11));

        assertThat(lifecycle(id)).contains("Terminating:Wait");
        assertThat(sim.journal().entries("hook-answered").getLast().text("result"))
                .isEqualTo(HookResult.CONTINUE.name());
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_hook_that_is_deleted_while_open_abandons_a_launch() {
        String id = world.launchDirect(GROUP);
        settle();

        clients.autoScaling()
                .deleteLifecycleHook(
                        request -> request.autoScalingGroupName(GROUP).lifecycleHookName(SECOND));
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(sim.journal().entries("hook-answered").getLast().text("by")).isEqualTo("deletion");
        assertThatThrownBy(() -> clients.autoScaling()
                        .deleteLifecycleHook(
                                request -> request.autoScalingGroupName(GROUP).lifecycleHookName(SECOND)))
                .hasMessageContaining("No Lifecycle Hook found");
    }

    private String bothAnswered() {
        String id = world.launchDirect(GROUP);
        settle();
        answer(id, LAUNCH_HOOK, "CONTINUE");
        answer(id, SECOND, "CONTINUE");
        settle();
        events.clear();
        return id;
    }

    private List<Entry> opened() {
        return sim.journal().entries("hook-opened");
    }
}
