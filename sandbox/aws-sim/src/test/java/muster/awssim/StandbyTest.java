package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

/** Standby, attachment and detachment, at which no hook runs. */
class StandbyTest extends StoryTest {
    private final AutoScalingClient scaling = clients.autoScaling();
    private String id = "";

    @BeforeEach
    void an_instance_in_service() {
        world.createGroup(group());
        id = inService();
    }

    @Test
    void an_instance_goes_into_standby_and_back_without_a_hook() {
        scaling.enterStandby(
                request -> request.autoScalingGroupName(GROUP).instanceIds(id).shouldDecrementDesiredCapacity(true));
        settle();
        assertThat(lifecycle(id)).contains("Standby");
        assertThat(desired()).isZero();

        scaling.exitStandby(request -> request.autoScalingGroupName(GROUP).instanceIds(id));
        settle();

        assertThat(lifecycles(id)).endsWith("EnteringStandby", "Standby", "Pending", "InService");
        assertThat(desired()).isEqualTo(1);
        assertThat(told(id)).isEmpty();
    }

    @Test
    void standby_that_keeps_the_capacity_launches_another_instance() {
        var activities = scaling.enterStandby(request ->
                        request.autoScalingGroupName(GROUP).instanceIds(id).shouldDecrementDesiredCapacity(false))
                .activities();
        settle();

        assertThat(activities)
                .singleElement()
                .satisfies(one -> assertThat(one.description()).isEqualTo("Moving EC2 instance to Standby: " + id));
        assertThat(world.instances()).hasSize(2);
        assertThat(desired()).isEqualTo(1);
    }

    @Test
    void an_instance_in_standby_still_ends_through_its_terminate_hook() {
        world.enterStandby(id);
        settle();

        world.scaleIn(id);
        settle();

        assertThat(told(id)).containsExactly("terminating AutoScalingGroup>EC2");
        assertThat(desired()).isZero();
    }

    @Test
    void a_detached_instance_runs_on_and_is_in_no_group() {
        scaling.detachInstances(
                request -> request.autoScalingGroupName(GROUP).instanceIds(id).shouldDecrementDesiredCapacity(true));
        settle();

        assertThat(scaling.describeAutoScalingInstances(request -> request.instanceIds(id))
                        .autoScalingInstances())
                .isEmpty();
        assertThat(world.instance(id).state().text()).isEqualTo("running");
        assertThat(world.instance(id).tags()).doesNotContainKey("aws:autoscaling:groupName");
        assertThat(told(id)).isEmpty();

        world.terminateByHand(id);
        settle();
        assertThat(told(id)).containsExactly("shutting-down", "terminated");
    }

    @Test
    void a_detached_instance_is_attached_to_another_group_without_an_event() {
        world.detach(id);
        settle();
        world.createGroup(GroupSpec.named("others"));

        scaling.attachInstances(
                request -> request.autoScalingGroupName("others").instanceIds(id));
        settle();

        assertThat(scaling.describeAutoScalingInstances(request -> request.instanceIds(id))
                        .autoScalingInstances())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.autoScalingGroupName()).isEqualTo("others");
                    assertThat(one.lifecycleState()).isEqualTo("InService");
                });
        assertThat(told(id)).isEmpty();
    }

    @Test
    void an_instance_launched_outside_any_group_is_attached() {
        String outside = world.launchOutside(GROUP);
        settle();
        assertThat(story(outside)).containsExactly("pending", "running");
        assertThat(world.instance(outside).lifecycle()).isEmpty();

        world.attach(outside, GROUP);
        settle();

        assertThat(lifecycle(outside)).contains("InService");
        assertThat(desired()).isEqualTo(2);
    }

    @Test
    void what_is_in_another_state_is_refused() {
        assertThatThrownBy(() -> scaling.exitStandby(
                        request -> request.autoScalingGroupName(GROUP).instanceIds(id)))
                .isInstanceOfSatisfying(
                        AutoScalingException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
        assertThatThrownBy(() -> scaling.attachInstances(
                        request -> request.autoScalingGroupName(GROUP).instanceIds(id)))
                .isInstanceOf(AutoScalingException.class);
        assertThatThrownBy(() -> scaling.enterStandby(request -> request.autoScalingGroupName(GROUP)
                        .instanceIds("i-00000000000000000")
                        .shouldDecrementDesiredCapacity(true)))
                .hasMessageContaining("is not part of Auto Scaling group");
    }

    private int desired() {
        return scaling.describeAutoScalingGroups(request -> request.autoScalingGroupNames(GROUP))
                .autoScalingGroups()
                .getFirst()
                .desiredCapacity();
    }
}
