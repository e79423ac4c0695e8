package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import muster.awssim.wire.Fault;
import muster.schemas.DnsRecord;
import muster.schemas.DnsRecord.Type;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;

/** A host's records in a private and a public zone, forth and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SeveralZonesTest {
    private Account account;
    private String outside;
    private String back;
    private String back6;

    @BeforeAll
    void open() {
        account = new Account();
        outside = zone(Account.DOMAIN.value());
        back = zone("10.in-addr.arpa");
        back6 = zone("8.b.d.0.1.0.0.2.ip6.arpa");
    }

    @AfterAll
    void close() {
        account.close();
    }

    @AfterEach
    void calm() {
        account.sim.faults().clear();
    }

    private String zone(String name) {
        return account.clients
                .route53()
                .createHostedZone(request -> request.name(name).callerReference(name))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
    }

    private List<DnsRecord> records(Hostname name) {
        var fqdn = new Domain(name + "." + Account.DOMAIN);
        var ttl = Duration.ofSeconds(60);
        return List.of(
                new DnsRecord(account.zone, Type.A, fqdn, "10.0.3.17", ttl),
                new DnsRecord(back, Type.PTR, new Domain("17.3.0.10.in-addr.arpa"), fqdn.value(), ttl),
                new DnsRecord(outside, Type.A, fqdn, "198.51.100.7", ttl),
                new DnsRecord(outside, Type.AAAA, fqdn, "2001:db8::17", ttl),
                new DnsRecord(
                        back6,
                        Type.PTR,
                        new Domain("7.1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"),
                        fqdn.value(),
                        ttl));
    }

    private List<String> values(String zone, RRType type) {
        return account
                .clients
                .route53()
                .listResourceRecordSets(request -> request.hostedZoneId(zone))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.type() == type)
                .flatMap(set -> set.resourceRecords().stream())
                .map(record -> record.value())
                .toList();
    }

    private Effect.UpsertDns upsert(InstanceId id, Hostname name) {
        return new Effect.UpsertDns(Account.target(id, 1, "upsert-dns", 1), name, records(name));
    }

    private Effect.DeleteDns delete(InstanceId id, Hostname name) {
        return new Effect.DeleteDns(Account.target(id, 1, "give-back-dns", 1), records(name));
    }

    @Test
    void all_are_written_by_one_change_a_zone_and_all_are_removed() {
        var id = new InstanceId("i-0000000000000a001");
        var name = account.claimed(id, 1, Account.pool("zones", 1));
        assertThat(account.run(upsert(id, name))).isEqualTo(new Outcome.Done());
        var fqdn = name + "." + Account.DOMAIN;
        assertThat(values(account.zone, RRType.A)).containsExactly("10.0.3.17");
        assertThat(values(back, RRType.PTR)).containsExactly(fqdn);
        assertThat(values(outside, RRType.A)).containsExactly("198.51.100.7");
        assertThat(values(outside, RRType.AAAA)).containsExactly("2001:db8::17");
        assertThat(values(back6, RRType.PTR)).containsExactly(fqdn);

        assertThat(account.run(delete(id, name))).isEqualTo(new Outcome.Done());
        for (var zone : List.of(account.zone, outside, back, back6)) {
            assertThat(values(zone, RRType.A)).isEmpty();
            assertThat(values(zone, RRType.AAAA)).isEmpty();
            assertThat(values(zone, RRType.PTR)).isEmpty();
        }
        assertThat(account.run(delete(id, name))).isInstanceOf(Outcome.AlreadyDone.class);
    }

    @Test
    void what_another_has_written_there_by_now_stays() {
        var id = new InstanceId("i-0000000000000a002");
        var name = account.claimed(id, 1, Account.pool("theirs", 1));
        account.run(upsert(id, name));
        var others = ResourceRecord.builder().value("another.host.example").build();
        account.clients
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(back)
                        .changeBatch(batch -> batch.changes(change -> change.action(ChangeAction.UPSERT)
                                .resourceRecordSet(set -> set.name("17.3.0.10.in-addr.arpa")
                                        .type(RRType.PTR)
                                        .ttl(60L)
                                        .resourceRecords(others)))));
        assertThat(account.run(delete(id, name))).isEqualTo(new Outcome.Done());
        assertThat(values(back, RRType.PTR)).containsExactly("another.host.example");
        assertThat(values(outside, RRType.A)).isEmpty();
        account.clients
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(back)
                        .changeBatch(batch -> batch.changes(change -> change.action(ChangeAction.DELETE)
                                .resourceRecordSet(set -> set.name("17.3.0.10.in-addr.arpa")
                                        .type(RRType.PTR)
                                        .ttl(60L)
                                        .resourceRecords(others)))));
    }

    @Test
    void a_fault_between_two_zones_leaves_none_out() {
        var id = new InstanceId("i-0000000000000a003");
        var name = account.claimed(id, 1, Account.pool("half", 1));
        account.sim.faults().onNext(3, Fault.ERROR_5XX, "route53", "ChangeResourceRecordSets");
        assertThat(account.run(upsert(id, name))).isEqualTo(new Outcome.Done());
        assertThat(values(back6, RRType.PTR)).containsExactly(name + "." + Account.DOMAIN);
        account.run(delete(id, name));
    }

    @Test
    void a_name_outside_its_zone_is_refused_with_route_53_s_words() {
        var id = new InstanceId("i-0000000000000a004");
        var name = account.claimed(id, 1, Account.pool("stray", 1));
        var stray = new DnsRecord(
                back,
                Type.PTR,
                new Domain("7.100.51.198.in-addr.arpa"),
                name + "." + Account.DOMAIN,
                Duration.ofSeconds(60));
        assertThat(account.run(new Effect.UpsertDns(Account.target(id, 1, "upsert-dns", 1), name, List.of(stray))))
                .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                    assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
                    assertThat(blocked.reason()).contains("is not permitted in zone 10.in-addr.arpa");
                });
    }
}
