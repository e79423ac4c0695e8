package muster.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import muster.awssim.AwsSim;
import muster.awssim.SimConfig;
import muster.awssim.world.InstanceView;
import muster.checker.Checker;
import muster.checker.Invariant;
import muster.checker.Settings;
import muster.checker.Verdict;
import muster.harness.Account;
import muster.platform.EmbeddedDynamoDb;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.ssm.SsmClient;

/** The checker on a journal that aws-sim really wrote, while we do by hand, through the SDK, what Muster does. */
class OperatedByHandTest {
    private static final String NAME = "validator-001";
    private static final String FQDN = NAME + "." + Account.DOMAIN;

    private final EmbeddedDynamoDb dynamoDb = EmbeddedDynamoDb.started();
    private final AwsSim aws = AwsSim.start(SimConfig.defaults().withDynamoDb(dynamoDb.endpoint()));
    private final DynamoDbClient tables =
            Account.at(DynamoDbClient.builder(), endpoint()).build();
    private final Route53Client dns =
            Account.at(Route53Client.builder(), endpoint()).build();
    private final Ec2Client ec2 = Account.at(Ec2Client.builder(), endpoint()).build();
    private final SsmClient ssm = Account.at(SsmClient.builder(), endpoint()).build();
    private final AutoScalingClient groups =
            Account.at(AutoScalingClient.builder(), endpoint()).build();
    private String zone = "";

    private URI endpoint() {
        return aws.endpoint();
    }

    @BeforeEach
    void set_up_the_account() {
        Account.table(tables, Account.HOSTNAMES, "Hostname");
        zone = dns.createHostedZone(create -> create.name(Account.DOMAIN).callerReference("test"))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
        ssm.createDocument(create -> create.name(Account.DOCUMENT).content("{\"schemaVersion\":\"2.2\"}"));
        Groups.create(aws.world());
    }

    @AfterEach
    void tear_it_down() {
        List.of(tables, dns, ec2, ssm, groups).forEach(client -> client.close());
        aws.close();
        dynamoDb.close();
    }

    @Test
    void a_life_that_was_handled_as_it_should_be_is_found_healthy() {
        InstanceView host = startedHost();
        endOf(host);
        point(ChangeAction.DELETE, host);
        free();
        complete(host, "muster-terminate");
        awaitState(host, "terminated");

        Verdict verdict = judge();

        assertThat(verdict.violations().values())
                .allSatisfy(found -> assertThat(found).isEmpty());
        assertThat(verdict.launchToStarted().count()).isOne();
        assertThat(verdict.effects())
                .containsEntry("claim-hostname", 1L)
                .containsEntry("release-hostname", 1L)
                .containsEntry("upsert-dns", 1L)
                .containsEntry("delete-dns", 1L)
                .containsEntry("tag-instance", 1L)
                .containsEntry("start-service", 1L)
                .containsEntry("complete-hook", 3L);
    }

    @Test
    void a_name_and_a_record_that_were_forgotten_are_found() {
        InstanceView host = startedHost();
        endOf(host);
        complete(host, "muster-terminate");
        awaitState(host, "terminated");

        Verdict verdict = judge();

        assertThat(verdict.violationsOf(Invariant.I4)).hasSize(2);
        assertThat(verdict.violationsOf(Invariant.I1)).isEmpty();
        assertThat(verdict.violationsOf(Invariant.I3)).isEmpty();
    }

    @Test
    void a_hook_that_was_answered_too_early_and_a_command_that_was_sent_twice_are_found() {
        InstanceView host = launchedHost();
        letIn(host);
        send(host, "i.1.start-service.1");
        send(host, "i.1.start-service.2");

        Verdict verdict = judge();

        assertThat(verdict.violationsOf(Invariant.I2)).hasSize(1);
        // one for each hook of the launch
        assertThat(verdict.violationsOf(Invariant.I3)).hasSize(2);
    }

