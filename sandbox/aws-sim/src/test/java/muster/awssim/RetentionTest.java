package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.awssim.world.PoolState;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.RetentionAction;

/** The instance lifecycle policy retains an instance whose terminate hook was abandoned. */
class RetentionTest extends StoryTest {
    @Test
    void an_abandoned_terminate_hook_retains_the_instance_until_its_second_termination() {
        world.createGroup(group().retainingAbandoned());
        String id = inService();
        world.scaleIn(id);
        settle();

        answer(id, TERMINATE_HOOK, "ABANDON");
        clock.advance(Duration.ofHours(24));

        assertThat(lifecycles(id))
                .endsWith("Terminating", "Terminating:Wait", "Terminating:Proceed", "Terminating:Retained");
        assertThat(world.instance(id).state().text()).isEqualTo("running");
        assertThat(told(id)).isEmpty();
        clients.autoScaling()
                .terminateInstanceInAutoScalingGroup(
                        request -> request.instanceId(id).shouldDecrementDesiredCapacity(true));
        settle();
        assertThat(told(id))
                .containsExactly(
                        "shutting-down", "terminated", "EC2 Instance Terminate Successful AutoScalingGroup>EC2");
        assertThat(lifecycle(id)).isEmpty();
        assertThatThrownBy(() -> answer(id, TERMINATE_HOOK, "CONTINUE"))
                .hasMessageContaining("No active Lifecycle Action");
    }

    @Test
    void a_timeout_retains_with_the_default_abandon_and_terminates_with_continue() {
        assertThat(afterTimeout(HookResult.ABANDON)).contains("Terminating:Retained");
    }

    @Test
    void a_timeout_with_the_default_continue_terminates() {
        assertThat(afterTimeout(HookResult.CONTINUE)).isEmpty();
    }

    private Optional<String> afterTimeout(HookResult result) {
        world.createGroup(GroupSpec.named(GROUP)
                .withHook(HookSpec.terminating(TERMINATE_HOOK)
                        .withTimeout(Duration.ofMinutes(1))
                        .withDefault(result))
                .retainingAbandoned());
        String id = world.launchDirect(GROUP);
        settle();
        world.scaleIn(id);
        clock.advance(Duration.ofMinutes(2));
        return lifecycle(id);
    }

    @Test
    void an_instance_of_the_pool_is_retained_at_its_exit_and_at_its_return() {
        world.createGroup(group().withWarmPool(PoolState.RUNNING).retainingAbandoned());
        String leaving = warm();
        world.scaleIn(leaving);
        settle();
        answer(leaving, TERMINATE_HOOK, "ABANDON");
        settle();
        assertThat(lifecycle(leaving)).contains("Warmed:Terminating:Retained");

        String returning = inService();
        world.returnToPool(returning);
        settle();
        answer(returning, TERMINATE_HOOK, "ABANDON");
        settle();
        assertThat(lifecycle(returning)).contains("Warmed:Pending:Retained");

        world.scaleIn(leaving);
        world.scaleIn(returning);
        settle();
        assertThat(lifecycle(leaving)).isEmpty();
        assertThat(lifecycle(returning)).isEmpty();
    }

    @Test
    void a_retained_instance_is_no_part_of_the_capacity_and_the_group_shows_its_policy() {
        world.createGroup(group().retainingAbandoned());
        String id = inService();
        world.scaleIn(id);
        settle();
        answer(id, TERMINATE_HOOK, "ABANDON");
        settle();

        var described = clients.autoScaling()
                .describeAutoScalingGroups()
                .autoScalingGroups()
                .getFirst();

        assertThat(described.desiredCapacity()).isZero();
        assertThat(described.instances())
                .singleElement()
                .satisfies(one -> assertThat(one.lifecycleStateAsString()).isEqualTo("Terminating:Retained"));
        assertThat(described.instanceLifecyclePolicy().retentionTriggers().terminateHookAbandon())
                .isEqualTo(RetentionAction.RETAIN);
    }

    @Test
    void a_retained_instance_that_is_killed_by_hand_is_gone_without_another_hook() {
        world.createGroup(group().retainingAbandoned());
        String id = inService();
        world.scaleIn(id);
        settle();
        answer(id, TERMINATE_HOOK, "ABANDON");
        settle();

        world.terminateByHand(id);
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(sim.journal().entries("hook-opened")).hasSize(2);
    }
}
