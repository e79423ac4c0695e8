package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import muster.awssim.journal.Entry;
import muster.awssim.wire.Fault;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.awssim.world.InstanceView;
import muster.awssim.world.PoolState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;

class AutoScalingTest extends SimTest {
    private final AutoScalingClient scaling = clients.autoScaling();

    @Test
    void a_group_is_described_with_its_instances_and_its_pool() {
        world.createGroup(hooked().withWarmPool(PoolState.STOPPED));
        String active = world.launchDirect(GROUP);
        String warm = world.launchIntoPool(GROUP);
        settle();

        var group = scaling.describeAutoScalingGroups(request -> request.autoScalingGroupNames(GROUP))
                .autoScalingGroups()
                .getFirst();

        assertThat(group.instances()).singleElement().satisfies(one -> {
            assertThat(one.instanceId()).isEqualTo(active);
            assertThat(one.lifecycleStateAsString()).isEqualTo("Pending:Wait");
        });
        assertThat(group.desiredCapacity()).isEqualTo(1);
        assertThat(group.warmPoolSize()).isEqualTo(1);
        assertThat(group.warmPoolConfiguration().poolStateAsString()).isEqualTo("Stopped");
        var pool = scaling.describeWarmPool(request -> request.autoScalingGroupName(GROUP));
        assertThat(pool.instances()).singleElement().satisfies(one -> {
            assertThat(one.instanceId()).isEqualTo(warm);
            assertThat(one.lifecycleStateAsString()).isEqualTo("Warmed:Pending:Wait");
        });
    }

    @Test
    void unknown_groups_and_instances_are_just_not_listed() {
        assertThat(scaling.describeAutoScalingGroups(request -> request.autoScalingGroupNames("none"))
                        .autoScalingGroups())
                .isEmpty();
        assertThat(scaling.describeAutoScalingInstances(request -> request.instanceIds("i-00000000000000000"))
                        .autoScalingInstances())
                .isEmpty();
    }

