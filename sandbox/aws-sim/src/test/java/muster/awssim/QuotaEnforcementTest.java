package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import muster.awssim.journal.Entry;
import muster.awssim.quota.Counts;
import muster.awssim.quota.Origin;
import muster.awssim.quota.Quota;
import muster.awssim.quota.Quotas;
import muster.awssim.quota.Reach;
import muster.awssim.wire.Fault;
import muster.awssim.world.GroupSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.Route53Exception;
import software.amazon.awssdk.services.ssm.model.SsmException;

/** Quotas as real SDK clients meet them. Most tests are on a tenth of an account, so that few calls suffice. */
class QuotaEnforcementTest extends SimTest {
    private final Ec2Client ec2 = clients.ec2();
    private final Route53Client route53 = clients.route53();
    private String instance = "";

    @Override
    SimConfig configure(SimConfig defaults) {
        return defaults.withQuotas(Quotas.published().scaled(0.1));
    }

    @BeforeEach
    void an_instance() {
        world.createGroup(GroupSpec.named(GROUP));
        instance = world.launchDirect(GROUP);
    }

    @Test
    void the_burst_is_admitted_and_the_next_call_is_throttled_until_a_token_is_back() {
        times(10, this::tag);

        assertThatThrownBy(this::tag)
                .isInstanceOf(Ec2Exception.class)
                .satisfies(e -> saysSo(e, "RequestLimitExceeded"));
        clock.advance(Duration.ofMillis(999));
        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);
        clock.advance(Duration.ofMillis(1));
        tag();
        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);
    }

    @Test
    void a_throttled_call_has_no_effect_and_is_in_the_journal_as_throttled() {
        times(10, this::tag);
        String before = world.instance(instance).tags().get("Name");

        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);

        assertThat(world.instance(instance).tags()).containsEntry("Name", before);
        assertThat(lastCall().text("outcome")).isEqualTo("throttled");
        assertThat(lastCall().text("errorCode")).isEqualTo("RequestLimitExceeded");
        assertThat(lastCall().field("effect").asBoolean()).isFalse();
        assertThat(lastCall().field("fault").isMissingNode()).isTrue();
    }

    @Test
    void each_api_has_a_bucket_of_its_own() {
        times(10, this::tag);
        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);

        ec2.deleteTags(request ->
                request.resources(instance).tags(Tag.builder().key("Name").build()));
        times(10, this::describe);
        assertThatThrownBy(this::describe).isInstanceOf(Ec2Exception.class);
    }

    @Test
    void two_regions_and_two_accounts_are_apart_in_ec2() {
        times(10, this::tag);
        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);

        Ec2Client elsewhere = clients.ec2(Region.EU_WEST_1);
        times(10, () -> describeTags(elsewhere));
        assertThatThrownBy(() -> describeTags(elsewhere)).isInstanceOf(Ec2Exception.class);
        describeTags(ec2);
        describeTags(clients.ec2(Region.EU_WEST_1, "999988887777"));
    }

    @Test
    void route_53_is_shared_by_the_regions_of_an_account_and_by_the_actions() {
        Route53Client elsewhere = clients.route53(Region.EU_WEST_1);
        times(3, route53::listHostedZones);
        times(2, elsewhere::listHostedZonesByName);
        assertThat(lastCall().scope().region()).isEqualTo("eu-west-1");

        assertThatThrownBy(elsewhere::listHostedZones)
                .isInstanceOf(Route53Exception.class)
                .satisfies(e -> saysSo(e, "Throttling"));
        assertThatThrownBy(() -> createZone("example.internal"))
                .isInstanceOf(Route53Exception.class)
                .satisfies(e -> saysSo(e, "Throttling"));
        clock.advance(Duration.ofSeconds(1));
        createZone("example.internal");
    }

    @Test
    void an_action_of_route_53_has_its_own_bucket_besides_that_of_the_account() {
        sim.enforce(Quotas.published());
        IntStream.range(0, 40).forEach(i -> createZone("z" + i + ".internal"));

        assertThatThrownBy(() -> createZone("z40.internal")).isInstanceOf(Route53Exception.class);
        route53.listHostedZones();
    }

    @Test
    void changes_are_counted_besides_requests_and_an_upsert_counts_twice() {
        sim.enforce(Quotas.published());
        String zone = createZone("example.internal");
        change(zone, ChangeAction.UPSERT, 0, 500);
        change(zone, ChangeAction.CREATE, 500, 500);

        assertThatThrownBy(() -> change(zone, ChangeAction.UPSERT, 0, 1))
                .isInstanceOf(Route53Exception.class)
                .satisfies(e -> saysSo(e, "Throttling"));
        clock.advance(Duration.ofMillis(19));
        assertThatThrownBy(() -> change(zone, ChangeAction.UPSERT, 0, 1)).isInstanceOf(Route53Exception.class);
        clock.advance(Duration.ofMillis(1));
        change(zone, ChangeAction.UPSERT, 0, 1);
        route53.listHostedZones();
    }

    @Test
    void a_describe_without_filter_and_page_size_has_the_smaller_bucket() {
        times(5, ec2::describeInstances);

        assertThatThrownBy(ec2::describeInstances).isInstanceOf(Ec2Exception.class);
        assertThatThrownBy(() -> ec2.describeInstances(request -> request.instanceIds(instance)))
                .isInstanceOf(Ec2Exception.class);
        times(9, this::describe);
        ec2.describeInstances(request -> request.maxResults(5));
        assertThatThrownBy(this::describe).isInstanceOf(Ec2Exception.class);
    }

    @Test
    void ending_instances_is_limited_by_their_number_too() {
        sim.enforce(new Quotas(List.of(
                new Quota("ec2", "TerminateInstances", Counts.INSTANCES, Reach.REGION, 3, 1, Origin.PUBLISHED))));
        List<String> ids =
                IntStream.range(0, 4).mapToObj(_ -> world.launchDirect(GROUP)).toList();

        ec2.terminateInstances(request -> request.instanceIds(ids.subList(0, 2)));
        assertThatThrownBy(() -> ec2.terminateInstances(request -> request.instanceIds(ids.subList(2, 4))))
                .isInstanceOf(Ec2Exception.class);
        ec2.terminateInstances(request -> request.instanceIds(ids.subList(2, 3)));
    }

    @Test
    void the_invented_quotas_answer_with_the_errors_of_their_services() {
        times(4, () -> assertThatThrownBy(this::send).satisfies(e -> saysOtherwise(e, "ThrottlingException")));
        assertThatThrownBy(this::send)
                .isInstanceOf(SsmException.class)
                .satisfies(e -> saysSo(e, "ThrottlingException"));

        times(2, () -> assertThatThrownBy(this::complete).satisfies(e -> saysOtherwise(e, "Throttling")));
        assertThatThrownBy(this::complete)
                .isInstanceOf(AutoScalingException.class)
                .satisfies(e -> saysSo(e, "Throttling"));
    }

    @Test
    void a_call_whose_answer_is_lost_drew_its_token_and_one_over_the_quota_had_no_effect() {
        sim.enforce(new Quotas(
                List.of(new Quota("ec2", "CreateTags", Counts.REQUESTS, Reach.REGION, 1, 1, Origin.PUBLISHED))));
        sim.faults().onNext(2, Fault.RESET_AFTER, "ec2", "CreateTags");

        assertThatThrownBy(() -> tag("first")).isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> tag("second")).isInstanceOf(SdkClientException.class);
        assertThatThrownBy(() -> tag("third")).isInstanceOf(Ec2Exception.class);

        assertThat(world.instance(instance).tags()).containsEntry("Name", "first");
    }

    @Test
    void a_refused_call_takes_a_token_from_no_bucket() {
        sim.enforce(new Quotas(List.of(
                new Quota("route53", "*", Counts.REQUESTS_OF_SERVICE, Reach.ACCOUNT, 2, 1, Origin.PUBLISHED),
                new Quota("route53", "ListHostedZones", Counts.REQUESTS, Reach.ACCOUNT, 1, 1, Origin.PUBLISHED))));
        route53.listHostedZones();
        times(3, () -> assertThatThrownBy(route53::listHostedZones).isInstanceOf(Route53Exception.class));

        route53.listHostedZonesByName();
        assertThatThrownBy(route53::listHostedZonesByName).isInstanceOf(Route53Exception.class);
    }

    @Test
    void quotas_that_are_put_in_force_anew_begin_with_full_buckets() {
        times(10, this::tag);
        assertThatThrownBy(this::tag).isInstanceOf(Ec2Exception.class);

        sim.enforce(Quotas.published().scaled(0.1));

        times(10, this::tag);
    }

    @Test
    void without_quotas_nothing_is_throttled() {
        sim.enforce(Quotas.none());

        times(60, route53::listHostedZones);
    }

    private static void times(int count, Runnable call) {
        for (int i = 0; i < count; i++) {
            call.run();
        }
    }

    private static void saysSo(Throwable thrown, String code) {
        assertThat(thrown).isInstanceOfSatisfying(AwsServiceException.class, e -> {
            assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
            assertThat(e.isThrottlingException()).isTrue();
        });
    }

    private static void saysOtherwise(Throwable thrown, String code) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isNotEqualTo(code));
    }

    private void tag() {
        tag("a");
    }

    private void tag(String name) {
        ec2.createTags(request -> request.resources(instance)
                .tags(Tag.builder().key("Name").value(name).build()));
    }

    private void describe() {
        ec2.describeInstances(request -> request.filters(
                Filter.builder().name("instance-id").values(instance).build()));
    }

    private static void describeTags(Ec2Client client) {
        client.describeTags();
    }

    private void send() {
        clients.ssm().sendCommand(request -> request.documentName("none").instanceIds(instance));
    }

    private void complete() {
        clients.autoScaling()
                .completeLifecycleAction(request -> request.autoScalingGroupName(GROUP)
                        .lifecycleHookName(LAUNCH_HOOK)
                        .instanceId(instance)
                        .lifecycleActionResult("CONTINUE"));
    }

    private String createZone(String name) {
        return route53.createHostedZone(request -> request.name(name).callerReference(name))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
    }

    private void change(String zone, ChangeAction action, int from, int count) {
        List<Change> changes = IntStream.range(from, from + count)
                .mapToObj(i -> change(action, "h" + i + ".example.internal"))
                .toList();
        route53.changeResourceRecordSets(
                request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(changes)));
    }

    private static Change change(ChangeAction action, String name) {
        return Change.builder()
                .action(action)
                .resourceRecordSet(set -> set.name(name)
                        .type(RRType.A)
                        .ttl(60L)
                        .resourceRecords(
                                ResourceRecord.builder().value("10.0.0.1").build()))
                .build();
    }

    private Entry lastCall() {
        return sim.journal().entries("call").getLast();
    }
}
