package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import muster.awssim.events.SimEvent;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookResult;
import muster.awssim.world.HookSpec;
import muster.awssim.world.PoolState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The six rows of origin and destination, each as the story that its events tell. */
class PassagesTest extends StoryTest {
    @Test
    void a_direct_launch_waits_at_its_hook_and_goes_into_service() {
        world.createGroup(group());
        String id = world.launchDirect(GROUP);
        settle();

        assertThat(story(id)).containsExactly("pending", "launching EC2>AutoScalingGroup", "running");
        assertThat(lifecycle(id)).contains("Pending:Wait");

        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(told(id)).containsExactly("EC2 Instance Launch Successful EC2>AutoScalingGroup");
        assertThat(lifecycle(id)).contains("InService");
        assertThat(lifecycles(id)).containsExactly("Pending", "Pending:Wait", "Pending:Proceed", "InService");
    }

    @Test
    void an_answer_before_the_instance_runs_leaves_it_pending_until_it_does() {
        world.createGroup(group());
        String id = world.launchDirect(GROUP);
        clock.advance(Duration.ofMillis(100));
        answer(id, LAUNCH_HOOK, "CONTINUE");
        clock.advance(Duration.ofMillis(100));

        assertThat(lifecycle(id)).contains("Pending:Proceed");
        settle();

        assertThat(lifecycle(id)).contains("InService");
    }

    @Test
    void an_instance_enters_a_pool_of_running_instances() {
        world.createGroup(group().withWarmPool(PoolState.RUNNING));
        String id = world.launchIntoPool(GROUP);
        settle();

        assertThat(story(id)).containsExactly("pending", "launching EC2>WarmPool", "running");
        assertThat(lifecycle(id)).contains("Warmed:Pending:Wait");
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(told(id)).containsExactly("EC2 Instance Launch Successful EC2>WarmPool");
        assertThat(lifecycle(id)).contains("Warmed:Running");
    }

    @ParameterizedTest
    @EnumSource(names = {"STOPPED", "HIBERNATED"})
    void an_instance_enters_a_pool_that_does_not_run_and_is_stopped(PoolState state) {
        world.createGroup(group().withWarmPool(state));
        String id = world.launchIntoPool(GROUP);
        settle();
        story(id);
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(told(id)).containsExactly("stopping", "stopped", "EC2 Instance Launch Successful EC2>WarmPool");
        assertThat(lifecycle(id)).contains("Warmed:" + state.text());
    }

    @Test
    void a_promotion_from_a_running_pool_says_running_no_second_time() {
        world.createGroup(group().withWarmPool(PoolState.RUNNING));
        String id = warm();

        world.promote(id);
        settle();

        assertThat(told(id)).containsExactly("launching WarmPool>AutoScalingGroup");
        assertThat(lifecycle(id)).contains("Pending:Wait");
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(told(id)).containsExactly("EC2 Instance Launch Successful WarmPool>AutoScalingGroup");
        assertThat(lifecycle(id)).contains("InService");
    }

    @Test
    void a_promotion_from_a_stopped_pool_boots_once_more() {
        world.createGroup(group().withWarmPool(PoolState.STOPPED));
        String id = warm();

        world.promote(id);
        settle();

        assertThat(told(id)).containsExactly("pending", "launching WarmPool>AutoScalingGroup", "running");
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();
        assertThat(lifecycle(id)).contains("InService");
    }

