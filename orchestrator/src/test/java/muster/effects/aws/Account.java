package muster.effects.aws;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.awssim.AwsSim;
import muster.awssim.SimConfig;
import muster.awssim.base.Spread;
import muster.awssim.wire.Fault;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.effects.EffectExecutor;
import muster.effects.LaneMetrics;
import muster.effects.Retries;
import muster.platform.EmbeddedDynamoDb;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.awaitility.Awaitility;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** An account with tables, a zone, a document and a group, as the adapters find it. */
public final class Account implements AutoCloseable {
    static final Domain DOMAIN = new Domain("xnet.example");
    static final String DOCUMENT = "muster-start-service";
    public static final String GROUP = "validator-group";

    public final EmbeddedDynamoDb dynamoDb = EmbeddedDynamoDb.started();
    public final AwsSim sim = AwsSim.start(SimConfig.defaults().withDynamoDb(dynamoDb.endpoint()));
    final AwsSettings settings = new AwsSettings(
            "us-east-1",
            sim.endpoint().toString(),
            "sandbox",
            "sandbox",
            Duration.ofSeconds(10),
            64,
            1,
            "Hostnames",
            "Instances");
    public final AwsClients clients = AwsClients.create(settings);
    public final String zone;
    final EffectExecutor once = process(clients);
    final EffectExecutor effects = new Retries(
            once,
            Clock.systemUTC(),
            new Retries.Policy(Duration.ofSeconds(10), Duration.ofMillis(1), Duration.ofMillis(20)));

    public Account() {
        table("Hostnames", "Hostname");
        table("Instances", "Ident");
        zone = clients.route53()
                .createHostedZone(request -> request.name(DOMAIN.value()).callerReference("test"))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
        clients.ssm().createDocument(request -> request.name(DOCUMENT).content("{\"schemaVersion\":\"2.2\"}"));
        sim.world()
                .createGroup(GroupSpec.named(GROUP)
                        .withBoot(Spread.millis(1, 2))
                        .withAgentOnline(Spread.millis(1, 2))
                        .withCommandRun(Spread.millis(1, 2))
                        .withHook(HookSpec.launching("muster-launch")));
    }

    /** Another process on this account, for which a command is missing from SSM's list for a moment only. */
    AwsEffects process(AwsClients other) {
        return process(other, Duration.ofMillis(200));
    }

    /** @param listLag how long a command may be missing from SSM's list */
    AwsEffects process(AwsClients other, Duration listLag) {
        return new AwsEffects(other, settings, Clock.systemUTC(), Retries.Policy.DEFAULT, LaneMetrics.NONE, listLag);
    }

    public void table(String name, String key) {
        clients.dynamoDb()
                .createTable(request -> request.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(AttributeDefinition.builder()
                                .attributeName(key)
                                .attributeType(ScalarAttributeType.S)
                                .build())
                        .keySchema(KeySchemaElement.builder()
                                .attributeName(key)
                                .keyType(KeyType.HASH)
                                .build()));
    }

    /** A machine that runs, whose agent takes commands. */
    InstanceId machine() {
        var id = sim.world().launchDirect(GROUP);
        var machine = new InstanceId(id);
        Awaitility.await()
                .until(() -> once.execute(new Effect.CheckAgent(target(machine, 1, "check-agent", 1)))
                        instanceof Outcome.AgentOnline);
        return machine;
    }

