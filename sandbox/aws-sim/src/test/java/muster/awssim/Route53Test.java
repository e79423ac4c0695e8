package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.journal.Entry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.route53.Route53Client;
import software.amazon.awssdk.services.route53.model.Change;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ChangeInfo;
import software.amazon.awssdk.services.route53.model.ChangeStatus;
import software.amazon.awssdk.services.route53.model.HostedZoneAlreadyExistsException;
import software.amazon.awssdk.services.route53.model.InvalidChangeBatchException;
import software.amazon.awssdk.services.route53.model.InvalidInputException;
import software.amazon.awssdk.services.route53.model.NoSuchChangeException;
import software.amazon.awssdk.services.route53.model.NoSuchHostedZoneException;
import software.amazon.awssdk.services.route53.model.PriorRequestNotCompleteException;
import software.amazon.awssdk.services.route53.model.RRType;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

class Route53Test extends SimTest {
    private final Route53Client route53 = clients.route53();
    private final String zone = createZone("Example.internal", "one");

    @Test
    void a_zone_is_created_once_for_a_caller_reference_and_found_by_id_and_name() {
        createZone("zzz.internal", "two");

        assertThat(route53.getHostedZone(request -> request.id(zone))
                        .hostedZone()
                        .name())
                .isEqualTo("example.internal.");
        assertThat(route53.listHostedZones().hostedZones())
                .extracting(one -> one.name())
                .containsExactly("example.internal.", "zzz.internal.");
        assertThat(route53.listHostedZonesByName(request -> request.dnsName("zzz.internal"))
                        .hostedZones())
                .extracting(one -> one.name())
                .containsExactly("zzz.internal.");
        assertThatThrownBy(() -> createZone("other.internal", "one"))
                .isInstanceOf(HostedZoneAlreadyExistsException.class);
        assertThatThrownBy(() -> route53.getHostedZone(request -> request.id("ZNONE")))
                .isInstanceOf(NoSuchHostedZoneException.class);
    }

    @Test
    void an_upsert_writes_and_overwrites_and_the_journal_knows_what_changed() {
        change(upsert("A.Example.internal", "10.0.0.1"));
        change(upsert("a.example.internal.", "10.0.0.1"));
        change(upsert("a.example.internal.", "10.0.0.2"));

        assertThat(names()).contains("a.example.internal. A [10.0.0.2]");
        List<Entry> lines = sim.journal().entries("record-upserted");
        assertThat(lines).extracting(line -> line.field("changed").asBoolean()).containsExactly(true, false, true);
        assertThat(lines).extracting(line -> line.text("name")).containsOnly("a.example.internal.");
        assertThat(lines.getLast().field("previous").path(0).asText()).isEqualTo("10.0.0.1");
        assertThat(sim.journal().entries("call").stream().skip(1))
                .extracting(line -> line.field("effect").asBoolean())
                .containsExactly(true, false, true, false);
    }

    @Test
    void a_batch_takes_effect_whole_or_not_at_all() {
        assertThatThrownBy(() ->
                        change(upsert("a.example.internal", "10.0.0.1"), delete("b.example.internal", "10.0.0.2")))
                .isInstanceOfSatisfying(
                        InvalidChangeBatchException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("[Tried to delete resource record set [name='b.example.internal.', type='A']"
                                        + " but it was not found]"));

        assertThat(sim.journal().entries("record-upserted")).isEmpty();
        assertThat(names()).noneMatch(name -> name.startsWith("a."));
    }

    @Test
    void beside_a_cname_no_other_record_of_its_name_is_taken() {
        change(Change.builder()
                .action(ChangeAction.CREATE)
                .resourceRecordSet(set -> set.name("a.example.internal")
                        .type(RRType.CNAME)
                        .ttl(60L)
                        .resourceRecords(record -> record.value("elsewhere.example.internal")))
                .build());

        assertThatThrownBy(() -> change(upsert("a.example.internal", "10.0.0.1")))
                .isInstanceOfSatisfying(
                        InvalidChangeBatchException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .contains("RRSet of type A with DNS name a.example.internal. is not permitted because a"
                                        + " conflicting RRSet of type CNAME with the same DNS name already exists"));
        change(upsert("b.example.internal", "10.0.0.1"));
    }

    @Test
    void a_cname_next_to_other_records_is_refused_unless_they_go_in_the_same_batch() {
        change(upsert("a.example.internal", "10.0.0.1"));
        Change alias = of(ChangeAction.UPSERT, "a.example.internal", RRType.CNAME, 60, "elsewhere.example.internal");

        assertThatThrownBy(() -> change(alias))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("RRSet of type CNAME with DNS name a.example.internal. is not permitted as it"
                        + " conflicts with other records with the same DNS name in zone example.internal.");
        change(delete("a.example.internal", "10.0.0.1"), alias);

        assertThat(names()).contains("a.example.internal. CNAME [elsewhere.example.internal]");
    }

