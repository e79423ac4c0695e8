package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import muster.effects.TransientFault;
import muster.schemas.Effect;
import muster.schemas.Hostname;
import muster.schemas.InstanceId;
import muster.schemas.Outcome;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Every pair of reasons for which DynamoDB may cancel a transaction on a name and an instance. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CancellationTest {
    private static final List<String> CODES = List.of(
            "None",
            "ConditionalCheckFailed",
            "TransactionConflict",
            "ThrottlingError",
            "ProvisionedThroughputExceeded",
            "ItemCollectionSizeLimitExceeded",
            "ValidationError",
            "SomethingThatIsNew");
    private static final List<String> PASSING =
            List.of("TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded");

    private Account account;
    private AwsEffects effects;
    private final ConcurrentLinkedQueue<Pair> injected = new ConcurrentLinkedQueue<>();
    private int number = 0x7000;

    private record Pair(String name, String instance) {
        boolean has(String code) {
            return name.equals(code) || instance.equals(code);
        }

        boolean passes() {
            return Stream.of(name, instance)
                    .allMatch(code -> PASSING.contains(code) || code.equals("None") || isLost(code));
        }

        boolean isOnlyConditions() {
            return Stream.of(name, instance).allMatch(code -> code.equals("None") || isLost(code));
        }

        private static boolean isLost(String code) {
            return code.equals("ConditionalCheckFailed");
        }

        TransactionCanceledException exception() {
            return TransactionCanceledException.builder()
                    .cancellationReasons(reason(name), reason(instance))
                    .awsErrorDetails(AwsErrorDetails.builder()
                            .errorCode("TransactionCanceledException")
                            .errorMessage("Transaction cancelled [" + name + ", " + instance + "]")
                            .build())
                    .statusCode(400)
                    .build();
        }

        private static CancellationReason reason(String code) {
            return CancellationReason.builder()
                    .code(code)
                    .message(code + " of the item")
                    .build();
        }
    }

    static Stream<Pair> pairs() {
        return CODES.stream()
                .flatMap(name -> CODES.stream().map(instance -> new Pair(name, instance)))
                .filter(pair -> !(pair.name().equals("None") && pair.instance().equals("None")));
    }

    /** Those that say nothing of a condition: the truth of the tables stays what it was. */
    static Stream<Pair> pairsWithoutConditions() {
        return pairs().filter(pair -> !pair.has("ConditionalCheckFailed"));
    }

    @BeforeAll
    void open() {
        account = new Account();
        effects = account.process(Stubbed.clients(account.clients, "transactWriteItems", _ -> {
            var next = injected.poll();
            if (next != null) {
                throw next.exception();
            }
            return Optional.empty();
        }));
    }

    @AfterAll
    void close() {
        effects.close();
        account.close();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void only_a_failed_condition_of_the_item_is_lost_and_all_else_is_thrown(Pair pair) {
        var cancellation = Cancellation.of(refused(pair));
        assertThat(cancellation.lost(0)).isEqualTo(pair.name().equals("ConditionalCheckFailed"));
        assertThat(cancellation.lost(1)).isEqualTo(pair.instance().equals("ConditionalCheckFailed"));
        assertThat(cancellation.isConflictAlone(0))
                .isEqualTo(pair.name().equals("TransactionConflict")
                        && pair.instance().equals("None"));
        if (pair.isOnlyConditions()) {
            cancellation.onlyConditions();
        } else {
            assertThatExceptionOfType(RuntimeException.class)
                    .isThrownBy(cancellation::onlyConditions)
                    .satisfies(thrown -> {
                        if (pair.passes()) {
                            assertThat(thrown).isInstanceOf(TransientFault.class);
                        }
                    });
        }
    }

    private static CallRefused refused(Pair pair) {
        try {
            Refusals.call("dynamodb:UpdateItem", "Hostnames, Instances", () -> {
                throw pair.exception();
            });
        } catch (CallRefused refused) {
            return refused;
        }
        throw new AssertionError("not refused");
    }

    @ParameterizedTest
    @MethodSource("pairsWithoutConditions")
    void a_claim_whose_transaction_is_cancelled_takes_one_name_in_the_end_and_never_finds_the_pool_empty(Pair pair) {
        var id = instance();
        var pool = Account.pool("take" + number, 2);
        var claim = account.claim(id, 1, pool);
        injected.add(pair);
        var first = outcome(claim);
        assertPasses(pair, first, Outcome.Claimed.class);
        assertThat(outcome(claim))
                .isInstanceOfSatisfying(Outcome.Claimed.class, claimed -> assertBothSay(id, claimed.hostname(), 1));
        assertThat(Stream.of(pool.name(0), pool.name(1)).filter(account::isHeld))
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("pairsWithoutConditions")
    void a_kept_name_stays_the_instance_s_whatever_cancels_the_transaction(Pair pair) {
        var id = instance();
        var pool = Account.pool("kept" + number, 2);
        var name = account.claimed(id, 1, pool);
        injected.add(pair);
        assertPasses(pair, outcome(account.claim(id, 2, pool)), Outcome.Claimed.class);
        assertThat(outcome(account.claim(id, 2, pool))).isEqualTo(new Outcome.Claimed(name));
        assertBothSay(id, name, 2);
    }

    @ParameterizedTest
    @MethodSource("pairsWithoutConditions")
    void a_release_frees_both_or_neither_whatever_cancels_its_transaction(Pair pair) {
        var id = instance();
        var name = account.claimed(id, 1, Account.pool("free" + number, 1));
        var release = account.release(id, 1, name);
        injected.add(pair);
        var first = outcome(release);
        assertPasses(pair, first, Outcome.Done.class);
        if (!(first instanceof Outcome.Done)) {
            assertBothSay(id, name, 1);
        }
        assertThat(outcome(release)).isInstanceOfAny(Outcome.Done.class, Outcome.AlreadyDone.class);
        assertThat(account.isHeld(name)).isFalse();
        assertThat(account.item("Instances", "Ident", id.value())).doesNotContainKey("Hostname");
    }

    /** The instance's item says another name, so that the stray one is freed by itself. */
    @ParameterizedTest
    @MethodSource("pairsWithoutConditions")
    void a_stray_name_is_freed_in_the_end_whatever_cancels_the_second_transaction(Pair pair) {
        var id = instance();
        var stray = account.claimed(id, 1, Account.pool("stray" + number, 1));
        put("Instances", "Ident", id.value(), Map.of("Hostname", AttributeValue.fromS("another")));
        var release = account.release(id, 1, stray);
        injected.add(new Pair("None", "ConditionalCheckFailed"));
        injected.add(new Pair(pair.name(), "None"));
        var first = outcome(release);
        assertThat(injected).isEmpty();
        assertThat(first).isNotInstanceOf(Outcome.Done.class).isNotInstanceOf(Outcome.AlreadyDone.class);
        assertThat(outcome(release)).isEqualTo(new Outcome.Done());
        assertThat(account.isHeld(stray)).isFalse();
        assertThat(Items.text(account.item("Instances", "Ident", id.value()), "Hostname"))
                .contains("another");
    }

    /** What the effect came to; NotYet for a fault that the runner would retry. */
    private Outcome outcome(Effect effect) {
        try {
            return effects.execute(effect);
        } catch (TransientFault fault) {
            return new Outcome.NotYet(String.valueOf(fault.getMessage()));
        }
    }

    private static void assertPasses(Pair pair, Outcome outcome, Class<? extends Outcome> success) {
        if (pair.passes()) {
            assertThat(outcome).isInstanceOfAny(Outcome.NotYet.class, success);
        } else {
            assertThat(outcome)
                    .isInstanceOfAny(Outcome.NotYet.class, Outcome.Blocked.class)
                    .satisfies(blocked -> {
                        if (blocked instanceof Outcome.Blocked(var fault, var reason, var _)) {
                            assertThat(fault).isEqualTo(Outcome.Fault.REQUEST);
                            assertThat(reason).contains("of the item");
                        }
                    });
        }
    }

    private void assertBothSay(InstanceId id, Hostname name, int generation) {
        var item = account.item("Instances", "Ident", id.value());
        assertThat(Items.text(item, "Hostname")).contains(name.value());
        assertThat(Items.number(item, "Generation")).isEqualTo(generation);
        assertThat(account.attribute(name, "Owner").s()).isEqualTo(id.value());
        assertThat(account.attribute(name, "Generation").n()).isEqualTo("" + generation);
    }

    private void put(String table, String key, String value, Map<String, AttributeValue> attributes) {
        var item = new HashMap<>(account.item(table, key, value));
        item.putAll(attributes);
        account.clients.dynamoDb().putItem(request -> request.tableName(table).item(item));
    }

    private InstanceId instance() {
        return new InstanceId("i-%017x".formatted(++number));
    }
}
