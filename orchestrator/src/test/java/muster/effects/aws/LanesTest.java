package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import muster.awssim.journal.Entry;
import muster.awssim.wire.Fault;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.schemas.DnsRecord;
import muster.schemas.Domain;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.HookName;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.route53.model.ChangeAction;
import software.amazon.awssdk.services.route53.model.RRType;

/** How many calls a storm of effects takes, by the sim's own journal. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Order(Integer.MAX_VALUE - 1)
class LanesTest {
    private static final int STORM = 500;

    private Account account;
    private int numbers = 0xb000;

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
    void a_single_description_is_one_call() {
        var id = account.machine();
        var before = calls("DescribeInstances");
        assertThat(account.run(describe(id))).isInstanceOf(Outcome.Described.class);
        assertThat(calls("DescribeInstances") - before).isEqualTo(1);
    }

    @Test
    void a_storm_is_described_by_a_few_calls_and_each_is_told_of_its_own() {
        var known = account.machine();
        var before = calls("DescribeInstances");
        var outcomes = storm(number -> describe(number == 77 ? known : instance()));
        assertThat(outcomes.get(77)).isInstanceOf(Outcome.Described.class);
        assertThat(outcomes.stream().filter(Outcome.NotShown.class::isInstance)).hasSize(STORM - 1);
        report("DescribeInstances", before);
    }

    @Test
    void a_storm_of_agents_is_asked_for_by_a_few_calls() {
        var known = account.machine();
        var before = calls("DescribeInstanceInformation");
        var outcomes = storm(number -> {
            var id = number == 77 ? known : instance();
            return new Effect.CheckAgent(Account.target(id, 1, "check-agent", 1));
        });
        assertThat(outcomes.get(77)).isInstanceOf(Outcome.AgentOnline.class);
        assertThat(outcomes.stream().filter(Outcome.NotYet.class::isInstance)).hasSize(STORM - 1);
        report("DescribeInstanceInformation", before);
    }

    @Test
    void a_storm_of_group_states_is_asked_for_by_a_few_calls_and_each_is_told_of_its_own() {
        var known = account.machine();
        var before = calls("DescribeAutoScalingInstances");
        var outcomes = storm(number ->
                new Effect.ReadGroupState(Account.target(number == 77 ? known : instance(), 1, "read-group-state", 1)));
        assertThat(outcomes.get(77)).isEqualTo(new Outcome.GroupStateSeen("Pending:Wait"));
        assertThat(outcomes.stream().filter(new Outcome.GroupStateSeen("")::equals))
                .hasSize(STORM - 1);
        report("DescribeAutoScalingInstances", before);
    }

    @Test
    void a_storm_looks_up_its_hook_once() {
        var group = "validator-lanes";
        account.sim.world().createGroup(GroupSpec.named(group).withHook(HookSpec.launching("muster-launch")));
        var before = calls("DescribeLifecycleHooks");
        var outcomes = storm(_ -> new Effect.LookUpHook(
                Account.target(instance(), 1, "beat", 1), new HookName("muster-launch"), new GroupName(group)));
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(Outcome.HookFound.class));
        assertThat(calls("DescribeLifecycleHooks") - before).isLessThanOrEqualTo(2);
    }

    @Test
    void a_storm_of_records_is_written_and_removed_by_a_few_calls_though_one_is_wrong_and_one_not_the_owner() {
        var names = names("lanes");
        var before = calls("ChangeResourceRecordSets");
        var outcomes = storm(number -> switch (number) {
            case 33 -> stray(names.get(number));
            case 44 -> account.upsert(instance(), 1, names.get(number).name(), "10.0.0.44");
            default ->
                account.upsert(names.get(number).id(), 1, names.get(number).name(), "10.0.0.7");
        });
        assertThat(outcomes.get(33)).isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
            assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
            assertThat(blocked.reason()).contains("is not permitted in zone");
        });
        assertThat(outcomes.get(44)).isInstanceOf(Outcome.Fenced.class);
        assertThat(outcomes.stream().filter(new Outcome.Done()::equals)).hasSize(STORM - 2);
        assertThat(written(names.get(0).name())).isEqualTo(1);
        assertThat(written(names.get(33).name())).isZero();
        assertThat(written(names.get(44).name())).isZero();
        report("ChangeResourceRecordSets", before);

        // after a process has died, all come again
        var read = calls("ListResourceRecordSets");
        var again = storm(number -> number == 33 || number == 44
                ? describe(instance())
                : account.upsert(names.get(number).id(), 1, names.get(number).name(), "10.0.0.7"));
        assertThat(again.stream().filter(new Outcome.Done()::equals)).hasSize(STORM - 2);
        assertThat(written(names.get(0).name())).isEqualTo(1);
        report("ListResourceRecordSets", read);

        var changes = calls("ChangeResourceRecordSets");
        var looks = calls("ListResourceRecordSets");
        var removed = storm(number ->
                account.delete(names.get(number).id(), 1, names.get(number).name(), "10.0.0.7"));
        assertThat(removed.stream().filter(new Outcome.Done()::equals)).hasSize(STORM - 2);
        assertThat(removed.get(44)).isInstanceOf(Outcome.AlreadyDone.class);
        // for the two that were never written
        assertThat(calls("ListResourceRecordSets") - looks).isEqualTo(2);
        report("ChangeResourceRecordSets", changes);
    }

    @Test
    void a_name_that_is_another_s_alias_is_told_and_costs_the_others_one_request() {
        var names = names("alias");
        var barred = names.get(5).name();
        account.clients
                .route53()
                .changeResourceRecordSets(request -> request.hostedZoneId(account.zone)
                        .changeBatch(batch -> batch.changes(change -> change.action(ChangeAction.UPSERT)
                                .resourceRecordSet(set -> set.name(barred + "." + Account.DOMAIN)
                                        .type(RRType.CNAME)
                                        .ttl(300L)
                                        .resourceRecords(record -> record.value("elsewhere.example"))))));
        var before = calls("ChangeResourceRecordSets");
        var outcomes = storm(number ->
                account.upsert(names.get(number).id(), 1, names.get(number).name(), "10.0.0.8"));
        assertThat(outcomes.get(5))
                .isInstanceOfSatisfying(
                        Outcome.NameRefused.class,
                        refused -> assertThat(refused.reason())
                                .contains(barred.value(), account.zone, "CNAME elsewhere.example"));
        assertThat(outcomes.stream().filter(new Outcome.Done()::equals)).hasSize(STORM - 1);
        // the first goes alone, the others together, then once more without the one that is named
        assertThat(calls("ChangeResourceRecordSets") - before).isLessThanOrEqualTo(6);
    }

    @Test
    void a_storm_whose_request_is_throttled_is_sent_again_as_one() {
        account.close();
        // whose limits have learnt nothing yet, and learn what the others need not know
        account = new Account();
        var names = names("again");
        account.sim.faults().onNext(2, Fault.THROTTLE, "route53", "ChangeResourceRecordSets");
        var before = calls("ChangeResourceRecordSets");
        var outcomes = storm(number ->
                account.upsert(names.get(number).id(), 1, names.get(number).name(), "10.0.0.8"));
        assertThat(outcomes).containsOnly(new Outcome.Done());
        report("ChangeResourceRecordSets", before);
        account.close();
        account = new Account();
    }

    private record Named(InstanceId id, Hostname name) {}

    private List<Named> names(String prefix) {
        var pool = Account.pool(prefix, STORM);
        var ids = IntStream.range(0, STORM).mapToObj(_ -> instance()).toList();
        var claimed = storm(number -> account.claim(ids.get(number), 1, pool));
        return IntStream.range(0, STORM)
                .mapToObj(number -> {
                    if (claimed.get(number) instanceof Outcome.Claimed(var name)) {
                        return new Named(ids.get(number), name);
                    }
                    throw new AssertionError(claimed.get(number));
                })
                .toList();
    }

    /** A record that its zone does not take. */
    private Effect stray(Named named) {
        var record = new DnsRecord(
                account.zone,
                DnsRecord.Type.A,
                new Domain(named.name() + ".another.example"),
                "10.0.0.33",
                Duration.ofSeconds(60));
        return new Effect.UpsertDns(Account.target(named.id(), 1, "upsert-dns", 1), named.name(), List.of(record));
    }

    /** All at once. */
    private List<Outcome> storm(IntFunction<Effect> effects) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = IntStream.range(0, STORM)
                    .mapToObj(effects)
                    .<Callable<Outcome>>map(effect -> () -> account.effects.execute(effect))
                    .toList();
            var outcomes = new ArrayList<Outcome>();
            for (var outcome : threads.invokeAll(tasks)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private void report(String action, long before) {
        var made = calls(action) - before;
        System.out.printf("%d effects at once: %d calls of %s%n", STORM, made, action);
        assertThat(made).isBetween(2L, 60L);
    }

    private long written(Hostname name) {
        return account.sim.journal().entries("record-upserted").stream()
                .filter((Entry entry) -> entry.text("name").startsWith(name + "."))
                .count();
    }

    private long calls(String action) {
        return account.sim.journal().entries("call").stream()
                .filter((Entry entry) -> entry.text("action").equals(action))
                .count();
    }

    private synchronized InstanceId instance() {
        return new InstanceId("i-%017x".formatted(numbers++));
    }

    private static Effect describe(InstanceId id) {
        return new Effect.DescribeInstance(Account.target(id, 1, "describe-instance", 1));
    }
}
