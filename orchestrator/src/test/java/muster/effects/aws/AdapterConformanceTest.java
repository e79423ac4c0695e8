package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.wire.Fault;
import muster.awssim.world.GroupSpec;
import muster.awssim.world.HookSpec;
import muster.schemas.Effect;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every adapter promises: twice is once, a lost answer is no second effect, and short faults pass. One suite, so that
 * a new adapter cannot promise less.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdapterConformanceTest {
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

    /** One effect ready to be carried out, and how many times the world shows that it took effect. */
    private record Ready(Effect effect, Observation observed) {}

    private interface Observation {
        long count();
    }

    /** Names a call that an adapter makes, for faults, and prepares its effect. */
    private record Adapter(String service, String action, Function<Account, Ready> prepare) {
        @Override
        public String toString() {
            return service + ":" + action;
        }
    }

    static Stream<Adapter> adapters() {
        return Stream.of(
                new Adapter("ec2", "DescribeInstances", AdapterConformanceTest::describing),
                new Adapter("ec2", "CreateTags", AdapterConformanceTest::tagging),
                new Adapter("ssm", "DescribeInstanceInformation", AdapterConformanceTest::checkingTheAgent),
                new Adapter("ssm", "SendCommand", AdapterConformanceTest::sending),
                new Adapter("ssm", "ListCommandInvocations", AdapterConformanceTest::checkingTheCommand),
                new Adapter("dynamodb", "TransactWriteItems", AdapterConformanceTest::claiming),
                new Adapter("dynamodb", "TransactWriteItems", AdapterConformanceTest::releasing),
                new Adapter("route53", "ChangeResourceRecordSets", AdapterConformanceTest::upserting),
                new Adapter("route53", "ChangeResourceRecordSets", AdapterConformanceTest::deleting),
                new Adapter("autoscaling", "CompleteLifecycleAction", AdapterConformanceTest::answering),
                new Adapter("autoscaling", "DescribeLifecycleHooks", AdapterConformanceTest::lookingUp),
                new Adapter("autoscaling", "RecordLifecycleActionHeartbeat", AdapterConformanceTest::keeping),
                new Adapter("autoscaling", "DescribeAutoScalingInstances", AdapterConformanceTest::readingItsState));
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void twice_is_once(Adapter adapter) {
        var ready = adapter.prepare().apply(account);
        assertSucceeded(account.run(ready.effect()));
        assertThat(ready.observed().count()).isEqualTo(1);
        assertSucceeded(account.run(ready.effect()));
        assertThat(ready.observed().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void a_lost_answer_is_no_second_effect(Adapter adapter) {
        var ready = adapter.prepare().apply(account);
        faultOnce(Fault.RESET_AFTER, adapter);
        assertSucceeded(account.run(ready.effect()));
        assertFired(Fault.RESET_AFTER);
        assertThat(ready.observed().count()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void throttling_passes(Adapter adapter) {
        passes(Fault.THROTTLE, adapter);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void a_fault_of_the_server_passes(Adapter adapter) {
        passes(Fault.ERROR_5XX, adapter);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void a_connection_that_breaks_before_the_call_passes(Adapter adapter) {
        passes(Fault.RESET_BEFORE, adapter);
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void a_missing_permission_is_named_and_not_retried(Adapter adapter) {
        var ready = adapter.prepare().apply(account);
        account.sim.faults().always(Fault.ACCESS_DENIED, adapter.service(), adapter.action());
        var before = calls(adapter);
        assertThat(account.run(ready.effect())).isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
            assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
            assertThat(blocked.reason()).startsWith("AccessDenied: the role may not " + adapter.service() + ":");
            assertThat(blocked.remedy()).startsWith("grant " + adapter.service() + ":");
        });
        // at least once and no hot retries
        assertThat(calls(adapter) - before).isEqualTo(1);
    }

    private long calls(Adapter adapter) {
        return account.sim.journal().entries("call").stream()
                .filter(entry -> entry.text("action").equals(adapter.action()))
                .count();
    }

    private void passes(Fault fault, Adapter adapter) {
        var ready = adapter.prepare().apply(account);
        faultOnce(fault, adapter);
        assertSucceeded(account.run(ready.effect()));
        assertFired(fault);
        assertThat(ready.observed().count()).isEqualTo(1);
    }

    private void faultOnce(Fault fault, Adapter adapter) {
        account.sim.faults().onNext(1, fault, adapter.service(), adapter.action());
    }

    private void assertFired(Fault fault) {
        assertThat(account.sim.faults().fired(fault)).as("%s fired", fault).isPositive();
    }

    private static void assertSucceeded(Outcome outcome) {
        assertThat(outcome)
                .isNotInstanceOfAny(
                        Outcome.Failed.class,
                        Outcome.Blocked.class,
                        Outcome.NameRefused.class,
                        Outcome.Fenced.class,
                        Outcome.NotYet.class,
                        Outcome.NotShown.class,
                        Outcome.InstanceGone.class);
    }

    private static Ready describing(Account account) {
        return new Ready(
                new Effect.DescribeInstance(Account.target(account.machine(), 1, "describe-instance", 1)), () -> 1);
    }

    private static Ready checkingTheAgent(Account account) {
        return new Ready(new Effect.CheckAgent(Account.target(account.machine(), 1, "check-agent", 1)), () -> 1);
    }

    private static Ready tagging(Account account) {
        var id = account.machine();
        account.claimed(id, 1, Account.pool("t" + id.value().substring(10), 2));
        return new Ready(
                new Effect.TagInstance(Account.target(id, 1, "tag-instance", 1), Map.of("Hostname", "a.xnet.example")),
                () -> account.tag(id, "Hostname").filter("a.xnet.example"::equals).stream()
                        .count());
    }

    private static Ready sending(Account account) {
        var id = account.machine();
        return new Ready(account.send(id, 1, 1), () -> account.commandsTo(id).size());
    }

    private static Ready checkingTheCommand(Account account) {
        var id = account.machine();
        if (!(account.run(account.send(id, 1, 1)) instanceof Outcome.CommandSent(var command))) {
            throw new AssertionError("not sent");
        }
        return new Ready(new Effect.CheckCommand(Account.target(id, 1, "check-command", 1), command), () -> 1);
    }

    private static Ready claiming(Account account) {
        var id = account.machine();
        var pool = Account.pool("c" + id.value().substring(10), 20);
        return new Ready(
                account.claim(id, 1, pool),
                () -> IntStream.range(0, pool.size())
                        .filter(index -> account.item(
                                        "Hostnames",
                                        "Hostname",
                                        pool.name(index).value())
                                .containsKey("Owner"))
                        .count());
    }

    private static Ready releasing(Account account) {
        var id = account.machine();
        var name = account.claimed(id, 1, Account.pool("r" + id.value().substring(10), 3));
        return new Ready(account.release(id, 1, name), () -> account.isHeld(name) ? 0 : 1);
    }

    private static Ready upserting(Account account) {
        var id = account.machine();
        var name = account.claimed(id, 1, Account.pool("u" + id.value().substring(10), 3));
        return new Ready(
                account.upsert(id, 1, name, "10.0.0.7"),
                () -> account.address(name).size());
    }

    private static Ready deleting(Account account) {
        var id = account.machine();
        var name = account.claimed(id, 1, Account.pool("d" + id.value().substring(10), 3));
        account.run(account.upsert(id, 1, name, "10.0.0.7"));
        return new Ready(
                account.delete(id, 1, name, "10.0.0.7"),
                () -> account.address(name).isEmpty() ? 1 : 0);
    }

    private static Ready answering(Account account) {
        var id = account.machine();
        var token = openHook(account, id);
        return new Ready(
                new Effect.CompleteHook(
                        Account.target(id, 1, "answer", 1),
                        new HookToken(token),
                        new HookName("muster-launch"),
                        new GroupName(Account.GROUP),
                        Hook.Result.CONTINUE),
                () -> account.sim.journal().entries("hook-answered").stream()
                        .filter(entry -> entry.text("token").equals(token))
                        .count());
    }

    /** Of a group of its own, since what is known of one is not asked again. */
    private static Ready lookingUp(Account account) {
        var group = "validator-" + System.nanoTime();
        account.sim.world().createGroup(GroupSpec.named(group).withHook(HookSpec.launching("muster-launch")));
        return new Ready(
                new Effect.LookUpHook(
                        Account.target(new InstanceId("i-00000000000000001"), 1, "beat", 1),
                        new HookName("muster-launch"),
                        new GroupName(group)),
                () -> 1);
    }

    /** A heartbeat may come twice: the hook only waits from the later one on. */
    private static Ready keeping(Account account) {
        var id = account.machine();
        var token = openHook(account, id);
        return new Ready(
                new Effect.KeepHook(
                        Account.target(id, 1, "beat", 1),
                        new HookToken(token),
                        new HookName("muster-launch"),
                        new GroupName(Account.GROUP)),
                () -> Math.min(
                        1,
                        account.sim.journal().entries("heartbeat").stream()
                                .filter(entry -> entry.text("token").equals(token))
                                .count()));
    }

    private static Ready readingItsState(Account account) {
        return new Ready(
                new Effect.ReadGroupState(Account.target(account.machine(), 1, "read-group-state", 1)), () -> 1);
    }

    private static String openHook(Account account, InstanceId id) {
        return account.sim.journal().entries("hook-opened").stream()
                .filter(entry -> entry.instance().equals(id.value()))
                .findFirst()
                .orElseThrow()
                .text("token");
    }
}
