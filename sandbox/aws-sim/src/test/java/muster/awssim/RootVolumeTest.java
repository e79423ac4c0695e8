package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import muster.awssim.events.SimEvent;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.InstanceView;
import muster.awssim.world.PoolState;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.ActiveInstanceRefreshNotFoundException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshInProgressException;
import software.amazon.awssdk.services.autoscaling.model.InstanceRefreshStatus;
import software.amazon.awssdk.services.autoscaling.model.RefreshStrategy;

/** An instance keeps its id and its addresses, and loses its disk. */
class RootVolumeTest extends StoryTest {
    private static final String DOCUMENT = "Muster-StartService";

    private final AutoScalingClient scaling = clients.autoScaling();

    @Test
    void an_instance_goes_through_the_states_of_a_replacement_and_comes_back_with_the_same_addresses() {
        world.createGroup(group());
        String id = inService();
        InstanceView before = world.instance(id);
        int seen = lifecycles(id).size();

        world.replaceRootVolume(id);
        settle();
        assertThat(lifecycle(id)).contains("ReplacingRootVolume:Wait");
        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>AutoScalingGroup");
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        assertThat(lifecycle(id)).contains("Pending:Wait");
        assertThat(told(id)).containsExactly("launching AutoScalingGroup>AutoScalingGroup");
        answer(id, LAUNCH_HOOK, "CONTINUE");
        settle();

        assertThat(lifecycles(id).subList(seen, lifecycles(id).size()))
                .containsExactly(
                        "ReplacingRootVolume",
                        "ReplacingRootVolume:Wait",
                        "ReplacingRootVolume:Proceed",
                        "RootVolumeReplaced",
                        "Pending",
                        "Pending:Wait",
                        "Pending:Proceed",
                        "InService");
        assertThat(world.instance(id).privateIp()).isEqualTo(before.privateIp());
        assertThat(world.instance(id).publicIp()).isEqualTo(before.publicIp());
        assertThat(world.instance(id).launchTime()).isEqualTo(before.launchTime());
    }

    @Test
    void both_lifecycle_actions_say_that_they_replace_the_root_volume() {
        world.createGroup(group().withoutOrigin());
        String id = inService();

        world.replaceRootVolume(id);
        settle();
        JsonNode terminating = detail(SimEvent::isTerminateHook);
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        JsonNode launching = detail(SimEvent::isLaunchHook);

        for (JsonNode detail : List.of(terminating, launching)) {
            assertThat(detail.path("Action").asText()).isEqualTo("ReplaceRootVolume");
            assertThat(detail.path("Origin").asText()).isEqualTo("AutoScalingGroup");
            assertThat(detail.path("Destination").asText()).isEqualTo("AutoScalingGroup");
            assertThat(detail.path("EC2InstanceId").asText()).isEqualTo(id);
        }
        assertThat(sim.journal().entries("hook-opened").getLast().text("action"))
                .isEqualTo("ReplaceRootVolume");
    }

    @Test
    void the_agent_goes_and_comes_back_and_the_markers_of_commands_are_gone() {
        clients.ssm().createDocument(request -> request.name(DOCUMENT).content("{\"schemaVersion\":\"2.2\"}"));
        world.createGroup(group());
        String id = inService();
        send(id);
        settle();

        world.replaceRootVolume(id);
        settle();
        assertThat(world.instance(id).agentOnline()).isTrue();
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        send(id);
        settle();

        assertThat(sim.journal().entries("agent-offline")).hasSize(1);
        assertThat(world.instance(id).agentOnline()).isTrue();
        assertThat(sim.journal().entries("command-ran"))
                .extracting(line -> line.field("ran").asBoolean())
                .containsExactly(true, true);
    }

    @Test
    void a_replacement_that_fails_terminates_the_instance_and_launches_another_one() {
        world.createGroup(group());
        String id = inService();
        world.failRootVolumeReplacement(id);

        world.replaceRootVolume(id);
        settle();
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();
        assertThat(lifecycle(id)).contains("Terminating:Wait");
        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>EC2");
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();

        assertThat(lifecycle(id)).isEmpty();
        assertThat(world.instances(one -> one.lifecycle().isPresent())).hasSize(1);
    }

