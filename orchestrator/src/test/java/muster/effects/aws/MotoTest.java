package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import muster.platform.MotoServer;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import muster.schemas.StepName;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.model.InstanceType;

/** Names, records and tags against moto; skipped where it does not answer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(90)
class MotoTest {
    private static final Domain DOMAIN = new Domain("xnet.example");
    private static final HostnamePool POOL = new HostnamePool("moto-%03d", 1, 3, DOMAIN, Duration.ZERO);
    private static final InstanceId A = new InstanceId("i-0000000000000000a");
    private static final InstanceId B = new InstanceId("i-0000000000000000b");

    private record Setting(MotoServer moto, AwsClients clients, AwsEffects effects, String zone) {}

    private Optional<Setting> setting = Optional.empty();

    @BeforeAll
    void open() throws IOException {
        var moto = MotoServer.started();
        assumeTrue(moto.isPresent(), "moto_server is not on the PATH, or does not answer");
        var settings = new AwsSettings(
                "us-east-1",
                moto.get().endpoint().toString(),
                "sandbox",
                "sandbox",
                Duration.ofSeconds(20),
                16,
                1,
                "Hostnames",
                "Instances");
        var clients = AwsClients.create(settings);
        table(clients, "Hostnames", "Hostname");
        table(clients, "Instances", "Ident");
        var zone = clients.route53()
                .createHostedZone(request -> request.name(DOMAIN.value()).callerReference("moto"))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
        setting = Optional.of(
                new Setting(moto.get(), clients, new AwsEffects(clients, settings, Clock.systemUTC()), zone));
    }

    @AfterAll
    void close() {
        setting.ifPresent(it -> {
            it.clients().close();
            it.moto().close();
        });
    }

    @Test
    void a_name_is_claimed_once_released_once_and_then_another_s() {
        var name = claimed(A, 1);
        assertThat(run(new Effect.ClaimHostname(target(A, 1, "claim-hostname"), POOL, "10.0.0.1")))
                .isEqualTo(new Outcome.Claimed(name));
        var release =
                new Effect.ReleaseHostname(target(A, 1, "give-back-hostname"), name, new Generation(1), Duration.ZERO);
        assertThat(run(release)).isEqualTo(new Outcome.Done());
        assertThat(run(release)).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(run(new Effect.ClaimHostname(target(A, 1, "claim-hostname"), POOL, "10.0.0.1")))
                .isInstanceOf(Outcome.Fenced.class);
    }

    @Test
    void a_record_is_written_by_the_owner_of_its_name_alone_and_deleted_while_it_is_ours() {
        var name = claimed(B, 1);
        var dns = new DnsRecord(
                scene().zone(), DnsRecord.Type.A, new Domain(name + "." + DOMAIN), "10.0.0.9", Duration.ofSeconds(60));
        assertThat(run(new Effect.UpsertDns(target(A, 9, "upsert-dns"), name, List.of(dns))))
                .isInstanceOf(Outcome.Fenced.class);
        var upsert = new Effect.UpsertDns(target(B, 1, "upsert-dns"), name, List.of(dns));
        assertThat(run(upsert)).isEqualTo(new Outcome.Done());
        assertThat(run(upsert)).isEqualTo(new Outcome.Done());
        var others = new DnsRecord(dns.zone(), dns.type(), dns.name(), "10.0.0.8", dns.ttl());
        assertThat(run(new Effect.DeleteDns(target(A, 1, "give-back-dns"), List.of(others))))
                .isInstanceOf(Outcome.AlreadyDone.class);
        var delete = new Effect.DeleteDns(target(B, 1, "give-back-dns"), List.of(dns));
        assertThat(run(delete)).isEqualTo(new Outcome.Done());
        // where Route 53 refuses to delete what is not there, moto does as if it had
        assertThat(run(delete)).isInstanceOfAny(Outcome.AlreadyDone.class, Outcome.Done.class);
    }

    @Test
    void tags_are_overwritten() {
        var ec2 = scene().clients().ec2();
        var image = ec2.describeImages(request -> request.maxResults(5))
                .images()
                .getFirst()
                .imageId();
        var id = new InstanceId(ec2.runInstances(request -> request.imageId(image)
                        .instanceType(InstanceType.T3_MICRO)
                        .minCount(1)
                        .maxCount(1))
                .instances()
                .getFirst()
                .instanceId());
        var pool = new HostnamePool("tagged-%03d", 1, 3, DOMAIN, Duration.ZERO);
        assertThat(run(new Effect.ClaimHostname(target(id, 1, "claim-hostname"), pool, "10.0.0.4")))
                .isInstanceOf(Outcome.Claimed.class);
        for (var value : new String[] {"a.xnet.example", "b.xnet.example"}) {
            assertThat(run(new Effect.TagInstance(target(id, 1, "tag-instance"), Map.of("Name", value))))
                    .isEqualTo(new Outcome.Done());
        }
        assertThat(run(new Effect.DescribeInstance(target(id, 1, "describe-instance"))))
                .isInstanceOf(Outcome.Described.class);
        assertThat(ec2.describeInstances(request -> request.instanceIds(id.value()))
                        .reservations()
                        .getFirst()
                        .instances()
                        .getFirst()
                        .tags())
                .extracting(tag -> tag.key() + "=" + tag.value())
                .containsExactly("Name=b.xnet.example");
    }

    private Hostname claimed(InstanceId instance, int generation) {
        var claim = new Effect.ClaimHostname(target(instance, generation, "claim-hostname"), POOL, "10.0.0.1");
        if (run(claim) instanceof Outcome.Claimed(var name)) {
            return name;
        }
        throw new AssertionError("no name for " + instance);
    }

    private Outcome run(Effect effect) {
        return scene().effects().execute(effect);
    }

    private Setting scene() {
        return setting.orElseThrow();
    }

    private static Effect.Target target(InstanceId instance, int generation, String step) {
        return new Effect.Target(instance, new Generation(generation), new StepName(step), 1);
    }

    private static void table(AwsClients clients, String name, String key) {
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
}
