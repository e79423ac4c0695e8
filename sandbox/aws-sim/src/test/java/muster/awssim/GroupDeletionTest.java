package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import muster.awssim.world.GroupSpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.ResourceInUseException;

class GroupDeletionTest extends StoryTest {
    private final AutoScalingClient scaling = clients.autoScaling();

    @BeforeEach
    void a_group() {
        world.createGroup(group());
    }

    @Test
    void a_group_with_instances_is_deleted_only_by_force() {
        world.launchDirect(GROUP);

        assertThatThrownBy(() -> scaling.deleteAutoScalingGroup(request -> request.autoScalingGroupName(GROUP)))
                .isInstanceOf(ResourceInUseException.class);

        assertThat(scaling.describeAutoScalingGroups().autoScalingGroups()).hasSize(1);
    }

    @Test
    void an_empty_group_is_deleted() {
        scaling.deleteAutoScalingGroup(request -> request.autoScalingGroupName(GROUP));

        assertThat(scaling.describeAutoScalingGroups().autoScalingGroups()).isEmpty();
        world.createGroup(GroupSpec.named(GROUP));
    }

    @Test
    void by_force_no_hook_runs_and_only_ec2_tells_of_the_end() {
        String id = inService();

        deleteByForce();
        settle();

        assertThat(told(id)).containsExactly("shutting-down", "terminated");
        assertThat(lifecycle(id)).isEmpty();
        assertThat(sim.journal().entries("group-deleted")).singleElement().satisfies(line -> {
            assertThat(line.text("group")).isEqualTo(GROUP);
            assertThat(line.field("force").asBoolean()).isTrue();
        });
    }

    @Test
    void an_open_hook_goes_with_its_group_and_every_call_about_it_says_so() {
        String id = world.launchDirect(GROUP);
        settle();
        String token = sim.journal().entries("hook-opened").getLast().text("token");

        deleteByForce();

        assertThat(sim.journal().entries("hook-withdrawn")).hasSize(1);
        String gone = "AutoScalingGroup name not found - AutoScalingGroup validators not found";
        assertRefused(() -> answer(id, LAUNCH_HOOK, "CONTINUE"), gone);
        assertRefused(
                () -> scaling.recordLifecycleActionHeartbeat(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(LAUNCH_HOOK)
                        .lifecycleActionToken(token)),
                gone);
        assertRefused(() -> scaling.describeLifecycleHooks(request -> request.autoScalingGroupName(GROUP)), gone);
        assertThat(scaling.describeAutoScalingInstances(request -> request.instanceIds(id))
                        .autoScalingInstances())
                .isEmpty();
    }

    @Test
    void an_instance_of_another_group_has_no_action_here() {
        world.createGroup(GroupSpec.named("others"));
        String id = world.launchDirect("others");
        settle();

        assertRefused(
                () -> answer(id, LAUNCH_HOOK, "CONTINUE"), "No active Lifecycle Action found with instance ID " + id);
    }

    @Test
    void what_is_not_well_formed_is_refused_with_other_words() {
        String id = inService();

        assertRefused(
                () -> scaling.completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(LAUNCH_HOOK)
                        .lifecycleActionToken("short")
                        .lifecycleActionResult("CONTINUE")),
                "at 'lifecycleActionToken' failed to satisfy constraint");
        assertRefused(
                () -> answer(id, "not a hook", "CONTINUE"), "at 'lifecycleHookName' failed to satisfy constraint");
        assertRefused(
                () -> answer("i-0123456789abcdef0123", LAUNCH_HOOK, "CONTINUE"),
                "at 'instanceId' failed to satisfy constraint");
    }

    private void deleteByForce() {
        scaling.deleteAutoScalingGroup(
                request -> request.autoScalingGroupName(GROUP).forceDelete(true));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AutoScalingException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
            assertThat(e.awsErrorDetails().errorMessage()).contains(message);
        });
    }
}
