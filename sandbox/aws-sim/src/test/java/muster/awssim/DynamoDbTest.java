package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.base.Json;
import muster.awssim.journal.Entry;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import muster.platform.EmbeddedDynamoDb;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** aws-sim between the SDK and DynamoDB Local. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DynamoDbTest {
    private static final String TABLE = "Hostnames";

    private final EmbeddedDynamoDb database = EmbeddedDynamoDb.started();
    private AwsSim sim = start();
    private Clients clients = new Clients(sim.endpoint());
    private DynamoDbClient dynamoDb = clients.dynamoDb();

    private AwsSim start() {
        return AwsSim.start(SimConfig.defaults().withDynamoDb(database.endpoint()));
    }

    @BeforeEach
    void a_table() {
        dynamoDb.createTable(request -> request.tableName(TABLE)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(
                        attribute -> attribute.attributeName("Hostname").attributeType(ScalarAttributeType.S))
                .keySchema(key -> key.attributeName("Hostname").keyType(KeyType.HASH)));
    }

    @AfterEach
    void a_new_simulation() {
        dynamoDb.deleteTable(request -> request.tableName(TABLE));
        clients.close();
        sim.close();
        sim = start();
        clients = new Clients(sim.endpoint());
        dynamoDb = clients.dynamoDb();
    }

    @AfterAll
    void stop() {
        clients.close();
        sim.close();
        database.close();
    }

    @Test
    void a_put_is_passed_on_and_its_item_is_written_down_in_plain_json() {
        dynamoDb.putItem(request -> request.tableName(TABLE)
                .item(Map.of(
                        "Hostname", text("a"),
                        "Exists", AttributeValue.fromBool(false),
                        "Generation", AttributeValue.fromN("3"),
                        "Share", AttributeValue.fromN("0.5"),
                        "Names", AttributeValue.fromL(List.of(text("x"), AttributeValue.fromNul(true))))));

        assertThat(dynamoDb.getItem(request -> request.tableName(TABLE).key(Map.of("Hostname", text("a"))))
                        .item())
                .containsEntry("Generation", AttributeValue.fromN("3"));
        assertThat(writes()).singleElement().satisfies(line -> {
            assertThat(line.text("operation")).isEqualTo("put");
            assertThat(line.text("table")).isEqualTo(TABLE);
            assertThat(line.field("tableKey").asBoolean()).isTrue();
            assertThat(line.field("key")).isEqualTo(Json.of(Map.of("Hostname", "a")));
            assertThat(line.field("item").path("Exists").isBoolean()).isTrue();
            assertThat(line.field("item").path("Generation").isIntegralNumber()).isTrue();
            assertThat(line.field("item").path("Share").decimalValue()).isEqualByComparingTo("0.5");
            assertThat(line.field("item").path("Names").toString()).isEqualTo("[\"x\",null]");
            assertThat(line.text("requestId")).isNotBlank();
        });
    }

    @Test
    void an_update_that_its_condition_refuses_writes_nothing() {
        claim("a", "i-1");

        assertThatThrownBy(() -> claim("a", "i-2")).isInstanceOf(ConditionalCheckFailedException.class);

        assertThat(writes()).singleElement().satisfies(line -> {
            assertThat(line.text("operation")).isEqualTo("update");
            assertThat(line.field("key").path("Hostname").asText()).isEqualTo("a");
            assertThat(line.field("values").path(":me").asText()).isEqualTo("i-1");
            assertThat(line.field("names").path("#owner").asText()).isEqualTo("Owner");
            assertThat(line.text("update")).isEqualTo("SET #owner = :me");
            assertThat(line.text("condition")).isEqualTo("attribute_not_exists(#owner) OR #owner = :me");
        });
        Entry refused = sim.journal().entries("call").getLast();
        assertThat(refused.text("outcome")).isEqualTo("refused");
        assertThat(refused.text("errorCode")).isEqualTo("ConditionalCheckFailedException");
        assertThat(refused.field("effect").asBoolean()).isFalse();
    }

    @Test
    void a_batch_of_reads_leaves_a_share_of_its_keys_unprocessed() {
        List.of("a", "b", "c", "d").forEach(name -> claim(name, "i-1"));
        sim.faults().unprocessedShare(0.25).onNext(1, Fault.UNPROCESSED_KEYS, "dynamodb", "BatchGetItem");

        var answer = dynamoDb.batchGetItem(request -> request.requestItems(Map.of(TABLE, keys("a", "b", "c", "d"))));

        assertThat(answer.responses().getOrDefault(TABLE, List.of())).hasSize(3);
        assertThat(answer.unprocessedKeys().getOrDefault(TABLE, keys()).keys())
                .containsExactly(Map.of("Hostname", text("d")));
        var rest = dynamoDb.batchGetItem(request -> request.requestItems(answer.unprocessedKeys()));
        assertThat(rest.responses().getOrDefault(TABLE, List.of())).hasSize(1);
        assertThat(rest.unprocessedKeys()).isEmpty();
    }

    @Test
    void a_batch_of_reads_may_answer_nothing() {
        claim("a", "i-1");
        sim.faults().onNext(1, Fault.UNPROCESSED_KEYS, "dynamodb", "BatchGetItem");

        var answer = dynamoDb.batchGetItem(request -> request.requestItems(Map.of(TABLE, keys("a"))));

        assertThat(answer.responses()).isEmpty();
        assertThat(answer.unprocessedKeys().getOrDefault(TABLE, keys()).keys()).hasSize(1);
    }

    private static KeysAndAttributes keys(String... names) {
        return KeysAndAttributes.builder()
                .keys(Stream.of(names)
                        .map(name -> Map.of("Hostname", text(name)))
                        .toList())
                .build();
    }

    @Test
    void the_reasons_of_a_transaction_touch_no_other_call() {
        sim.faults().always(Fault.TRANSACTION_CONFLICT, "dynamodb", Faults.ANY);

        claim("a", "i-1");

        assertThat(writes()).hasSize(1);
    }

    @Test
    void each_item_of_a_transaction_has_a_line_and_a_check_has_none() {
        transact("token-1", "a", "b");

        assertThat(writes())
                .extracting(line -> line.text("operation") + " "
                        + line.field("key").path("Hostname").asText())
                .containsExactly("put a", "update b", "delete c");
        assertThat(writes()).extracting(line -> line.text("transaction")).containsOnly("token-1");
    }

    @Test
    void a_transaction_that_is_cancelled_writes_nothing() {
        dynamoDb.putItem(request -> request.tableName(TABLE).item(Map.of("Hostname", text("check"))));

        assertThatThrownBy(() -> transact("token-2", "a", "b")).isInstanceOf(TransactionCanceledException.class);

        assertThat(writes()).hasSize(1);
        assertThat(sim.journal().entries("call").getLast().text("errorCode")).isEqualTo("TransactionCanceledException");
    }

    @Test
    void a_transaction_whose_answer_was_lost_is_repeated_without_a_second_effect() {
        sim.faults().onCall(1, Fault.RESET_AFTER, "dynamodb", "TransactWriteItems");

        assertThatThrownBy(() -> transact("token-3", "a", "b")).isInstanceOf(SdkClientException.class);
        transact("token-3", "a", "b");

        assertThat(writes()).hasSize(3);
        assertThat(sim.journal().entries("call"))
                .filteredOn(line -> line.text("action").equals("TransactWriteItems"))
                .extracting(line ->
                        line.text("outcome") + " " + line.field("effect").asBoolean())
                .containsExactly("fault true", "ok false");
    }

    @Test
    void a_cut_before_the_effect_never_reaches_the_table() {
        sim.faults().onCall(1, Fault.RESET_BEFORE, "dynamodb", "PutItem");

        assertThatThrownBy(() ->
                        dynamoDb.putItem(request -> request.tableName(TABLE).item(Map.of("Hostname", text("a")))))
                .isInstanceOf(SdkClientException.class);

        assertThat(dynamoDb.scan(request -> request.tableName(TABLE)).items()).isEmpty();
        assertThat(writes()).isEmpty();
    }

    @Test
    void a_batch_of_puts_and_deletes_has_a_line_for_each() {
        dynamoDb.batchWriteItem(request -> request.requestItems(Map.of(
                TABLE,
                List.of(
                        WriteRequest.builder()
                                .putRequest(put -> put.item(Map.of("Hostname", text("a"))))
                                .build(),
                        WriteRequest.builder()
                                .deleteRequest(delete -> delete.key(Map.of("Hostname", text("b"))))
                                .build()))));

        assertThat(writes())
                .extracting(line -> line.text("operation") + " "
                        + line.field("key").path("Hostname").asText())
                .containsExactlyInAnyOrder("put a", "delete b");
    }

    @Test
    void the_key_of_a_table_that_was_made_elsewhere_is_looked_up() {
        clients.close();
        sim.close();
        sim = start();
        clients = new Clients(sim.endpoint());
        dynamoDb = clients.dynamoDb();

        dynamoDb.putItem(request -> request.tableName(TABLE).item(Map.of("Hostname", text("a"), "X", text("y"))));

        assertThat(writes().getFirst().field("key")).isEqualTo(Json.of(Map.of("Hostname", "a")));
    }

    @Test
    void the_order_of_the_journal_is_the_order_of_the_effects() {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            IntStream.range(0, 12).forEach(i -> callers.execute(() -> claimAndRelease("i-" + i, 40)));
        }

        List<String> story = writes().stream()
                .map(line -> line.text("update") + " "
                        + line.field("values").path(":me").asText())
                .toList();

        assertThat(story).hasSizeGreaterThan(20);
        for (int i = 0; i < story.size(); i += 2) {
            String owner = story.get(i).replace("SET Held = :me ", "");
            assertThat(story.subList(i, i + 2))
                    .as("the claim and the release at %d", i)
                    .containsExactly("SET Held = :me " + owner, "REMOVE Held " + owner);
        }
    }

    private void claimAndRelease(String owner, int times) {
        for (int i = 0; i < times; i++) {
            try {
                update(owner, "SET Held = :me", "attribute_not_exists(Held) AND :me = :me");
                update(owner, "REMOVE Held", "Held = :me");
            } catch (ConditionalCheckFailedException _) {
                // somebody else holds it just now
            }
        }
    }

    private void update(String owner, String expression, String condition) {
        dynamoDb.updateItem(request -> request.tableName(TABLE)
                .key(Map.of("Hostname", text("a")))
                .updateExpression(expression)
                .conditionExpression(condition)
                .expressionAttributeValues(Map.of(":me", text(owner))));
    }

    @Test
    void a_database_that_does_not_answer_is_an_internal_error() {
        try (AwsSim alone = AwsSim.start(SimConfig.defaults());
                Clients lonely = new Clients(alone.endpoint())) {
            assertThatThrownBy(() -> lonely.dynamoDb().listTables())
                    .isInstanceOfSatisfying(
                            AwsServiceException.class,
                            e -> assertThat(e.statusCode()).isEqualTo(500));
        }
    }

    private void claim(String hostname, String owner) {
        dynamoDb.updateItem(request -> request.tableName(TABLE)
                .key(Map.of("Hostname", text(hostname)))
                .updateExpression("SET #owner = :me")
                .conditionExpression("attribute_not_exists(#owner) OR #owner = :me")
                .expressionAttributeNames(Map.of("#owner", "Owner"))
                .expressionAttributeValues(Map.of(":me", text(owner))));
    }

    /** The database remembers a token for ten minutes, so each test has its own. */
    private void transact(String token, String put, String update) {
        dynamoDb.transactWriteItems(request -> request.clientRequestToken(token)
                .transactItems(
                        TransactWriteItem.builder()
                                .put(item -> item.tableName(TABLE).item(Map.of("Hostname", text(put))))
                                .build(),
                        TransactWriteItem.builder()
                                .update(item -> item.tableName(TABLE)
                                        .key(Map.of("Hostname", text(update)))
                                        .updateExpression("SET Generation = :g")
                                        .expressionAttributeValues(Map.of(":g", AttributeValue.fromN("1"))))
                                .build(),
                        TransactWriteItem.builder()
                                .delete(item -> item.tableName(TABLE).key(Map.of("Hostname", text("c"))))
                                .build(),
                        TransactWriteItem.builder()
                                .conditionCheck(item -> item.tableName(TABLE)
                                        .key(Map.of("Hostname", text("check")))
                                        .conditionExpression("attribute_not_exists(Hostname)"))
                                .build()));
    }

    private List<Entry> writes() {
        return sim.journal().entries("table-write");
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
