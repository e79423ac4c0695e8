package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import muster.effects.LaneMetrics;
import muster.effects.Retries;
import muster.schemas.CommandId;
import muster.schemas.Effect;
import muster.schemas.Generation;
import muster.schemas.GroupName;
import muster.schemas.Hook;
import muster.schemas.HookName;
import muster.schemas.HookToken;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What says nothing about a machine ends nothing: every effect is blocked, and the block says what to do. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SurroundingsTest {
    private static final InstanceId ID = new InstanceId("i-0123456789abcdef0");
    private static final HookToken TOKEN = new HookToken("11111111-2222-3333-4444-555555555555");
    private static final HookName HOOK = new HookName("muster-launch");
    private static final GroupName GROUP = new GroupName(Account.GROUP);
    private static final Retries.Policy HASTY =
            new Retries.Policy(Duration.ofMillis(50), Duration.ofMillis(1), Duration.ofMillis(2));

    private Account account;

    @BeforeAll
    void open() {
        account = new Account();
    }

    @AfterAll
    void close() {
        account.close();
    }

    private List<Effect> effects() {
        var name = new Hostname("surroundings-001");
        return List.of(
                new Effect.DescribeInstance(target("describe-instance")),
                new Effect.TagInstance(target("tag-instance"), Map.of("Hostname", "a.xnet.example")),
                new Effect.CheckAgent(target("check-agent")),
                account.claim(ID, 1, Account.pool("surroundings", 3)),
                account.release(ID, 1, name),
                account.upsert(ID, 1, name, "10.0.0.1"),
                account.delete(ID, 1, name, "10.0.0.1"),
                new Effect.DeleteDns(target("give-back-dns"), List.of(), name.value(), new Generation(1)),
                account.send(ID, 1, 1),
                new Effect.CheckCommand(target("check-command"), new CommandId("11111111-2222-3333-4444-555555555555")),
                new Effect.CompleteHook(target("answer"), TOKEN, HOOK, GROUP, Hook.Result.CONTINUE),
                new Effect.KeepHook(target("beat"), TOKEN, HOOK, GROUP),
                new Effect.LookUpHook(target("beat"), HOOK, new GroupName("not-looked-up-before")),
                new Effect.ReadGroupState(target("read-group-state")));
    }

    private static Effect.Target target(String step) {
        return Account.target(ID, 1, step, 1);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of("AccessDeniedException", 400, "grant "),
                Arguments.of("UnauthorizedOperation", 403, "grant "),
                Arguments.of("AuthFailure", 401, "check the credentials"),
                Arguments.of("ExpiredToken", 403, "check the credentials"),
                Arguments.of("ExpiredTokenException", 400, "check the credentials"),
                Arguments.of("UnrecognizedClientException", 400, "check the credentials"),
                Arguments.of("InvalidClientTokenId", 403, "check the credentials"),
                Arguments.of("SignatureDoesNotMatch", 403, "check the credentials"),
                Arguments.of("RequestExpired", 400, "correct the clock"),
                Arguments.of("RequestTimeTooSkewed", 403, "correct the clock"));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void a_denial_blocks_every_effect_at_once_with_its_remedy(String code, int status, String remedy) {
        var calls = new AtomicInteger();
        var clients = Stubbed.clients(account.clients, "*", _ -> {
            calls.incrementAndGet();
            throw Stubbed.error(code, status, "in the words of AWS");
        });
        for (var effect : effects()) {
            calls.set(0);
            assertThat(run(clients, account.settings, effect))
                    .as("%s", effect)
                    .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                        assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
                        assertThat(blocked.reason()).contains("in the words of AWS");
                        assertThat(blocked.remedy()).startsWith(remedy).endsWith("is tried again by itself");
                    });
            assertThat(calls).as("calls of %s", effect).hasValue(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "InternalServerError, 500",
        "ServiceUnavailable, 503",
        "ThrottlingException, 400",
        "RequestLimitExceeded, 503",
        "ProvisionedThroughputExceededException, 400"
    })
    void a_fault_that_outlasts_the_patience_blocks_every_effect(String code, int status) {
        var clients = Stubbed.clients(account.clients, "*", _ -> {
            throw Stubbed.error(code, status, "in the words of AWS");
        });
        for (var effect : effects()) {
            assertThat(run(clients, account.settings, effect))
                    .as("%s", effect)
                    .isInstanceOfSatisfying(
                            Outcome.Blocked.class,
                            blocked -> assertThat(blocked.fault())
                                    .isEqualTo(
                                            // a code of DynamoDB alone
                                            code.startsWith("Provisioned")
                                                            && !blocked.reason().startsWith("dynamodb:")
                                                    ? Outcome.Fault.REQUEST
                                                    : Outcome.Fault.SURROUNDINGS));
        }
    }

    @ParameterizedTest
    @CsvSource({"ValidationException, 400", "InvalidParameterValue, 400", "SomethingThatIsNew, 400"})
    void a_request_that_is_wrong_blocks_every_effect_as_such(String code, int status) {
        var clients = Stubbed.clients(account.clients, "*", _ -> {
            throw Stubbed.error(code, status, "in the words of AWS");
        });
        for (var effect : effects()) {
            assertThat(run(clients, account.settings, effect))
                    .as("%s", effect)
                    .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                        assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
                        assertThat(blocked.reason()).contains(code, "in the words of AWS");
                        assertThat(blocked.remedy()).isNotEmpty();
                    });
        }
    }

    @Test
    void missing_credentials_block_every_effect() {
        var clients = Stubbed.clients(account.clients, "*", _ -> {
            throw SdkClientException.create("Unable to load credentials from any of the providers in the chain");
        });
        for (var effect : effects()) {
            assertThat(run(clients, account.settings, effect))
                    .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                        assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
                        assertThat(blocked.remedy()).startsWith("check the credentials");
                    });
        }
    }

    @Test
    void an_endpoint_that_is_not_reached_blocks_every_effect() {
        var nowhere = settings("http://127.0.0.1:1", "Hostnames", "Instances");
        try (var clients = AwsClients.create(nowhere)) {
            for (var effect : effects()) {
                assertThat(run(clients, nowhere, effect))
                        .as("%s", effect)
                        .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                            assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
                            assertThat(blocked.remedy())
                                    .startsWith("check the network")
                                    .contains("muster.aws.endpoint");
                        });
            }
        }
    }

    /** DynamoDB's own answers. */
    @ParameterizedTest
    @CsvSource({"Absent, Instances", "Hostnames, Absent", "Instances, Instances", "Hostnames, Hostnames"})
    void a_table_that_is_absent_or_has_another_key_blocks_what_needs_it(String hostnames, String instances) {
        var wrong = settings(account.settings.endpoint(), hostnames, instances);
        for (var effect : effects()) {
            switch (effect) {
                case Effect.ClaimHostname _, Effect.ReleaseHostname _ ->
                    assertThat(run(account.clients, wrong, effect))
                            .as("%s", effect)
                            .isInstanceOfSatisfying(Outcome.Blocked.class, blocked -> {
                                assertThat(blocked.fault()).as("%s", blocked).isEqualTo(Outcome.Fault.SURROUNDINGS);
                                assertThat(blocked.remedy())
                                        .startsWith("create the table")
                                        .contains("muster.aws.hostnames-table", "muster.aws.instances-table");
                            });
                case Effect.TagInstance _,
                        Effect.DescribeInstance _,
                        Effect.CheckAgent _,
                        Effect.UpsertDns _,
                        Effect.DeleteDns _,
                        Effect.SendCommand _,
                        Effect.CheckCommand _,
                        Effect.CompleteHook _,
                        Effect.KeepHook _,
                        Effect.LookUpHook _,
                        Effect.ReadGroupState _ ->
                    assertThat(run(account.clients, wrong, effect)).isNotInstanceOf(Outcome.Failed.class);
            }
        }
    }

    @Test
    void what_was_blocked_succeeds_once_the_fault_is_over() {
        var id = new InstanceId("i-0123456789abcdef1");
        var claim = account.claim(id, 1, Account.pool("over", 3));
        var denied = Stubbed.clients(account.clients, "transactWriteItems", _ -> {
            throw Stubbed.error("AccessDeniedException", 400, "no");
        });
        assertThat(run(denied, account.settings, claim)).isInstanceOf(Outcome.Blocked.class);
        assertThat(account.run(claim)).isInstanceOf(Outcome.Claimed.class);
    }

    private AwsSettings settings(String endpoint, String hostnames, String instances) {
        var all = account.settings;
        return new AwsSettings(
                all.region(),
                endpoint,
                all.accessKey(),
                all.secretKey(),
                all.callTimeout(),
                all.maxConnections(),
                all.quotaFactor(),
                hostnames,
                instances);
    }

    private static Outcome run(AwsClients clients, AwsSettings settings, Effect effect) {
        try (var adapters = new AwsEffects(clients, settings, Clock.systemUTC(), HASTY, LaneMetrics.NONE)) {
            return new Retries(adapters, Clock.systemUTC(), HASTY).execute(effect);
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }
}
