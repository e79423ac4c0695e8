package muster.bridge.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import muster.bridge.Samples;
import muster.bridge.event.EventReader;
import muster.bridge.event.Reading.Event;
import muster.bridge.event.Reason;
import muster.schemas.topic.TopicSettings;
import muster.schemas.topic.Topics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoutingTableTest {
    private static final Topics TOPICS = Topics.of(TopicSettings.defaults().withPrefix("p-"));

    private final RoutingTable table = new RoutingTable(
            List.of(
                    route(
                            "launching",
                            "aws.autoscaling",
                            "EC2 Instance-launch Lifecycle Action",
                            "aws-launch-successful",
                            "detail.EC2InstanceId"),
                    route(
                            "state",
                            "aws.ec2",
                            "EC2 Instance State-change Notification",
                            "xnet-ec2-running",
                            "detail.instance-id"),
                    route(
                            "command",
                            "aws.ssm",
                            "EC2 Command Status-change Notification",
                            "xnet-command-status",
                            "resources"),
                    new RouteSettings(
                            "done", "aws.autoscaling", "EC2 Instance Terminate Successful", "", "", true, false)),
            TOPICS);

    @Test
    void the_kind_of_event_decides_the_topic_and_the_place_of_the_instance() {
        assertThat(route(Samples.launching(Samples.I1))).isEqualTo(to("p-aws-launch-successful"));
        assertThat(route(Samples.state(Samples.I1, "running"))).isEqualTo(to("p-xnet-ec2-running"));
        assertThat(route(Samples.command(Samples.I1, "Success"))).isEqualTo(to("p-xnet-command-status"));
    }

    @Test
    void a_known_and_unwanted_kind_is_ignored() {
        assertThat(route(Samples.terminateSuccessful(Samples.I1))).isEqualTo(new Routing.Ignored("done"));
    }

    @Test
    void an_unknown_kind_goes_nowhere() {
        assertNowhere(Samples.terminating(Samples.I1), Reason.UNROUTED, "EC2 Instance-terminate Lifecycle Action");
        assertNowhere(Samples.state(Samples.I1, "running").replace("aws.ec2", "my.ec2"), Reason.UNROUTED, "my.ec2");
    }

    @Test
    void the_detail_type_is_compared_exactly() {
        assertNowhere(
                Samples.state(Samples.I1, "running").replace("Notification", "notification"), Reason.UNROUTED, "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "null", "7", "{}", "[\"i-0123456789abcdef0\"]"})
    void an_instance_that_is_no_text_goes_nowhere(String json) {
        var event = Samples.state(Samples.I1, "running")
                .replace("\"instance-id\":\"" + Samples.I1 + "\"", "\"instance-id\":" + json);
        assertNowhere(event, Reason.NO_INSTANCE_ID, "detail.instance-id");
    }

    @ParameterizedTest
    @ValueSource(strings = {"i-0123456789ABCDEF0", "i-0123456789abcdef", "i-0123456789abcdef0\\n"})
    void an_instance_of_another_form_goes_nowhere(String id) {
        assertNowhere(Samples.launching(id), Reason.BAD_INSTANCE_ID, "");
    }

    @Test
    void an_instance_can_be_named_by_its_arn() {
        assertThat(route(Samples.launching("arn:aws:ec2:us-west-2:111122223333:instance/" + Samples.I1)))
                .isEqualTo(to("p-aws-launch-successful"));
        assertNowhere(Samples.launching("arn:aws:ec2:us-west-2:111122223333:volume/vol-1"), Reason.BAD_INSTANCE_ID, "");
    }

    @Test
    void a_host_that_is_no_ec2_instance_goes_nowhere() {
        assertNowhere(Samples.launching("mi-0123456789abcdef0"), Reason.NO_INSTANCE_ID, "no EC2 instance");
    }

    @Test
    void a_kind_of_any_source_and_a_beginning_of_kinds_yield_to_a_row_of_their_own() {
        var rows = new RoutingTable(
                List.of(
                        new RouteSettings("calls", "*", "Call", "", "", true, false),
                        new RouteSettings("call-of-x", "aws.x", "Call", "", "", true, false),
                        new RouteSettings("report", "aws.x", "Report *", "", "", true, false),
                        new RouteSettings("refresh-report", "aws.x", "Report Refresh *", "", "", true, false),
                        new RouteSettings("refresh-done", "aws.x", "Report Refresh Done", "", "", true, false)),
                TOPICS);
        assertThat(kind(rows, "aws.y", "Call")).isEqualTo(new Routing.Ignored("calls"));
        assertThat(kind(rows, "aws.x", "Call")).isEqualTo(new Routing.Ignored("call-of-x"));
        assertThat(kind(rows, "aws.x", "Report 7")).isEqualTo(new Routing.Ignored("report"));
        assertThat(kind(rows, "aws.x", "Report Refresh 7")).isEqualTo(new Routing.Ignored("refresh-report"));
        assertThat(kind(rows, "aws.x", "Report Refresh Done")).isEqualTo(new Routing.Ignored("refresh-done"));
        assertThat(kind(rows, "aws.y", "Report 7")).isInstanceOf(Routing.Nowhere.class);
        assertThat(kind(rows, "aws.x", "Report")).isInstanceOf(Routing.Nowhere.class);
    }

    private static Routing kind(RoutingTable rows, String source, String detailType) {
        var json = Samples.state(Samples.I1, "running")
                .replace("aws.ec2", source)
                .replace("EC2 Instance State-change Notification", detailType);
        return rows.route((Event) new EventReader().read(json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void an_instance_id_of_the_old_form_is_taken() {
        assertThat(route(Samples.launching("i-0a1b2c3d")))
                .isEqualTo(new Routing.To("p-aws-launch-successful", List.of("i-0a1b2c3d")));
    }

    @Test
    void an_arn_with_a_zone_and_without_account_names_its_instance() {
        var event = Samples.command(Samples.I1, "Success")
                .replace("us-east-1:111122223333:instance", "us-east-1b:instance");
        assertThat(event).contains("arn:aws:ec2:us-east-1b:instance/");
        assertThat(route(event)).isEqualTo(to("p-xnet-command-status"));
    }

    @Test
    void other_resources_are_passed_over_and_a_repeated_one_counts_once() {
        var arn = "\"arn:aws:ec2:us-east-1:111122223333:instance/" + Samples.I1 + "\"";
        var event = Samples.command(Samples.I1, "Success");
        assertThat(route(event.replace(arn, "\"arn:aws:ssm:us-east-1::document/x\",7," + arn + "," + arn)))
                .isEqualTo(to("p-xnet-command-status"));
        assertNowhere(event.replace(arn, "\"arn:aws:ssm:us-east-1::document/x\""), Reason.NO_INSTANCE_ID, "resources");
        assertThat(route(event.replace(arn, arn + "," + arn.replace(Samples.I1, Samples.I2))))
                .isEqualTo(new Routing.To("p-xnet-command-status", List.of(Samples.I1, Samples.I2)));
    }

    @Test
    void two_routes_for_one_kind_are_refused() {
        var one = route("one", "aws.ec2", "X", "xnet-ec2-running", "detail.instance-id");
        var two = route("two", "aws.ec2", "X", "xnet-terminating", "detail.instance-id");
        assertThatThrownBy(() -> new RoutingTable(List.of(one, two), TOPICS))
                .hasMessageContainingAll("'one'", "'two'", "X");
    }

    @Test
    void a_topic_or_a_path_that_does_not_exist_is_refused_with_the_name_of_its_route() {
        assertThatThrownBy(() -> new RoutingTable(
                        List.of(route("one", "aws.ec2", "X", "xnet-running", "detail.instance-id")), TOPICS))
                .hasMessageContainingAll("'one'", "'xnet-running'", "xnet-ec2-running");
        assertThatThrownBy(() ->
                        new RoutingTable(List.of(route("one", "aws.ec2", "X", "xnet-ec2-running", "detail")), TOPICS))
                .hasMessageContainingAll("'one'", "'detail'", "resources");
    }

    @Test
    void a_route_either_forwards_or_ignores() {
        assertThatThrownBy(() -> new RouteSettings("one", "s", "t", "xnet-effects", "resources", true, false))
                .hasMessageContaining("muster.bridge.routes.one");
        assertThatThrownBy(() -> new RouteSettings("one", "s", "t", "", "", false, false))
                .hasMessageContaining("muster.bridge.routes.one");
        assertThatThrownBy(() -> new RouteSettings("one", "s", "t", "xnet-effects", "", false, false))
                .hasMessageContaining("muster.bridge.routes.one");
    }

    private static RouteSettings route(String name, String source, String detailType, String topic, String instance) {
        return new RouteSettings(name, source, detailType, topic, instance, false, false);
    }

    private static Routing.To to(String topic) {
        return new Routing.To(topic, List.of(Samples.I1));
    }

    private Routing route(String json) {
        var reading = new EventReader().read(json.getBytes(StandardCharsets.UTF_8));
        assertThat(reading).isInstanceOf(Event.class);
        return table.route((Event) reading);
    }

    private void assertNowhere(String json, Reason reason, String word) {
        assertThat(route(json)).isInstanceOfSatisfying(Routing.Nowhere.class, nowhere -> {
            assertThat(nowhere.reason()).isEqualTo(reason);
            assertThat(nowhere.detail()).contains(word);
        });
    }
}