    Outcome run(Effect effect) {
        try {
            return effects.execute(effect);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    static Effect.Target target(InstanceId instance, int generation, String step, int round) {
        return new Effect.Target(instance, new Generation(generation), new StepName(step), round);
    }

    static HostnamePool pool(String prefix, int size) {
        return new HostnamePool(prefix + "-%03d", 1, size, DOMAIN, Duration.ZERO);
    }

    Effect.ClaimHostname claim(InstanceId instance, int generation, HostnamePool pool) {
        return new Effect.ClaimHostname(target(instance, generation, "claim-hostname", 1), pool, "10.0.0.1");
    }

    Effect.ReleaseHostname release(InstanceId instance, int generation, Hostname name) {
        return new Effect.ReleaseHostname(
                target(instance, generation, "give-back-hostname", 1), name, new Generation(generation), Duration.ZERO);
    }

    Effect.UpsertDns upsert(InstanceId instance, int generation, Hostname name, String address) {
        return new Effect.UpsertDns(target(instance, generation, "upsert-dns", 1), name, List.of(dns(name, address)));
    }

    Effect.DeleteDns delete(InstanceId instance, int generation, Hostname name, String address) {
        return new Effect.DeleteDns(target(instance, generation, "give-back-dns", 1), List.of(dns(name, address)));
    }

    Effect.SendCommand send(InstanceId instance, int generation, int round) {
        var target = target(instance, generation, "start-service", round);
        return new Effect.SendCommand(
                target, DOCUMENT, Map.of("EffectId", target.id().value()));
    }

    private DnsRecord dns(Hostname name, String address) {
        return new DnsRecord(zone, DnsRecord.Type.A, new Domain(name + "." + DOMAIN), address, Duration.ofSeconds(60));
    }

    Hostname claimed(InstanceId instance, int generation, HostnamePool pool) {
        if (run(claim(instance, generation, pool)) instanceof Outcome.Claimed(var name)) {
            return name;
        }
        throw new AssertionError("no name for " + instance);
    }

    Map<String, AttributeValue> item(String table, String key, String value) {
        return clients.dynamoDb()
                .getItem(request -> request.tableName(table)
                        .key(Map.of(key, AttributeValue.fromS(value)))
                        .consistentRead(true))
                .item();
    }

    /** One attribute of the item of a name; the null attribute where it is absent. */
    AttributeValue attribute(Hostname name, String attribute) {
        return item("Hostnames", "Hostname", name.value()).getOrDefault(attribute, AttributeValue.fromNul(true));
    }

    boolean isHeld(Hostname name) {
        return Boolean.TRUE.equals(attribute(name, "Exists").bool());
    }

    /** Values of the A record of a name; empty where there is none. */
    List<String> address(Hostname name) {
        return clients
                .route53()
                .listResourceRecordSets(request -> request.hostedZoneId(zone))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.name().equals(name + "." + DOMAIN + "."))
                .flatMap(set -> set.resourceRecords().stream())
                .map(record -> record.value())
                .toList();
    }

    /** Commands that the sim has taken for an instance. */
    List<String> commandsTo(InstanceId instance) {
        // not by instance: a command that has not reached its host is missing from such a list
        return clients.ssm().listCommandsPaginator().commands().stream()
                .filter(command -> command.instanceIds().contains(instance.value()))
                .map(command -> command.commandId())
                .toList();
    }

    Optional<String> tag(InstanceId instance, String key) {
        return clients
                .ec2()
                .describeInstances(request -> request.instanceIds(instance.value()))
                .reservations()
                .getFirst()
                .instances()
                .getFirst()
                .tags()
                .stream()
                .filter(tag -> tag.key().equals(key))
                .map(tag -> tag.value())
                .findFirst();
    }

    /** What an effect's outcome says where its call is not permitted. */
    public String deniedEffect() {
        sim.faults().always(Fault.ACCESS_DENIED, "ec2", "DescribeInstances");
        try {
            var effect = new Effect.DescribeInstance(
                    target(new InstanceId("i-0123456789abcdef0"), 1, "describe-instance", 1));
            return run(effect) instanceof Outcome.Blocked(var _, var reason, var remedy)
                    ? reason + "; " + remedy
                    : "not denied";
        } finally {
            sim.faults().clear();
        }
    }

    @Override
    public void close() {
        clients.close();
        sim.close();
        dynamoDb.close();
    }
}
