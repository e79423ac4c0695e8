package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import muster.awssim.journal.Entry;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceStateName;
import software.amazon.awssdk.services.ec2.model.Tag;

class Ec2Test extends SimTest {
    private final Ec2Client ec2 = clients.ec2();

    @BeforeEach
    void a_group() {
        world.createGroup(GroupSpec.named(GROUP).withTags(Map.of("team", "xnet")));
    }

    @Test
    void an_instance_is_described_with_state_addresses_tags_and_launch_time() {
        String id = world.launchDirect(GROUP);
        settle();

        Instance instance = describe(id);

        assertThat(instance.state().name()).isEqualTo(InstanceStateName.RUNNING);
        assertThat(instance.state().code()).isEqualTo(16);
        assertThat(instance.privateIpAddress()).isEqualTo(world.instance(id).privateIp());
        assertThat(instance.publicIpAddress())
                .isEqualTo(world.instance(id).publicIp().orElseThrow());
        assertThat(instance.launchTime()).isEqualTo(world.instance(id).launchTime());
        assertThat(instance.tags())
                .extracting(Tag::key, Tag::value)
                .containsExactlyInAnyOrder(tuple("aws:autoscaling:groupName", GROUP), tuple("team", "xnet"));
    }

    @Test
    void a_tag_has_a_key_of_128_and_a_value_of_256_characters_at_most() {
        String id = world.launchDirect(GROUP);
        tag(id, "k".repeat(128), "v".repeat(256));

        assertThatThrownBy(() -> tag(id, "k".repeat(129), "v")).isInstanceOfSatisfying(Ec2Exception.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue");
            assertThat(e.awsErrorDetails().errorMessage()).contains("Tag key exceeds the maximum length of 128");
        });
        assertThatThrownBy(() -> tag(id, "k", "v".repeat(257)))
                .hasMessageContaining("Tag value exceeds the maximum length of 256");
        assertThat(world.instance(id).tags()).doesNotContainKey("k");
    }

    @Test
    void one_unknown_instance_fails_the_whole_request() {
        String id = world.launchDirect(GROUP);

        assertThatThrownBy(() -> ec2.describeInstances(request -> request.instanceIds(id, "i-00000000000000000")))
                .isInstanceOfSatisfying(Ec2Exception.class, e -> {
                    assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidInstanceID.NotFound");
                    assertThat(e.awsErrorDetails().errorMessage())
                            .isEqualTo("The instance ID 'i-00000000000000000' does not exist");
                    assertThat(e.statusCode()).isEqualTo(400);
                    assertThat(e.requestId()).isNotBlank();
                });
    }

    @Test
    void a_filter_leaves_unknown_instances_out() {
        String id = world.launchDirect(GROUP);
        world.launchDirect(GROUP);

        assertThat(ids(filter("instance-id", id, "i-00000000000000000"))).containsExactly(id);
    }

    @Test
    void filters_go_by_state_and_by_tag() {
        String running = world.launchDirect(GROUP);
        settle();
        String pending = world.launchDirect(GROUP);

        assertThat(ids(filter("instance-state-name", "running"))).containsExactly(running);
        assertThat(ids(filter("instance-state-name", "pending", "running"))).containsExactly(running, pending);
        assertThat(ids(filter("tag:aws:autoscaling:groupName", "vali*"))).containsExactly(running, pending);
        assertThat(ids(filter("tag:team", "other"))).isEmpty();
    }

    @Test
    void an_unknown_filter_is_refused() {
        assertThatThrownBy(() -> ids(filter("colour", "red"))).hasMessageContaining("The filter 'colour' is invalid");
    }

    @Test
    void many_instances_come_in_pages() {
        List<String> launched =
                IntStream.range(0, 12).mapToObj(_ -> world.launchDirect(GROUP)).toList();

        var pages = ec2.describeInstancesPaginator(request -> request.maxResults(5));

        assertThat(pages.stream().count()).isEqualTo(3);
        assertThat(pages.reservations().stream()
                        .flatMap(one -> one.instances().stream())
                        .map(Instance::instanceId))
                .containsExactlyElementsOf(launched);
    }

    @Test
    void tags_overwrite_and_only_what_changes_is_an_effect() {
        String id = world.launchDirect(GROUP);

        tag(id, "Name", "a");
        tag(id, "Name", "b");
        tag(id, "Name", "b");

        assertThat(world.instance(id).tags()).containsEntry("Name", "b");
        assertThat(sim.journal().entries("tags-created"))
                .extracting(line -> line.field("tags").path("Name").asText())
                .containsExactly("a", "b");
        assertThat(sim.journal().entries("call"))
                .extracting(line -> line.field("effect").asBoolean())
                .containsExactly(true, true, false);
    }

    @Test
    void tags_of_aws_are_reserved() {
        String id = world.launchDirect(GROUP);

        assertThatThrownBy(() -> tag(id, "aws:autoscaling:groupName", "mine"))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidParameterValue"));
        assertThat(world.instance(id).tags()).containsEntry("aws:autoscaling:groupName", GROUP);
    }

    @Test
    void tags_can_be_listed_and_deleted() {
        String id = world.launchDirect(GROUP);
        tag(id, "Name", "a");

        ec2.deleteTags(
                request -> request.resources(id).tags(Tag.builder().key("Name").build()));

        assertThat(ec2.describeTags(request -> request.filters(filter("resource-id", id)))
                        .tags())
                .extracting(tag -> tag.key())
                .containsExactlyInAnyOrder("aws:autoscaling:groupName", "team");
        assertThat(sim.journal().entries("tags-deleted")).hasSize(1);
    }

    @Test
    void stop_and_start_keep_the_private_address_and_change_the_public_one() {
        String id = world.launchDirect(GROUP);
        settle();
        Instance before = describe(id);

        assertThat(ec2.stopInstances(request -> request.instanceIds(id))
                        .stoppingInstances()
                        .getFirst()
                        .currentState()
                        .name())
                .isEqualTo(InstanceStateName.STOPPING);
        settle();
        assertThat(describe(id).publicIpAddress()).isNull();
        ec2.startInstances(request -> request.instanceIds(id));
        settle();

        Instance after = describe(id);
        assertThat(after.state().name()).isEqualTo(InstanceStateName.RUNNING);
        assertThat(after.privateIpAddress()).isEqualTo(before.privateIpAddress());
        assertThat(after.publicIpAddress()).isNotEqualTo(before.publicIpAddress());
    }

    @Test
    void a_call_tags_at_most_a_thousand_resources() {
        assertThatThrownBy(() -> ec2.createTags(request -> request.resources(Collections.nCopies(1001, "i-1"))
                        .tags(Tag.builder().key("Name").value("a").build())))
                .isInstanceOfSatisfying(
                        Ec2Exception.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ResourceCountExceeded"));
    }

    @Test
    void a_terminated_instance_is_still_described_but_has_no_address() {
        String id = world.launchDirect(GROUP);
        settle();

        var change = ec2.terminateInstances(request -> request.instanceIds(id))
                .terminatingInstances()
                .getFirst();
        assertThat(change.previousState().name()).isEqualTo(InstanceStateName.RUNNING);
        assertThat(change.currentState().name()).isEqualTo(InstanceStateName.SHUTTING_DOWN);
        settle();

        assertThat(describe(id).state().name()).isEqualTo(InstanceStateName.TERMINATED);
        assertThat(describe(id).privateIpAddress()).isNull();
        assertThat(sim.journal().entries("killed-by-hand"))
                .extracting(Entry::instance)
                .containsExactly(id);
    }

    private Instance describe(String id) {
        return ec2.describeInstances(request -> request.instanceIds(id))
                .reservations()
                .getFirst()
                .instances()
                .getFirst();
    }

    private void tag(String id, String key, String value) {
        ec2.createTags(request ->
                request.resources(id).tags(Tag.builder().key(key).value(value).build()));
    }

    private static Filter filter(String name, String... values) {
        return Filter.builder().name(name).values(values).build();
    }

    private List<String> ids(Filter filter) {
        return ec2.describeInstances(request -> request.filters(filter)).reservations().stream()
                .flatMap(reservation -> reservation.instances().stream())
                .map(Instance::instanceId)
                .toList();
    }
}