    @Test
    void a_record_that_exists_is_not_created_again() {
        change(upsert("a.example.internal", "10.0.0.1"));

        assertThatThrownBy(() -> change(of(ChangeAction.CREATE, "a.example.internal", "10.0.0.1")))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("but it already exists");
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 2_147_483_648L})
    void a_ttl_out_of_range_is_refused(long ttl) {
        assertThatThrownBy(() -> change(of(ChangeAction.UPSERT, "a.example.internal", RRType.A, ttl, "10.0.0.1")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tTL");
        change(of(ChangeAction.UPSERT, "a.example.internal", RRType.A, 2_147_483_647L, "10.0.0.1"));
    }

    @Test
    void labels_have_63_and_names_255_characters_at_most() {
        String label = "a".repeat(63);
        change(upsert(label + ".example.internal", "10.0.0.1"));

        assertThatThrownBy(() -> change(upsert("a" + label + ".example.internal", "10.0.0.1")))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("DomainLabelTooLong (Domain label is too long) encountered with 'a" + label);
        assertThatThrownBy(() -> change(upsert((label + ".").repeat(4) + "example.internal", "10.0.0.1")))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("DomainNameTooLong");
        assertThatThrownBy(() -> change(upsert("a..example.internal", "10.0.0.1")))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("DomainLabelEmpty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "2001:db8::1::2", "2001:db8", "2001:db8:0:0:0:0:0:0:1", "g::1"})
    void an_aaaa_record_has_an_ipv6_address(String wrong) {
        change(of(ChangeAction.UPSERT, "a.example.internal", RRType.AAAA, 60, "2001:db8::1001"));
        change(of(ChangeAction.UPSERT, "a.example.internal", RRType.AAAA, 60, "2001:db8:0:0:0:0:0:1"));

        assertThatThrownBy(() -> change(of(ChangeAction.UPSERT, "a.example.internal", RRType.AAAA, 60, wrong)))
                .isInstanceOf(InvalidChangeBatchException.class)
                .hasMessageContaining("AAAARRDATAIllegalIPv6Address");
    }

    @Test
    void a_delete_needs_the_exact_values() {
        change(upsert("a.example.internal", "10.0.0.1"));

        assertThatThrownBy(() -> change(delete("a.example.internal", "10.0.0.2")))
                .hasMessageContaining("but the values provided do not match the current values");
        change(delete("a.example.internal", "10.0.0.1"));

        assertThat(names()).noneMatch(name -> name.startsWith("a."));
        assertThat(sim.journal().entries("record-deleted")).hasSize(1);
    }

    @Test
    void a_create_of_what_is_there_is_refused() {
        change(of(ChangeAction.CREATE, "a.example.internal", "10.0.0.1"));

        assertThatThrownBy(() -> change(of(ChangeAction.CREATE, "a.example.internal", "10.0.0.1")))
                .hasMessageContaining(
                        "Tried to create resource record set [name='a.example.internal.', type='A'] but it already exists");
    }

    @Test
    void names_outside_of_the_zone_bad_values_and_repeated_sets_are_refused() {
        assertThatThrownBy(() -> change(upsert("a.other.internal", "10.0.0.1")))
                .hasMessageContaining(
                        "RRSet with DNS name a.other.internal. is not permitted in zone example.internal.");
        assertThatThrownBy(() -> change(upsert("a.example.internal", "10.0.0.256")))
                .hasMessageContaining("is not a valid IPv4 address");
        assertThatThrownBy(() ->
                        change(upsert("a.example.internal", "10.0.0.1"), upsert("a.example.internal", "10.0.0.2")))
                .hasMessageContaining("invalid set of changes for a resource record set 'A a.example.internal.'");
    }

    @Test
    void a_batch_has_room_for_five_hundred_upserts() {
        Change[] most = IntStream.range(0, 500)
                .mapToObj(i -> upsert("h" + i + ".example.internal", "10.0.0.1"))
                .toArray(Change[]::new);
        Change[] tooMany = IntStream.range(0, 501)
                .mapToObj(i -> upsert("h" + i + ".example.internal", "10.0.0.1"))
                .toArray(Change[]::new);

        assertThatThrownBy(() -> change(tooMany)).isInstanceOf(InvalidChangeBatchException.class);
        change(most);

        assertThat(sim.journal().entries("record-upserted")).hasSize(500);
    }

    @Test
    void the_values_of_a_batch_have_thirty_two_thousand_characters_and_those_of_an_upsert_count_twice() {
        List<String> values =
                IntStream.range(0, 64).mapToObj(i -> "\"%0248d\"".formatted(i)).toList();

        change(text(ChangeAction.UPSERT, values));
        assertThatThrownBy(() -> change(text(ChangeAction.UPSERT, longer(values))))
                .isInstanceOfSatisfying(
                        InvalidChangeBatchException.class,
                        e -> assertThat(e.awsErrorDetails().errorMessage())
                                .isEqualTo("[RDATA character limit of 32000 exceeded.]"));
        change(text(ChangeAction.DELETE, values));
        change(text(ChangeAction.CREATE, longer(values)));
    }

    private static List<String> longer(List<String> values) {
        return Stream.concat(values.stream(), Stream.of("\"one more\"")).toList();
    }

    private static Change text(ChangeAction action, List<String> values) {
        return Change.builder()
                .action(action)
                .resourceRecordSet(set -> set.name("text.example.internal")
                        .type(RRType.TXT)
                        .ttl(60L)
                        .resourceRecords(values.stream()
                                .map(value ->
                                        ResourceRecord.builder().value(value).build())
                                .toList()))
                .build();
    }

    @Test
    void a_change_is_pending_until_it_is_in_sync() {
        ChangeInfo accepted = change(upsert("a.example.internal", "10.0.0.1"));
        assertThat(accepted.status()).isEqualTo(ChangeStatus.PENDING);
        settle();

        assertThat(route53.getChange(request -> request.id(accepted.id()))
                        .changeInfo()
                        .status())
                .isEqualTo(ChangeStatus.INSYNC);
        assertThatThrownBy(() -> route53.getChange(request -> request.id("CNONE")))
                .isInstanceOf(NoSuchChangeException.class);
    }

    @Test
    void a_busy_zone_refuses_the_next_batch_where_that_is_wanted() {
        sim.world().dns().oneBatchAtATime(true);
        change(upsert("a.example.internal", "10.0.0.1"));

        assertThatThrownBy(() -> change(upsert("b.example.internal", "10.0.0.2")))
                .isInstanceOf(PriorRequestNotCompleteException.class);
        clock.advance(Duration.ofSeconds(1));
        change(upsert("b.example.internal", "10.0.0.2"));

        assertThat(sim.journal().entries("record-upserted")).hasSize(2);
    }

    @Test
    void a_start_name_that_is_absent_gives_the_next_one() {
        change(upsert("a.example.internal", "10.0.0.1"), upsert("c.example.internal", "10.0.0.3"));

        assertThat(route53.listResourceRecordSets(request -> request.hostedZoneId(zone)
                                .startRecordName("b.example.internal")
                                .startRecordType(RRType.A)
                                .maxItems("1"))
                        .resourceRecordSets())
                .extracting(ResourceRecordSet::name)
                .containsExactly("c.example.internal.");
    }

    @Test
    void record_sets_come_in_pages_and_in_the_order_of_their_labels_from_the_last_on() {
        change(upsert("b.example.internal", "10.0.0.1"), upsert("z.a.example.internal", "10.0.0.1"));

        assertThat(route53
                        .listResourceRecordSetsPaginator(
                                request -> request.hostedZoneId(zone).maxItems("1"))
                        .resourceRecordSets()
                        .stream()
                        .map(ResourceRecordSet::name)
                        .distinct())
                .containsExactly("example.internal.", "z.a.example.internal.", "b.example.internal.");
    }

    private String createZone(String name, String reference) {
        return route53.createHostedZone(request -> request.name(name).callerReference(reference))
                .hostedZone()
                .id()
                .replace("/hostedzone/", "");
    }

    private ChangeInfo change(Change... changes) {
        return route53.changeResourceRecordSets(
                        request -> request.hostedZoneId(zone).changeBatch(batch -> batch.changes(changes)))
                .changeInfo();
    }

    private static Change upsert(String name, String address) {
        return of(ChangeAction.UPSERT, name, address);
    }

    private static Change delete(String name, String address) {
        return of(ChangeAction.DELETE, name, address);
    }

    private static Change of(ChangeAction action, String name, String address) {
        return of(action, name, RRType.A, 60, address);
    }

    private static Change of(ChangeAction action, String name, RRType type, long ttl, String value) {
        return Change.builder()
                .action(action)
                .resourceRecordSet(set -> set.name(name)
                        .type(type)
                        .ttl(ttl)
                        .resourceRecords(ResourceRecord.builder().value(value).build()))
                .build();
    }

    private List<String> names() {
        return route53.listResourceRecordSets(request -> request.hostedZoneId(zone)).resourceRecordSets().stream()
                .map(set -> set.name() + " " + set.typeAsString() + " "
                        + set.resourceRecords().stream()
                                .map(ResourceRecord::value)
                                .toList())
                .toList();
    }
}