    @Test
    void a_scale_in_ends_the_instance_after_its_hook() {
        world.createGroup(group().withWarmPool(PoolState.RUNNING));
        String id = inService();

        world.scaleIn(id);
        settle();

        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>EC2");
        assertThat(lifecycle(id)).contains("Terminating:Wait");
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();

        assertThat(told(id))
                .containsExactly(
                        "shutting-down", "terminated", "EC2 Instance Terminate Successful AutoScalingGroup>EC2");
        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_return_to_the_pool_and_a_second_promotion_are_new_hooks() {
        world.createGroup(group().withWarmPool(PoolState.STOPPED));
        String id = inService();

        world.returnToPool(id);
        settle();
        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>WarmPool");
        assertThat(lifecycle(id)).contains("Warmed:Pending:Wait");
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        assertThat(told(id))
                .containsExactly("stopping", "stopped", "EC2 Instance Terminate Successful AutoScalingGroup>WarmPool");
        assertThat(lifecycle(id)).contains("Warmed:Stopped");

        world.promote(id);
        settle();

        assertThat(told(id)).containsExactly("pending", "launching WarmPool>AutoScalingGroup", "running");
        assertThat(sim.journal().entries("hook-opened"))
                .extracting(line -> line.text("token"))
                .doesNotHaveDuplicates();
    }

    @Test
    void an_instance_that_leaves_the_pool_for_good_never_was_in_the_group() {
        world.createGroup(group().withWarmPool(PoolState.STOPPED));
        String id = warm();

        world.scaleIn(id);
        settle();

        assertThat(told(id)).containsExactly("terminating WarmPool>EC2");
        assertThat(lifecycle(id)).contains("Warmed:Terminating:Wait");
        answer(id, TERMINATE_HOOK, "ABANDON");
        settle();
        assertThat(told(id))
                .containsExactly("shutting-down", "terminated", "EC2 Instance Terminate Successful WarmPool>EC2");
    }

    @Test
    void a_launch_that_is_abandoned_ends_the_instance_without_a_terminate_hook() {
        world.createGroup(group());
        String id = world.launchDirect(GROUP);
        settle();
        story(id);

        answer(id, LAUNCH_HOOK, "ABANDON");
        settle();

        assertThat(told(id))
                .containsExactly(
                        "EC2 Instance Launch Unsuccessful EC2>AutoScalingGroup",
                        "shutting-down",
                        "terminated",
                        "EC2 Instance Terminate Successful AutoScalingGroup>EC2");
    }

    @ParameterizedTest
    @EnumSource
    void a_hook_that_nobody_answers_takes_its_default(HookResult result) {
        world.createGroup(GroupSpec.named(GROUP)
                .withHook(HookSpec.launching(LAUNCH_HOOK)
                        .withTimeout(Duration.ofMinutes(1))
                        .withDefault(result)));
        String id = world.launchDirect(GROUP);
        clock.advance(Duration.ofSeconds(59));
        assertThat(sim.journal().entries("hook-answered")).isEmpty();
        clock.advance(Duration.ofSeconds(2));

        assertThat(sim.journal().entries("hook-answered")).singleElement().satisfies(line -> {
            assertThat(line.text("by")).isEqualTo("timeout");
            assertThat(line.text("result")).isEqualTo(result.name());
        });
        assertThat(lifecycle(id))
                .isEqualTo(result == HookResult.CONTINUE ? Optional.of("InService") : Optional.empty());
    }

    @Test
    void a_machine_killed_by_hand_ends_first_and_its_hook_comes_later() {
        world.createGroup(group().withHookAfterKill(Duration.ofSeconds(30)));
        String id = inService();

        world.terminateByHand(id);
        settle();
        assertThat(told(id)).containsExactly("shutting-down", "terminated");
        clock.advance(Duration.ofSeconds(30));
        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>EC2");
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();

        assertThat(told(id)).containsExactly("EC2 Instance Terminate Successful AutoScalingGroup>EC2");
        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_machine_killed_by_hand_may_send_no_hook_at_all() {
        world.createGroup(group().withoutHookAfterKill());
        String id = inService();

        world.terminateByHand(id);
        clock.advance(Duration.ofHours(50));

        assertThat(told(id)).containsExactly("shutting-down", "terminated");
        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_machine_killed_at_its_launch_hook_loses_that_hook() {
        world.createGroup(group());
        String id = world.launchDirect(GROUP);
        settle();

        world.terminateByHand(id);
        settle();

        assertThat(sim.journal().entries("hook-withdrawn")).hasSize(1);
        assertThatThrownBy(() -> answer(id, LAUNCH_HOOK, "CONTINUE"))
                .hasMessageContaining("No active Lifecycle Action");
        assertThat(lifecycle(id)).contains("Terminating:Wait");
    }

    @Test
    void a_machine_killed_at_its_terminate_hook_needs_only_its_answer() {
        world.createGroup(group());
        String id = inService();
        world.scaleIn(id);
        settle();
        world.terminateByHand(id);
        settle();
        assertThat(lifecycle(id)).contains("Terminating:Wait");

        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(sim.journal().entries("hook-opened"))
                .filteredOn(line -> line.text("transition").equals("terminating"))
                .hasSize(1);
    }

    @Test
    void a_group_without_a_pool_may_leave_origin_and_destination_out() {
        world.createGroup(group().withoutOrigin());
        String id = world.launchDirect(GROUP);
        settle();

        JsonNode detail = hookEvent(id).json().path("detail");
        assertThat(detail.has("Origin")).isFalse();
        assertThat(detail.has("Destination")).isFalse();
        assertThat(hookEvent(id).time()).matches("2026-01-02T03:04:\\d\\dZ");
    }

    @Test
    void a_hook_event_looks_as_auto_scaling_writes_it() {
        world.createGroup(group().withWarmPool(PoolState.RUNNING)
                .withHook(HookSpec.launching(LAUNCH_HOOK).withMetadata("{\"lifecycle\":\"validator\"}")));
        String id = world.launchDirect(GROUP);
        settle();

        SimEvent event = hookEvent(id);
        JsonNode json = event.json();
        assertThat(json.path("version").asText()).isEqualTo("0");
        assertThat(json.path("source").asText()).isEqualTo("aws.autoscaling");
        assertThat(json.path("account").asText()).isEqualTo("111122223333");
        assertThat(json.path("region").asText()).isEqualTo("us-east-1");
        assertThat(json.path("time").asText()).matches("2026-01-02T03:04:\\d\\d\\.\\d{3}Z");
        assertThat(json.path("resources").path(0).asText())
                .matches(
                        "arn:aws:autoscaling:us-east-1:111122223333:autoScalingGroup:[-0-9a-f]{36}:autoScalingGroupName/validators");
        JsonNode detail = json.path("detail");
        assertThat(detail.path("LifecycleActionToken").asText()).matches("[-0-9a-f]{36}");
        assertThat(detail.path("AutoScalingGroupName").asText()).isEqualTo(GROUP);
        assertThat(detail.path("LifecycleHookName").asText()).isEqualTo(LAUNCH_HOOK);
        assertThat(detail.path("EC2InstanceId").asText()).isEqualTo(id);
        assertThat(detail.path("LifecycleTransition").asText()).isEqualTo("autoscaling:EC2_INSTANCE_LAUNCHING");
        assertThat(detail.path("NotificationMetadata").asText()).isEqualTo("{\"lifecycle\":\"validator\"}");
    }

    @Test
    void a_state_change_looks_as_ec2_writes_it() {
        world.createGroup(group());
        String id = world.launchDirect(GROUP);

        JsonNode json = events.getFirst().json();
        assertThat(json.path("detail-type").asText()).isEqualTo("EC2 Instance State-change Notification");
        assertThat(json.path("source").asText()).isEqualTo("aws.ec2");
        assertThat(json.path("time").asText()).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(json.path("resources").path(0).asText())
                .isEqualTo("arn:aws:ec2:us-east-1:111122223333:instance/" + id);
        assertThat(json.path("detail").toString()).isEqualTo("{\"instance-id\":\"" + id + "\",\"state\":\"pending\"}");
    }
}
