package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.awssim.wire.Fault;
import muster.effects.TransientFault;
import muster.schemas.CommandId;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each call that an adapter makes, refused by its service in the service's own words: the outcome names the action and the
 * resource that a permission is missing for, and asks for nothing that was not refused.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RefusedCallsTest {
    private static final Pattern ACTION =
            Pattern.compile("\"((?:dynamodb|ec2|ssm|route53|autoscaling):[A-Z][A-Za-z]+)\"");

    private Account account;

    /**
     * @param action as IAM names it
     * @param name of the call in the API, which is another where IAM looks at each item of a transaction
     * @param resource that the message must name, of the account and the instance
     * @param tried makes the call, and says what came of it
     */
    private record Call(String action, String name, Function<Given, String> resource, Function<Given, String> tried) {
        Call(String action, Function<Given, String> resource, Function<Given, String> tried) {
            this(action, action.substring(action.indexOf(':') + 1), resource, tried);
        }

        String service() {
            return action.substring(0, action.indexOf(':'));
        }

        @Override
        public String toString() {
            return service() + ":" + name;
        }
    }

    /** What a call is tried on. */
    private record Given(Account account, InstanceId instance, Runnable deny) {
        String tried(Effect effect) {
            deny.run();
            return account.run(effect) instanceof Outcome.Blocked(var fault, var reason, var remedy)
                            && fault == Outcome.Fault.SURROUNDINGS
                    ? reason + ": " + remedy
                    : "not refused";
        }

        Effect.Target target(String step) {
            return Account.target(instance, 1, step, 1);
        }

        String checked() {
            deny.run();
            var needs = new AccountCheck.Needs(Set.of(account.zone), Set.of(Account.DOCUMENT));
            return new AccountCheck(account.clients, account.settings)
                    .run(needs).stream().map(AccountCheck.Problem::message).collect(Collectors.joining("\n"));
        }
    }

    static Stream<Call> calls() {
        return Stream.of(
                new Call(
                        "ec2:DescribeInstances",
                        _ -> "*",
                        given -> given.tried(new Effect.DescribeInstance(given.target("describe-instance")))),
                new Call("ec2:CreateTags", RefusedCallsTest::instance, given -> {
                    given.account().claimed(given.instance(), 1, Account.pool("t", 20));
                    return given.tried(
                            new Effect.TagInstance(given.target("tag-instance"), Map.of("Hostname", "a.xnet.example")));
                }),
                new Call(
                        "ssm:DescribeInstanceInformation",
                        _ -> "*",
                        given -> given.tried(new Effect.CheckAgent(given.target("check-agent")))),
                new Call(
                        "ssm:SendCommand",
                        _ -> Account.DOCUMENT,
                        given -> given.tried(given.account().send(given.instance(), 1, 1))),
                new Call("ssm:ListCommands", _ -> "*", RefusedCallsTest::sendingAgain),
                new Call(
                        "ssm:ListCommandInvocations",
                        RefusedCallsTest::instance,
                        given -> given.tried(new Effect.CheckCommand(
                                given.target("check-command"), new CommandId("11111111-2222-3333-4444-555555555555")))),
                new Call("dynamodb:GetItem", _ -> "Instances", RefusedCallsTest::claiming),
                new Call("dynamodb:BatchGetItem", _ -> "Hostnames", RefusedCallsTest::claiming),
                new Call(
                        "dynamodb:UpdateItem",
                        _ -> "Instances",
                        given -> given.tried(given.account().send(given.instance(), 1, 1))),
                new Call(
                        "dynamodb:UpdateItem",
                        "TransactWriteItems",
                        _ -> "Hostnames, Instances",
                        RefusedCallsTest::claiming),
                new Call("route53:ChangeResourceRecordSets", given -> given.account().zone, given -> {
                    var name = given.account().claimed(given.instance(), 1, Account.pool("w", 20));
                    return given.tried(given.account().upsert(given.instance(), 1, name, "10.0.0.7"));
                }),
                new Call("route53:ListResourceRecordSets", given -> given.account().zone, given -> {
                    var name = given.account().claimed(given.instance(), 1, Account.pool("w", 20));
                    return given.tried(given.account().delete(given.instance(), 1, name, "10.0.0.7"));
                }),
                new Call(
                        "autoscaling:CompleteLifecycleAction",
                        _ -> Account.GROUP,
                        given -> given.tried(new Effect.CompleteHook(
                                given.target("answer"),
                                new HookToken("11111111-2222-3333-4444-555555555555"),
                                new HookName("muster-launch"),
                                new GroupName(Account.GROUP),
                                Hook.Result.CONTINUE))),
                new Call(
                        "autoscaling:RecordLifecycleActionHeartbeat",
                        _ -> Account.GROUP,
                        given -> given.tried(new Effect.KeepHook(
                                given.target("beat"),
                                new HookToken("11111111-2222-3333-4444-555555555555"),
                                new HookName("muster-launch"),
                                new GroupName(Account.GROUP)))),
                new Call(
                        "autoscaling:DescribeLifecycleHooks",
                        _ -> "*",
                        given -> given.tried(new Effect.LookUpHook(
                                given.target("beat"),
                                new HookName("muster-launch"),
                                new GroupName("a-group-that-was-not-asked-about")))),
                new Call(
                        "autoscaling:DescribeAutoScalingInstances",
                        _ -> "*",
                        given -> given.tried(new Effect.ReadGroupState(given.target("read-group-state")))),
                new Call("dynamodb:DescribeTable", _ -> "Hostnames", Given::checked),
                new Call("route53:GetHostedZone", given -> given.account().zone, Given::checked),
                new Call("ssm:DescribeDocument", _ -> Account.DOCUMENT, Given::checked));
    }

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

    @ParameterizedTest
    @MethodSource("calls")
    void a_refusal_names_the_action_and_the_resource(Call call) {
        var given = new Given(
                account,
                account.machine(),
                () -> account.sim.faults().always(Fault.ACCESS_DENIED, call.service(), call.name()));
        assertThat(call.tried().apply(given))
                .contains("AccessDenied: the role may not " + call.action() + " on ")
                .contains(call.resource().apply(given))
                .containsAnyOf("grant it", "grant " + call.action() + " on ");
    }

    /** So that a new call cannot be left out here. */
    @Test
    void every_call_of_the_adapters_is_tried_here() throws IOException {
        try (var sources = Files.list(Path.of("src/main/java/muster/effects/aws"))) {
            var made = sources.flatMap(source -> ACTION.matcher(read(source)).results())
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());
            assertThat(calls().map(Call::action)).containsAll(made);
            assertThat(made).hasSizeGreaterThan(10);
        }
    }

    private static String read(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static String instance(Given given) {
        return given.instance().value();
    }

    private static String claiming(Given given) {
        var pool = Account.pool("x" + given.instance().value().substring(10), 3);
        return given.tried(given.account().claim(given.instance(), 1, pool));
    }

    /** The look-up comes only where an earlier delivery has begun. */
    private static String sendingAgain(Given given) {
        var effect = given.account().send(given.instance(), 1, 1);
        given.account().sim.faults().onNext(1, Fault.RESET_BEFORE, "ssm", "SendCommand");
        try {
            given.account().once.execute(effect);
            throw new AssertionError("sent");
        } catch (TransientFault lost) {
            return given.tried(effect);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