    @Test
    void a_name_that_was_given_to_a_second_live_host_is_found_in_the_table_in_dns_and_in_tags() {
        InstanceView first = startedHost();
        InstanceView second = launchedHost();
        claim(second);
        point(ChangeAction.UPSERT, second);
        tag(second);

        Verdict verdict = judge();

        assertThat(String.join("\n", verdict.violationsOf(Invariant.I1)))
                .contains(NAME + " went to " + second.id() + " while " + first.id())
                .contains(second.id() + " was tagged " + FQDN + " while " + first.id());
    }

    private InstanceView startedHost() {
        InstanceView host = launchedHost();
        claim(host);
        point(ChangeAction.UPSERT, host);
        tag(host);
        letIn(host);
        send(host, host.id() + ".1.start-service.1");
        return host;
    }

    private InstanceView launchedHost() {
        String id = aws.world().launchDirect(Part.Entry.DIRECT.group());
        await().until(() -> aws.world()
                .instance(id)
                .lifecycle()
                .filter("Pending:Wait"::equals)
                .isPresent());
        return aws.world().instance(id);
    }

    private void endOf(InstanceView host) {
        aws.world().scaleIn(host.id());
        await().until(() -> aws.world()
                .instance(host.id())
                .lifecycle()
                .filter("Terminating:Wait"::equals)
                .isPresent());
    }

    private void claim(InstanceView host) {
        update(
                "SET #exists = :yes, #owner = :me, Generation = :one",
                Map.of(
                        ":yes", AttributeValue.fromBool(true),
                        ":me", AttributeValue.fromS(host.id()),
                        ":one", AttributeValue.fromN("1")));
    }

    private void free() {
        update("SET #exists = :no REMOVE #owner, Generation", Map.of(":no", AttributeValue.fromBool(false)));
    }

    private void update(String expression, Map<String, AttributeValue> values) {
        Map<String, String> names = expression.contains("#owner")
                ? Map.of("#exists", "Exists", "#owner", "Owner")
                : Map.of("#exists", "Exists");
        tables.updateItem(update -> update.tableName(Account.HOSTNAMES)
                .key(Map.of("Hostname", AttributeValue.fromS(NAME)))
                .updateExpression(expression)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values));
    }

    private void point(ChangeAction action, InstanceView host) {
        Change change = Change.builder()
                .action(action)
                .resourceRecordSet(set ->
                        set.name(FQDN).type(RRType.A).ttl(60L).resourceRecords(value -> value.value(host.privateIp())))
                .build();
        dns.changeResourceRecordSets(request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(change)));
    }

    private void tag(InstanceView host) {
        List<Tag> tags = List.of(
                Tag.builder().key("Name").value(FQDN).build(),
                Tag.builder().key("Hostname").value(FQDN).build());
        ec2.createTags(create -> create.resources(host.id()).tags(tags));
    }

    /** Every hook of its launch waits for an answer of its own. */
    private void letIn(InstanceView host) {
        complete(host, "muster-launch");
        complete(host, "muster-launch-too");
    }

    private void complete(InstanceView host, String hook) {
        groups.completeLifecycleAction(complete -> complete.autoScalingGroupName(host.group())
                .lifecycleHookName(hook)
                .instanceId(host.id())
                .lifecycleActionResult("CONTINUE"));
    }

    private void send(InstanceView host, String effect) {
        await().until(() -> aws.world().instance(host.id()).agentOnline());
        int before = aws.journal().entries("command-finished").size();
        ssm.sendCommand(send -> send.documentName(Account.DOCUMENT)
                .instanceIds(host.id())
                .comment(effect)
                .parameters(Map.of("EffectId", List.of(effect))));
        await().until(() -> aws.journal().entries("command-finished").size() > before);
        awaitState(host, "running");
    }

    private void awaitState(InstanceView host, String state) {
        await().atMost(Duration.ofSeconds(10))
                .until(() -> aws.world().instance(host.id()).state().text().equals(state));
    }

    private Verdict judge() {
        return new Checker(Settings.defaults())
                .judge(aws.journal().ndjson(0).lines().toList());
    }
}
