package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import muster.awssim.wire.Fault;
import muster.schemas.CommandId;
import muster.schemas.DnsRecord;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.Hostname;
import muster.schemas.HostnamePool;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What stops an effect whose time is over, or that another process carries out at the same time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FencesTest {
    private static final InstanceId A = new InstanceId("i-0000000000000000a");
    private static final InstanceId B = new InstanceId("i-0000000000000000b");

    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    @AfterEach
    void calm() {
        account.sim.faults().clear();
    }

    @Test
    void forty_claims_at_once_on_fifty_names_are_forty_names() throws Exception {
        var pool = Account.pool("many", 50);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var claims = IntStream.range(0, 40)
                    .<Callable<Outcome>>mapToObj(
                            number -> () -> account.effects.execute(account.claim(instance(0x100 + number), 1, pool)))
                    .toList();
            var names = new HashSet<Hostname>();
            for (var claim : threads.invokeAll(claims)) {
                assertThat(claim.get()).isInstanceOfSatisfying(Outcome.Claimed.class, it -> names.add(it.hostname()));
            }
            assertThat(names).hasSize(40);
        }
    }

    @Test
    void one_effect_carried_out_by_two_processes_at_once_takes_one_name() throws Exception {
        var pool = Account.pool("twin", 50);
        var claim = account.claim(instance(0x200), 1, pool);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var names = new HashSet<Outcome>();
            for (var each : threads.invokeAll(
                    Collections.<Callable<Outcome>>nCopies(8, () -> account.effects.execute(claim)))) {
                names.add(each.get());
            }
            assertThat(names).hasSize(1);
        }
        assertThat(IntStream.range(0, 50)
                        .filter(index -> account.isHeld(pool.name(index)))
                        .count())
                .isEqualTo(1);
    }

    @Test
    void an_empty_pool_is_a_wait_and_no_failure() {
        var pool = Account.pool("tiny", 1);
        var name = account.claimed(A, 1, pool);
        assertThat(account.run(account.claim(B, 1, pool))).isInstanceOf(Outcome.NoFreeName.class);
        account.run(account.release(A, 1, name));
        assertThat(account.run(account.claim(B, 1, pool))).isEqualTo(new Outcome.Claimed(name));
    }

    @Test
    void a_late_release_does_not_touch_the_next_owner() {
        var pool = Account.pool("next", 1);
        var name = account.claimed(instance(0x301), 1, pool);
        account.run(account.release(instance(0x301), 1, name));
        account.claimed(instance(0x302), 1, pool);
        assertThat(account.run(account.release(instance(0x301), 1, name))).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.attribute(name, "Owner").s())
                .isEqualTo(instance(0x302).value());
    }

    @Test
    void a_late_release_of_an_older_generation_does_not_free_the_next() {
        var pool = Account.pool("gen", 1);
        var id = instance(0x311);
        var name = account.claimed(id, 1, pool);
        account.run(account.release(id, 1, name));
        account.claimed(id, 2, pool);
        assertThat(account.run(account.release(id, 1, name))).isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.isHeld(name)).isTrue();
    }

    @Test
    void a_claim_that_comes_again_after_its_release_takes_no_second_name() {
        var pool = Account.pool("again", 5);
        var id = instance(0x321);
        var name = account.claimed(id, 1, pool);
        account.run(account.release(id, 1, name));
        assertThat(account.run(account.claim(id, 1, pool))).isInstanceOf(Outcome.Fenced.class);
        assertThat(IntStream.range(0, 5)
                        .filter(index -> account.isHeld(pool.name(index)))
                        .count())
                .isZero();
    }

    @Test
    void a_tag_of_an_earlier_generation_does_not_overwrite_that_of_the_next() {
        var pool = Account.pool("tag", 5);
        var id = account.machine();
        var first = account.claimed(id, 1, pool);
        var late = new Effect.TagInstance(Account.target(id, 1, "tag-instance", 1), Map.of("Hostname", first.value()));
        assertThat(account.run(late)).isEqualTo(new Outcome.Done());
        account.run(account.release(id, 1, first));
        assertThat(account.run(late)).isInstanceOf(Outcome.Fenced.class);

        var second = account.claimed(id, 2, pool);
        var tag = new Effect.TagInstance(Account.target(id, 2, "tag-instance", 1), Map.of("Hostname", second.value()));
        assertThat(account.run(tag)).isEqualTo(new Outcome.Done());
        assertThat(account.run(late)).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.tag(id, "Hostname")).contains(second.value());
    }

    @Test
    void a_name_that_is_kept_moves_to_the_next_generation() {
        var pool = Account.pool("keep", 5);
        var id = instance(0x331);
        var name = account.claimed(id, 1, pool);
        assertThat(account.run(account.claim(id, 2, pool))).isEqualTo(new Outcome.Claimed(name));
        assertThat(account.run(account.claim(id, 1, pool))).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.attribute(name, "Generation").n()).isEqualTo("2");
    }

    @Test
    void a_released_name_rests_before_it_is_given_again() {
        var pool = new HostnamePool("rest-%03d", 1, 1, Account.DOMAIN, Duration.ofMinutes(2));
        var name = account.claimed(instance(0x341), 1, pool);
        account.run(new Effect.ReleaseHostname(
                Account.target(instance(0x341), 1, "give-back-hostname", 1), name, new Generation(1), pool.rest()));
        assertThat(account.run(account.claim(instance(0x342), 1, pool))).isInstanceOf(Outcome.NoFreeName.class);
    }

    @Test
    void a_name_that_an_operator_has_taken_out_is_not_given_and_not_changed() {
        var item = Map.of(
                "Hostname", AttributeValue.fromS("out-001"),
                "Exists", AttributeValue.fromBool(true),
                "Note", AttributeValue.fromS("its rack is being moved"));
        account.clients
                .dynamoDb()
                .putItem(request -> request.tableName("Hostnames").item(item));
        var pool = Account.pool("out", 2);
        assertThat(account.claimed(instance(0x3a1), 1, pool)).hasToString("out-002");
        assertThat(account.run(account.claim(instance(0x3a2), 1, pool))).isInstanceOf(Outcome.NoFreeName.class);
        assertThat(account.item("Hostnames", "Hostname", "out-001")).isEqualTo(item);
    }

    @Test
    void names_that_users_have_seeded_are_given_and_keep_their_look() {
        account.clients
                .dynamoDb()
                .putItem(request -> request.tableName("Hostnames")
                        .item(Map.of(
                                "Hostname",
                                AttributeValue.fromS("seed-001"),
                                "Exists",
                                AttributeValue.fromBool(false))));
        var name = account.claimed(instance(0x351), 1, Account.pool("seed", 1));
        assertThat(account.attribute(name, "Exists").bool()).isTrue();
        account.run(account.release(instance(0x351), 1, name));
        assertThat(account.attribute(name, "Exists").bool()).isFalse();
    }

    @Test
    void a_late_upsert_is_stopped_once_the_name_is_another_s() {
        var pool = Account.pool("dns", 1);
        var name = account.claimed(instance(0x361), 1, pool);
        account.run(account.release(instance(0x361), 1, name));
        account.claimed(instance(0x362), 1, pool);
        account.run(account.upsert(instance(0x362), 1, name, "10.0.0.2"));
        assertThat(account.run(account.upsert(instance(0x361), 1, name, "10.0.0.1")))
                .isInstanceOf(Outcome.Fenced.class);
        assertThat(account.run(account.delete(instance(0x361), 1, name, "10.0.0.1")))
                .isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.address(name)).containsExactly("10.0.0.2");
    }

    @Test
    void an_upsert_that_comes_between_the_removal_of_its_record_and_the_release_of_its_name_is_stopped() {
        var id = instance(0x3b1);
        var name = account.claimed(id, 1, Account.pool("leaving", 1));
        var upsert = account.upsert(id, 1, name, "10.0.0.3");
        assertThat(account.run(upsert)).isEqualTo(new Outcome.Done());
        var delete = new Effect.DeleteDns(
                Account.target(id, 1, "give-back-dns", 1), upsert.records(), name.value(), new Generation(1));
        assertThat(account.run(delete)).isEqualTo(new Outcome.Done());
        // of a process that was paused for a while
        assertThat(account.run(upsert)).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.address(name)).isEmpty();
        account.run(account.release(id, 1, name));
        assertThat(account.run(delete)).isInstanceOf(Outcome.AlreadyDone.class);
        var next = instance(0x3b2);
        assertThat(account.claimed(next, 1, Account.pool("leaving", 1))).isEqualTo(name);
        assertThat(account.run(account.upsert(next, 1, name, "10.0.0.4"))).isEqualTo(new Outcome.Done());
    }

    @Test
    void a_delete_of_an_absent_record_does_not_touch_the_next_one() {
        var name = account.claimed(instance(0x371), 1, Account.pool("zzz", 1));
        account.run(account.upsert(instance(0x371), 1, name, "10.0.0.3"));
        assertThat(account.run(account.delete(instance(0x372), 1, new Hostname("zzy-001"), "10.0.0.3")))
                .isInstanceOf(Outcome.AlreadyDone.class);
        assertThat(account.address(name)).containsExactly("10.0.0.3");
    }

    @Test
    void a_zone_that_does_not_exist_is_named() {
        var name = account.claimed(instance(0x381), 1, Account.pool("nozone", 1));
        var upsert = account.upsert(instance(0x381), 1, name, "10.0.0.4");
        var elsewhere = new DnsRecord(
                "Z0NOWHERE", DnsRecord.Type.A, upsert.records().getFirst().name(), "10.0.0.4", Duration.ofSeconds(60));
        assertThat(account.run(new Effect.UpsertDns(upsert.target(), name, List.of(elsewhere))))
                .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                    assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
                    assertThat(blocked.reason()).isEqualTo("there is no hosted zone Z0NOWHERE in this account");
                    assertThat(blocked.remedy()).startsWith("correct dns.zone of the lifecycle");
                });
    }

    @Test
    void a_command_whose_answer_was_lost_is_found_by_its_comment() {
        var id = account.machine();
        account.sim.faults().onNext(1, Fault.RESET_AFTER, "ssm", "SendCommand");
        var outcome = account.run(account.send(id, 1, 1));
        assertThat(account.commandsTo(id)).hasSize(1);
        assertThat(outcome)
                .isEqualTo(new Outcome.CommandSent(
                        new CommandId(account.commandsTo(id).getFirst())));
    }

    @Test
    void a_command_of_a_later_round_or_generation_supersedes() {
        var id = account.machine();
        account.run(account.send(id, 1, 1));
        account.run(account.send(id, 1, 2));
        account.run(account.send(id, 2, 1));
        assertThat(account.commandsTo(id)).hasSize(3);
        assertThat(account.run(account.send(id, 1, 1))).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.run(account.send(id, 1, 2))).isInstanceOf(Outcome.Fenced.class);
        assertThat(account.commandsTo(id)).hasSize(3);
    }

    @Test
    void an_agent_that_is_not_there_yet_is_waited_for() {
        var id = instance(0x391);
        assertThat(account.run(new Effect.CheckAgent(Account.target(id, 1, "check-agent", 1))))
                .isInstanceOf(Outcome.NotYet.class);
        assertThat(account.run(account.send(id, 1, 1))).isInstanceOf(Outcome.NotYet.class);
        assertThat(account.run(new Effect.DescribeInstance(Account.target(id, 1, "describe-instance", 1))))
                .isInstanceOf(Outcome.NotShown.class);
    }

    @Test
    void a_document_that_does_not_exist_is_named() {
        var id = account.machine();
        var effect = new Effect.SendCommand(Account.target(id, 1, "run-command", 1), "muster-nothing", Map.of());
        assertThat(account.run(effect)).isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
            assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
            assertThat(blocked.reason()).startsWith("there is no SSM document muster-nothing in this region");
            assertThat(blocked.remedy()).startsWith("create it");
        });
    }

    private static InstanceId instance(int number) {
        return new InstanceId("i-%017x".formatted(number));
    }
}