    @Test
    void a_launch_hook_abandoned_after_the_replacement_ends_the_instance() {
        world.createGroup(group());
        String id = inService();
        world.replaceRootVolume(id);
        settle();
        answer(id, TERMINATE_HOOK, "CONTINUE");
        settle();

        answer(id, LAUNCH_HOOK, "ABANDON");
        settle();

        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_group_with_a_warm_pool_has_no_root_volume_replaced() {
        world.createGroup(group().withWarmPool(PoolState.STOPPED));
        String id = inService();

        assertThatThrownBy(() -> world.replaceRootVolume(id)).hasMessageContaining("with a warm pool");
        assertThatThrownBy(this::refresh).hasMessageContaining("not supported for groups with a warm pool");
    }

    @Test
    void a_refresh_takes_one_instance_after_the_other_and_tells_of_itself() {
        world.createGroup(GroupSpec.named(GROUP));
        world.launchDirect(GROUP);
        world.launchDirect(GROUP);
        settle();
        events.clear();

        String refresh = refresh();
        assertThatThrownBy(this::refresh).isInstanceOf(InstanceRefreshInProgressException.class);
        settle();

        assertThat(refreshes())
                .containsExactly(
                        "EC2 Auto Scaling Instance Refresh Started",
                        "EC2 Auto Scaling Instance Refresh Checkpoint Reached",
                        "EC2 Auto Scaling Instance Refresh Succeeded");
        JsonNode checkpoint = events.stream()
                .filter(event -> event.detailType().endsWith("Checkpoint Reached"))
                .findFirst()
                .orElseThrow()
                .json();
        assertThat(checkpoint.path("source").asText()).isEqualTo("aws.autoscaling");
        assertThat(checkpoint.path("detail").toString())
                .isEqualTo("{\"InstanceRefreshId\":\"" + refresh + "\",\"AutoScalingGroupName\":\"validators\","
                        + "\"CheckpointPercentage\":\"50\",\"CheckpointDelay\":\"0\"}");
        assertThat(scaling.describeInstanceRefreshes(request -> request.autoScalingGroupName(GROUP))
                        .instanceRefreshes())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.status()).isEqualTo(InstanceRefreshStatus.SUCCESSFUL);
                    assertThat(one.percentageComplete()).isEqualTo(100);
                });
        assertThat(sim.journal().entries("root-replacement")).hasSize(2);
    }

    @Test
    void a_refresh_fails_with_a_replacement_that_fails() {
        world.createGroup(GroupSpec.named(GROUP));
        String id = world.launchDirect(GROUP);
        settle();
        world.failRootVolumeReplacement(id);
        events.clear();

        refresh();
        settle();

        assertThat(refreshes())
                .containsExactly(
                        "EC2 Auto Scaling Instance Refresh Started", "EC2 Auto Scaling Instance Refresh Failed");
        assertThat(lifecycle(id)).isEmpty();
    }

    @Test
    void a_refresh_that_waits_at_a_hook_can_be_cancelled() {
        world.createGroup(group());
        inService();
        refresh();
        settle();

        scaling.cancelInstanceRefresh(request -> request.autoScalingGroupName(GROUP));

        assertThat(refreshes()).contains("EC2 Auto Scaling Instance Refresh Cancelled");
        assertThatThrownBy(() -> scaling.cancelInstanceRefresh(request -> request.autoScalingGroupName(GROUP)))
                .isInstanceOf(ActiveInstanceRefreshNotFoundException.class);
    }

    private String refresh() {
        return scaling.startInstanceRefresh(request -> request.autoScalingGroupName(GROUP)
                        .strategy(RefreshStrategy.REPLACE_ROOT_VOLUME)
                        .preferences(preferences -> preferences.checkpointPercentages(50)))
                .instanceRefreshId();
    }

    private List<String> refreshes() {
        return events.stream()
                .map(SimEvent::detailType)
                .filter(type -> type.contains("Instance Refresh"))
                .toList();
    }

    private JsonNode detail(Predicate<SimEvent> which) {
        return events.stream().filter(which).findFirst().orElseThrow().detail();
    }

    private void send(String id) {
        clients.ssm()
                .sendCommand(request -> request.documentName(DOCUMENT)
                        .instanceIds(id)
                        .parameters(Map.of("EffectId", List.of("effect-1"))));
    }
}