    @Test
    void instances_of_groups_are_listed_with_their_lifecycle_state() {
        world.createGroup(hooked());
        String id = world.launchDirect(GROUP);
        settle();

        List<AutoScalingInstanceDetails> found = scaling.describeAutoScalingInstances(
                        request -> request.instanceIds(id))
                .autoScalingInstances();

        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.autoScalingGroupName()).isEqualTo(GROUP);
            assertThat(one.lifecycleState()).isEqualTo("Pending:Wait");
        });
    }

    @Test
    void a_hook_can_be_put_and_described() {
        world.createGroup(hooked());

        scaling.putLifecycleHook(request -> request.autoScalingGroupName(GROUP)
                .lifecycleHookName("mine")
                .lifecycleTransition("autoscaling:EC2_INSTANCE_TERMINATING")
                .heartbeatTimeout(120)
                .notificationMetadata("{}"));

        var hooks = scaling.describeLifecycleHooks(
                        request -> request.autoScalingGroupName(GROUP).lifecycleHookNames("mine"))
                .lifecycleHooks();
        assertThat(hooks).singleElement().satisfies(hook -> {
            assertThat(hook.heartbeatTimeout()).isEqualTo(120);
            assertThat(hook.globalTimeout()).isEqualTo(12_000);
            assertThat(hook.defaultResult()).isEqualTo("ABANDON");
            assertThat(hook.notificationMetadata()).isEqualTo("{}");
        });
    }

    @Test
    void a_hook_with_a_timeout_out_of_range_is_refused() {
        world.createGroup(hooked());

        assertRefused(
                () -> scaling.putLifecycleHook(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName("mine")
                        .lifecycleTransition("autoscaling:EC2_INSTANCE_LAUNCHING")
                        .heartbeatTimeout(29)),
                "from 30 to 7200");
    }

    @Test
    void a_hook_is_answered_once_and_a_second_answer_is_refused() {
        String id = waiting();
        String token = token();

        complete(id, token);
        assertRefused(() -> complete(id, token), "No active Lifecycle Action found with instance ID " + id);

        assertThat(sim.journal().entries("hook-answered")).singleElement().satisfies(line -> {
            assertThat(line.text("token")).isEqualTo(token);
            assertThat(line.text("by")).isEqualTo("completion");
            assertThat(line.text("requestId")).isNotBlank();
        });
        List<Entry> calls = sim.journal().entries("call");
        assertThat(calls).extracting(line -> line.text("outcome")).containsExactly("ok", "refused");
        assertThat(calls).extracting(line -> line.field("effect").asBoolean()).containsExactly(true, false);
        assertThat(calls).extracting(Entry::instance).containsExactly(id, id);
    }

    @Test
    void a_hook_can_run_out_of_time_while_it_is_being_answered() {
        String id = waiting();
        sim.faults().onNext(1, Fault.HOOK_EXPIRED, "autoscaling", "CompleteLifecycleAction");

        assertRefused(() -> complete(id, token()), "No active Lifecycle Action found with instance ID " + id);

        assertThat(sim.journal().entries("hook-answered")).singleElement().satisfies(line -> {
            assertThat(line.text("by")).isEqualTo("script");
            assertThat(line.text("result")).isEqualTo("ABANDON");
        });
        assertThat(sim.faults().fired(Fault.HOOK_EXPIRED)).isEqualTo(1);
    }

    @Test
    void a_token_alone_is_enough_and_a_wrong_one_is_refused() {
        waiting();

        assertRefused(
                () -> completeByToken("00000000-0000-4000-8000-000000000000"), "No active Lifecycle Action found");
        completeByToken(token());

        assertThat(sim.journal().entries("hook-answered")).hasSize(1);
    }

    @Test
    void a_result_that_is_neither_continue_nor_abandon_is_refused() {
        String id = waiting();

        assertRefused(
                () -> scaling.completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(LAUNCH_HOOK)
                        .instanceId(id)
                        .lifecycleActionResult("MAYBE")),
                "CONTINUE, ABANDON");
    }

    @Test
    void heartbeats_keep_a_hook_open_until_the_global_timeout_and_no_longer() {
        world.createGroup(
                GroupSpec.named(GROUP).withHook(HookSpec.launching(LAUNCH_HOOK).withTimeout(Duration.ofSeconds(60))));
        String id = world.launchDirect(GROUP);
        settle();

        for (int beat = 0; beat < 149; beat++) {
            clock.advance(Duration.ofSeconds(40));
            heartbeat(id);
        }
        assertThat(sim.journal().entries("heartbeat")).hasSize(149);
        assertThat(world.instance(id).lifecycle()).contains("Pending:Wait");
        // 100 heartbeat timeouts are 6,000 s, and the next beat would hold until 6,020 s
        clock.advance(Duration.ofSeconds(40));

        assertThat(sim.journal().entries("hook-answered"))
                .singleElement()
                .satisfies(line -> assertThat(line.text("by")).isEqualTo("timeout"));
        assertRefused(() -> heartbeat(id), "No active Lifecycle Action found");
    }

    @Test
    void a_larger_capacity_promotes_first_and_launches_then_and_a_smaller_one_returns() {
        world.createGroup(GroupSpec.named(GROUP).withWarmPool(PoolState.RUNNING));
        String warm = world.launchIntoPool(GROUP);
        settle();

        scaling.setDesiredCapacity(
                request -> request.autoScalingGroupName(GROUP).desiredCapacity(2));
        settle();
        assertThat(world.instances())
                .extracting(InstanceView::lifecycle)
                .allSatisfy(state -> assertThat(state).contains("InService"));
        assertThat(sim.journal().entries("promoted"))
                .extracting(Entry::instance)
                .containsExactly(warm);

        scaling.setDesiredCapacity(
                request -> request.autoScalingGroupName(GROUP).desiredCapacity(1));
        settle();

        assertThat(sim.journal().entries("returned")).hasSize(1);
        assertThat(world.instance(warm).lifecycle()).contains("Warmed:Running");
    }

    @Test
    void a_capacity_above_the_maximum_is_refused() {
        world.createGroup(hooked());

        assertRefused(
                () -> scaling.setDesiredCapacity(
                        request -> request.autoScalingGroupName(GROUP).desiredCapacity(1_000_000)),
                "above max value");
    }

    @Test
    void an_instance_is_terminated_through_its_group() {
        world.createGroup(GroupSpec.named(GROUP));
        String id = world.launchDirect(GROUP);
        settle();

        var activity = scaling.terminateInstanceInAutoScalingGroup(
                        request -> request.instanceId(id).shouldDecrementDesiredCapacity(true))
                .activity();
        settle();

        assertThat(activity.description()).isEqualTo("Terminating EC2 instance: " + id);
        assertThat(world.instance(id).lifecycle()).isEmpty();
        assertRefused(
                () -> scaling.terminateInstanceInAutoScalingGroup(
                        request -> request.instanceId(id).shouldDecrementDesiredCapacity(true)),
                "No managed instance found");
    }

    private String waiting() {
        world.createGroup(hooked());
        String id = world.launchDirect(GROUP);
        settle();
        return id;
    }

    private String token() {
        return sim.journal().entries("hook-opened").getLast().text("token");
    }

    private void complete(String id, String token) {
        scaling.completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                .lifecycleHookName(LAUNCH_HOOK)
                .instanceId(id)
                .lifecycleActionToken(token)
                .lifecycleActionResult("CONTINUE"));
    }

    private void completeByToken(String token) {
        scaling.completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                .lifecycleHookName(LAUNCH_HOOK)
                .lifecycleActionToken(token)
                .lifecycleActionResult("CONTINUE"));
    }

    private void heartbeat(String id) {
        scaling.recordLifecycleActionHeartbeat(request -> request.autoScalingGroupName(GROUP)
                .lifecycleHookName(LAUNCH_HOOK)
                .instanceId(id));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(AutoScalingException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError");
            assertThat(e.awsErrorDetails().errorMessage()).contains(message);
            assertThat(e.requestId()).isNotBlank();
        });
    }
}
