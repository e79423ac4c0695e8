package muster.schemas.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import muster.schemas.CommandId;
import muster.schemas.CommandStatus;
import muster.schemas.Ec2State;
import muster.schemas.InstanceId;
import muster.schemas.Place;
import muster.schemas.Signal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AwsEventsTest {
    private static final InstanceId I1 = new InstanceId("i-0123456789abcdef0");
    private static final Instant HEARD = Instant.parse("2026-01-13T00:13:00Z");

    private static final String LAUNCH = event("aws.autoscaling", "EC2 Instance-launch Lifecycle Action", """
            {"LifecycleActionToken":"87654321-4321-4321-4321-210987654321","AutoScalingGroupName":"validator-a",
             "LifecycleHookName":"muster-launch","EC2InstanceId":"i-0123456789abcdef0",
             "LifecycleTransition":"autoscaling:EC2_INSTANCE_LAUNCHING","NotificationMetadata":"free text",
             "Origin":"WarmPool","Destination":"AutoScalingGroup"}""");

    @Test
    void a_launch_hook_tells_where_the_instance_comes_from_and_goes_to() throws Exception {
        assertThat(read(LAUNCH)).isInstanceOfSatisfying(AwsEvent.LaunchHook.class, hook -> {
            assertThat(hook.instance()).isEqualTo(I1);
            assertThat(hook.origin()).isEqualTo(Place.WARM_POOL);
            assertThat(hook.destination()).isEqualTo(Place.ACTIVE_GROUP);
            assertThat(hook.envelope().time()).isEqualTo(Instant.parse("2026-01-13T00:12:37.214Z"));
        });
    }

    @Test
    void a_group_without_a_warm_pool_may_name_neither_origin_nor_destination() throws Exception {
        var bare = LAUNCH.replace("\"Origin\":\"WarmPool\",\"Destination\":\"AutoScalingGroup\"", "\"More\":1");
        assertThat(read(bare)).isInstanceOfSatisfying(AwsEvent.LaunchHook.class, hook -> {
            assertThat(hook.origin()).isEqualTo(Place.EC2);
            assertThat(hook.destination()).isEqualTo(Place.ACTIVE_GROUP);
        });
        var terminate = bare.replace("Instance-launch", "Instance-terminate");
        assertThat(read(terminate)).isInstanceOfSatisfying(AwsEvent.TerminateHook.class, hook -> {
            assertThat(hook.origin()).isEqualTo(Place.ACTIVE_GROUP);
            assertThat(hook.destination()).isEqualTo(Place.EC2);
        });
    }

    @Test
    void a_hook_names_the_action_that_it_is_part_of() throws Exception {
        assertThat(read(LAUNCH))
                .isInstanceOfSatisfying(
                        AwsEvent.LaunchHook.class,
                        hook -> assertThat(hook.action()).isEmpty());
        var replaced = LAUNCH.replace(
                "\"Origin\":\"WarmPool\"", "\"Action\":\"ReplaceRootVolume\",\"Origin\":\"AutoScalingGroup\"");
        assertThat(read(replaced)).isInstanceOfSatisfying(AwsEvent.LaunchHook.class, hook -> {
            assertThat(hook.action()).isEqualTo(AwsEvent.REPLACE_ROOT_VOLUME);
            assertThat(hook.origin()).isEqualTo(Place.ACTIVE_GROUP);
        });
        assertThat(read(replaced.replace("Instance-launch", "Instance-terminate")))
                .isInstanceOfSatisfying(
                        AwsEvent.TerminateHook.class,
                        hook -> assertThat(hook.action()).isEqualTo(AwsEvent.REPLACE_ROOT_VOLUME));
    }

    @Test
    void a_message_of_a_hook_without_an_envelope_names_its_action_too() throws Exception {
        var raw = """
                {"LifecycleHookName":"muster-end","AccountId":"111122223333","RequestId":"r-1",
                 "LifecycleTransition":"autoscaling:EC2_INSTANCE_TERMINATING","AutoScalingGroupName":"validator-a",
                 "Time":"2026-03-23T03:26:43.904Z","EC2InstanceId":"i-0123456789abcdef0","LifecycleActionToken":"t-1",
                 "Origin":"AutoScalingGroup","Destination":"AutoScalingGroup","Action":"ReplaceRootVolume"}""";
        assertThat(read(raw)).isInstanceOfSatisfying(AwsEvent.TerminateHook.class, hook -> {
            assertThat(hook.action()).isEqualTo(AwsEvent.REPLACE_ROOT_VOLUME);
            assertThat(hook.destination()).isEqualTo(Place.ACTIVE_GROUP);
        });
    }

    @Test
    void a_place_that_is_not_known_counts_as_absent() throws Exception {
        assertThat(read(LAUNCH.replace("\"WarmPool\"", "\"Moon\"").replace("\"AutoScalingGroup\"}", "\"Mars\"}")))
                .isInstanceOfSatisfying(AwsEvent.LaunchHook.class, hook -> {
                    assertThat(hook.origin()).isEqualTo(Place.EC2);
                    assertThat(hook.destination()).isEqualTo(Place.ACTIVE_GROUP);
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Launch    | Launching a new EC2 instance: i-1                | {}                                                   | EC2          | ACTIVE_GROUP
            Launch    | Launching a new EC2 instance into warm pool: i-1 | {}                                                   | EC2          | WARM_POOL
            Launch    | Launching a new EC2 instance from warm pool: i-1 | {}                                                   | WARM_POOL    | ACTIVE_GROUP
            Launch    | Launching a new EC2 instance: i-1                | {"Origin":"WarmPool","Destination":"AutoScalingGroup"} | WARM_POOL    | ACTIVE_GROUP
            Launch    | Launching a new EC2 instance: i-1                | {"Origin":"EC2","Destination":"WarmPool"}              | EC2          | WARM_POOL
            Launch    | Launching a new EC2 instance: i-1                | {"Origin":"Moon","Destination":"Mars"}                 | EC2          | ACTIVE_GROUP
            Terminate | Terminating EC2 instance: i-1                    | {}                                                   | ACTIVE_GROUP | EC2
            Terminate | Terminating EC2 instance from warm pool: i-1     | {}                                                   | WARM_POOL    | EC2
            Terminate | Terminating EC2 instance: i-1                    | {"Origin":"AutoScalingGroup","Destination":"WarmPool"} | ACTIVE_GROUP | WARM_POOL
            """)
    void an_activity_tells_where_the_instance_came_from_and_went_to(
            String activity, String description, String places, Place origin, Place destination) throws Exception {
        var detail = "{\"EC2InstanceId\":\"i-0123456789abcdef0\",\"AutoScalingGroupName\":\"validator-a\","
                + "\"Description\":\"" + description + "\"" + (places.equals("{}") ? "}" : "," + places.substring(1));
        var event = read(event("aws.autoscaling", "EC2 Instance " + activity + " Successful", detail));
        assertThat(event).isInstanceOfSatisfying(AwsEvent.ActivityEnded.class, ended -> {
            assertThat(ended.origin()).isEqualTo(origin);
            assertThat(ended.destination()).isEqualTo(destination);
        });
    }

    @Test
    void a_state_change_becomes_a_signal_with_both_times() throws Exception {
        var event = read(event(
                "aws.ec2",
                "EC2 Instance State-change Notification",
                "{\"instance-id\":\"i-0123456789abcdef0\",\"state\":\"shutting-down\"}"));
        assertThat(AwsEvents.signals(event, HEARD)).singleElement().satisfies(signal -> {
            assertThat(signal)
                    .isInstanceOfSatisfying(
                            Signal.Ec2StateChanged.class,
                            it -> assertThat(it.state()).isEqualTo(Ec2State.SHUTTING_DOWN));
            assertThat(signal.from().at()).isEqualTo(Instant.parse("2026-01-13T00:12:37.214Z"));
            assertThat(signal.from().heard()).isEqualTo(HEARD);
        });
    }

    @Test
    void a_command_names_its_instance_in_an_arn_alone() throws Exception {
        var event = read(event(
                "aws.ssm",
                "EC2 Command Status-change Notification",
                "{\"command-id\":\"c-1\",\"parameters\":\"{\\\"commands\\\":[]}\",\"status\":\"Success\"}"));
        assertThat(event).isInstanceOfSatisfying(AwsEvent.CommandStatusChange.class, change -> {
            assertThat(change.instance()).isEqualTo(I1);
            assertThat(change.command()).isEqualTo(new CommandId("c-1"));
            assertThat(change.status()).isEqualTo(CommandStatus.SUCCESS);
        });
    }

    @Test
    void a_command_at_a_hybrid_host_or_at_no_host_decides_nothing() throws Exception {
        var detail = "{\"command-id\":\"c-1\",\"status\":\"NoInstancesInTag\"}";
        var whole = event("aws.ssm", "EC2 Command Status-change Notification", detail);
        assertThat(read(whole.replace(":instance/i-0123456789abcdef0", ":managed-instance/mi-0123456789abcdef0")))
                .isInstanceOf(AwsEvent.Other.class);
        assertThat(read(whole.replace("\"resources\":[\"", "\"resources\":[],\"before\":[\"")))
                .isInstanceOf(AwsEvent.Other.class);
        var invocation = detail.replace("{", "{\"instance-id\":\"mi-0123456789abcdef0\",");
        assertThat(read(event("aws.ssm", "EC2 Command Invocation Status-change Notification", invocation)))
                .isInstanceOf(AwsEvent.Other.class);
    }

    @Test
    void an_instance_can_be_named_by_its_arn() throws Exception {
        var arn = "arn:aws:ec2:us-west-2:111122223333:instance/" + I1;
        assertThat(read(LAUNCH.replace("\"" + I1 + "\"", "\"" + arn + "\"")))
                .isInstanceOfSatisfying(
                        AwsEvent.LaunchHook.class,
                        hook -> assertThat(hook.instance()).isEqualTo(I1));
        var health = read(event(
                "aws.health",
                "AWS Health Event",
                "{\"eventTypeCode\":\"AWS_EC2_X\",\"affectedEntities\":[{\"entityValue\":\"" + arn + "\"}]}"));
        assertThat(health)
                .isInstanceOfSatisfying(
                        AwsEvent.Interruption.class,
                        it -> assertThat(it.instances()).containsExactly(I1));
        assertThatThrownBy(() -> read(LAUNCH.replace(I1.value(), "arn:aws:ec2:us-west-2:111122223333:volume/vol-1")))
                .hasMessageContaining("instance id: 'arn:aws:ec2");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-999999999-01-01T00:00:00Z",
                "+999999999-12-31T23:59:59.999999999Z",
                "+1000000000-12-31T23:59:59.999999999Z",
                "-1000000000-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "1969-12-31T23:59:59Z"
            })
    void a_time_beyond_all_clocks_is_refused(String time) {
        var spot = event(
                "aws.ec2",
                "EC2 Spot Instance Interruption Warning",
                "{\"instance-id\":\"i-0123456789abcdef0\",\"instance-action\":\"stop\"}");
        for (var event : List.of(LAUNCH, spot)) {
            assertThatThrownBy(() -> read(event.replace("2026-01-13T00:12:37.214Z", time)))
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageStartingWith("time: ");
        }
    }

    @Test
    void a_kind_that_decides_nothing_makes_no_signal() throws Exception {
        var event = read(event("aws.autoscaling", "EC2 Instance Refresh Started", "{\"EC2InstanceId\":\"\"}"));
        assertThat(event).isInstanceOf(AwsEvent.Other.class);
        assertThat(AwsEvents.signals(event, HEARD)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "i-0123456789abcdef0"      | ""        | detail.EC2InstanceId: instance id: '' (expected: 'i-' and 8 or 17 hexadecimal digits)
            "i-0123456789abcdef0"      | 7         | detail.EC2InstanceId: number (expected: a string)
            "muster-launch"            | "a b;$()" | detail.LifecycleHookName: hook name: 'a b;$()' (expected: 1 to 255 of A-Z a-z 0-9 - _ /)
            "WarmPool"                 | 7         | detail.Origin: number (expected: a string)
            "2026-01-13T00:12:37.214Z" | "today"   | time: Text 'today' could not be parsed at index 0
            """)
    void a_field_that_is_wrong_is_refused_with_its_path(String right, String wrong, String reason) {
        assertThatThrownBy(() -> read(LAUNCH.replace(right, wrong)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessage(reason);
    }

    @Test
    void what_is_not_one_json_object_is_refused() {
        assertThatThrownBy(() -> read("[]")).hasMessage("not a JSON object");
        assertThatThrownBy(() -> read("")).hasMessage("not a JSON object");
        assertThatThrownBy(() -> read(LAUNCH + "{}")).isInstanceOf(UnreadableEventException.class);
        assertThatThrownBy(() -> read("{\"id\":\"1\",\"id\":\"2\"}")).hasMessageContaining("Duplicate");
        assertThatThrownBy(() -> read("[".repeat(100_000))).hasMessageContaining("not JSON");
        assertThatThrownBy(() -> AwsEvents.read(new byte[AwsEvents.LARGEST_BYTES + 1]))
                .hasMessage("1048577 bytes (expected: at most 1048576)");
        assertThatThrownBy(() -> AwsEvents.read(new byte[] {(byte) 0xff, 0, 1})).hasMessageContaining("not JSON");
    }

    private static AwsEvent read(String json) throws UnreadableEventException {
        return AwsEvents.read(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String event(String source, String detailType, String detail) {
        return """
                {"version":"0","id":"12345678-1234-1234-1234-123456789012","detail-type":"%s","source":"%s",
                 "account":"111122223333","time":"2026-01-13T00:12:37.214Z","region":"us-west-2",
                 "resources":["arn:aws:ec2:us-west-2:111122223333:instance/i-0123456789abcdef0"],"detail":%s}""".formatted(detailType, source, detail);
    }
}
