package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.ResourceRecord;
import software.amazon.awssdk.services.route53.model.ResourceRecordSet;

/** Which record is Muster's: written where none is, changed where it was Muster's, and removed by its own life alone. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordOwnershipTest {
    private static final String OURS = "10.0.0.7";

    private Account account;
    private int number = 0x6000;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    private record Named(InstanceId id, Hostname name) {}

    private Named named(String prefix) {
        var id = new InstanceId("i-%017x".formatted(++number));
        return new Named(id, account.claimed(id, 1, Account.pool(prefix, 1)));
    }

    private DnsRecord record(Hostname name, String value, int ttl) {
        return new DnsRecord(
                account.zone,
                DnsRecord.Type.A,
                new Domain(name + "." + Account.DOMAIN),
                value,
                Duration.ofSeconds(ttl));
    }

    private Effect.UpsertDns upsert(Named it, String value, DnsRecord... replaces) {
        return new Effect.UpsertDns(
                Account.target(it.id(), 1, "upsert-dns", 1),
                it.name(),
                List.of(record(it.name(), value, 60)),
                List.of(replaces));
    }

    private void write(Hostname name, String type, long ttl, String... values) {
        account.clients
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(account.zone)
                        .changeBatch(batch -> batch.changes(change -> change.action(ChangeAction.UPSERT)
                                .resourceRecordSet(set -> set.name(name + "." + Account.DOMAIN)
                                        .type(type)
                                        .ttl(ttl)
                                        .resourceRecords(List.of(values).stream()
                                                .map(value -> ResourceRecord.builder()
                                                        .value(value)
                                                        .build())
                                                .toList())))));
    }

    private List<ResourceRecordSet> sets(Hostname name) {
        return account
                .clients
                .route53()
                .listResourceRecordSets(request -> request.hostedZoneId(account.zone))
                .resourceRecordSets()
                .stream()
                .filter(set -> set.name().equals(name + "." + Account.DOMAIN + "."))
                .toList();
    }

    private long changes() {
        return account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals("ChangeResourceRecordSets"))
                .count();
    }

    @Test
    void a_record_that_is_not_muster_s_is_neither_overwritten_nor_removed() {
        var it = named("foreign");
        write(it.name(), "A", 300, "10.9.9.9");
        assertThat(account.run(upsert(it, OURS)))
                .isInstanceOfSatisfying(
                        Outcome.NameRefused.class,
                        refused -> assertThat(refused.reason())
                                .contains("A foreign-001.xnet.example", account.zone, "10.9.9.9"));
        assertThat(account.run(new Effect.DeleteDns(
                        Account.target(it.id(), 1, "give-back-dns", 1),
                        upsert(it, OURS).records(),
                        it.name().value(),
                        new Generation(1))))
                .isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.address(it.name())).containsExactly("10.9.9.9");
        assertThat(sets(it.name()).getFirst().ttl()).isEqualTo(300);
    }

    @Test
    void a_record_with_muster_s_value_and_another_s_beside_it_is_not_muster_s() {
        var it = named("both");
        write(it.name(), "A", 60, OURS, "10.9.9.9");
        assertThat(account.run(upsert(it, OURS))).isInstanceOf(Outcome.NameRefused.class);
        assertThat(account.address(it.name())).containsExactlyInAnyOrder(OURS, "10.9.9.9");
    }

    @Test
    void a_cname_under_the_name_refuses_it() {
        var it = named("alias");
        write(it.name(), "CNAME", 300, "elsewhere.example");
        assertThat(account.run(upsert(it, OURS)))
                .isInstanceOfSatisfying(
                        Outcome.NameRefused.class,
                        refused -> assertThat(refused.reason()).contains("CNAME elsewhere.example"));
        assertThat(account.address(it.name())).containsExactly("elsewhere.example");
    }

    @Test
    void records_of_other_types_under_the_name_are_no_hindrance_and_stay() {
        var it = named("text");
        write(it.name(), "TXT", 300, "\"somebody's note\"");
        assertThat(account.run(upsert(it, OURS))).isEqualTo(new Outcome.Done());
        assertThat(account.address(it.name())).containsExactlyInAnyOrder(OURS, "\"somebody's note\"");
    }

    @Test
    void a_record_that_says_it_already_is_left_alone() {
        var it = named("same");
        write(it.name(), "A", 60, OURS);
        var before = changes();
        assertThat(account.run(upsert(it, OURS))).isEqualTo(new Outcome.Done());
        // one that was refused
        assertThat(changes() - before).isEqualTo(1);
        assertThat(account.address(it.name())).containsExactly(OURS);
    }

    @Test
    void another_ttl_is_corrected() {
        var it = named("ttl");
        write(it.name(), "A", 300, OURS);
        assertThat(account.run(upsert(it, OURS))).isEqualTo(new Outcome.Done());
        assertThat(sets(it.name()).getFirst().ttl()).isEqualTo(60);
    }

    @Test
    void a_value_that_the_instance_had_before_is_replaced_and_any_other_is_not() {
        var it = named("replaced");
        account.run(upsert(it, "10.0.0.6"));
        assertThat(account.run(upsert(it, OURS))).isInstanceOf(Outcome.NameRefused.class);
        assertThat(account.address(it.name())).containsExactly("10.0.0.6");
        var old = record(it.name(), "10.0.0.6", 60);
        assertThat(account.run(upsert(it, OURS, old))).isEqualTo(new Outcome.Done());
        assertThat(account.address(it.name())).containsExactly(OURS);
        assertThat(account.run(upsert(it, OURS, old))).isEqualTo(new Outcome.Done());
        write(it.name(), "A", 60, "10.9.9.9");
        assertThat(account.run(upsert(it, OURS, old))).isInstanceOf(Outcome.NameRefused.class);
        assertThat(account.address(it.name())).containsExactly("10.9.9.9");
    }

    @Test
    void a_value_of_another_zone_or_type_is_not_one_to_replace() {
        var it = named("elsewhere");
        write(it.name(), "A", 60, "10.0.0.6");
        var elsewhere = new DnsRecord(
                "Z0ELSEWHERE",
                DnsRecord.Type.A,
                new Domain(it.name() + "." + Account.DOMAIN),
                "10.0.0.6",
                Duration.ofSeconds(60));
        assertThat(account.run(upsert(it, OURS, elsewhere))).isInstanceOf(Outcome.NameRefused.class);
    }

    @Test
    void a_record_to_be_replaced_that_is_not_there_is_created() {
        var it = named("gone");
        assertThat(account.run(upsert(it, OURS, record(it.name(), "10.0.0.6", 60))))
                .isEqualTo(new Outcome.Done());
        assertThat(account.address(it.name())).containsExactly(OURS);
    }

    @Test
    void ten_refused_names_do_not_fail_the_other_ninety_of_their_batch() throws Exception {
        var pool = Account.pool("storm", 100);
        var all = IntStream.range(0, 100)
                .mapToObj(_ -> {
                    var id = new InstanceId("i-%017x".formatted(++number));
                    return new Named(id, account.claimed(id, 1, pool));
                })
                .toList();
        for (int i = 0; i < 100; i += 10) {
            write(all.get(i).name(), "A", 300, "10.9.9.9");
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = all.stream()
                    .<Callable<Outcome>>map(it -> () -> account.effects.execute(upsert(it, OURS)))
                    .toList();
            var outcomes = new ArrayList<Outcome>();
            for (var outcome : threads.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
            for (int i = 0; i < 100; i++) {
                if (i % 10 == 0) {
                    assertThat(outcomes.get(i)).isInstanceOf(Outcome.NameRefused.class);
                    assertThat(account.address(all.get(i).name())).containsExactly("10.9.9.9");
                } else {
                    assertThat(outcomes.get(i)).isEqualTo(new Outcome.Done());
                    assertThat(account.address(all.get(i).name())).containsExactly(OURS);
                }
            }
        }
    }

    @Test
    void a_refused_name_whose_life_is_over_is_fenced() {
        var it = named("late");
        var upsert = upsert(it, OURS);
        account.run(account.release(it.id(), 1, it.name()));
        write(it.name(), "A", 300, "10.9.9.9");
        assertThat(account.run(upsert)).isInstanceOf(Outcome.Fenced.class);
        write(it.name(), "A", 60, OURS);
        // also where there is nothing to write
        assertThat(account.run(upsert)).isInstanceOf(Outcome.Fenced.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_late_delete_of_an_older_generation_leaves_the_record_of_the_next_one(boolean closes) {
        var prefix = closes ? "closing" : "plain";
        var it = named(prefix);
        account.run(upsert(it, OURS));
        var records = upsert(it, OURS).records();
        var late = closes
                ? new Effect.DeleteDns(
                        Account.target(it.id(), 1, "give-back-dns", 1),
                        records,
                        it.name().value(),
                        new Generation(1))
                : new Effect.DeleteDns(Account.target(it.id(), 1, "give-back-dns", 1), records);
        assertThat(account.run(late)).isEqualTo(new Outcome.Done());
        account.run(account.release(it.id(), 1, it.name()));
        // the same instance has the same address and, of this pool, the same name
        assertThat(account.claimed(it.id(), 2, Account.pool(prefix, 1))).isEqualTo(it.name());
        assertThat(account.run(account.upsert(it.id(), 2, it.name(), OURS))).isEqualTo(new Outcome.Done());
        assertThat(account.run(late)).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.address(it.name())).containsExactly(OURS);
    }

    @Test
    void a_late_delete_leaves_the_record_of_the_next_owner_that_got_the_same_address() {
        var it = named("reused");
        account.run(upsert(it, OURS));
        var late = new Effect.DeleteDns(
                Account.target(it.id(), 1, "give-back-dns", 1),
                upsert(it, OURS).records(),
                it.name().value(),
                new Generation(1));
        account.run(late);
        account.run(account.release(it.id(), 1, it.name()));
        var next = named("reused");
        account.run(upsert(next, OURS));
        assertThat(account.run(late)).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.address(it.name())).containsExactly(OURS);
    }

    @Test
    void the_delete_of_the_life_itself_is_not_fenced_by_the_name_s_release() {
        var it = named("itself");
        account.run(upsert(it, OURS));
        account.run(account.release(it.id(), 1, it.name()));
        assertThat(account.run(new Effect.DeleteDns(
                        Account.target(it.id(), 1, "give-back-dns", 1),
                        upsert(it, OURS).records(),
                        it.name().value(),
                        new Generation(1))))
                .isEqualTo(new Outcome.Done());
        assertThat(account.address(it.name())).isEmpty();
    }

    @Test
    void what_was_created_while_the_name_was_lost_is_removed_again() {
        var it = named("lost");
        var released = new AtomicBoolean();
        var clients = Stubbed.clients(account.clients, "changeResourceRecordSets", _ -> {
            if (released.compareAndSet(false, true)) {
                account.run(account.release(it.id(), 1, it.name()));
            }
            return Optional.empty();
        });
        try (var paused = account.process(clients)) {
            assertThat(paused.execute(upsert(it, OURS))).isInstanceOf(Outcome.Fenced.class);
        }
        assertThat(account.sim.journal().entries("record-upserted").stream()
                        .filter(entry -> entry.text("name").startsWith(it.name() + ".")))
                .hasSize(1);
        await().untilAsserted(() -> assertThat(account.address(it.name())).isEmpty());
    }

    @Test
    void a_record_that_another_writer_creates_in_between_is_looked_at_again() {
        var it = named("between");
        var written = new AtomicBoolean();
        var clients = Stubbed.clients(account.clients, "changeResourceRecordSets", _ -> {
            if (written.compareAndSet(false, true)) {
                write(it.name(), "A", 300, "10.9.9.9");
            }
            return Optional.empty();
        });
        try (var other = account.process(clients)) {
            // it is created, where its look has found nothing
            assertThat(other.execute(upsert(it, OURS, record(it.name(), "10.0.0.6", 60))))
                    .isInstanceOf(Outcome.NameRefused.class);
        }
        assertThat(account.address(it.name())).containsExactly("10.9.9.9");
    }
}
