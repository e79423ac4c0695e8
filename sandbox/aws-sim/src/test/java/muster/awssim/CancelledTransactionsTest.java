package muster.awssim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import muster.awssim.wire.Fault;
import muster.awssim.wire.Faults;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionInProgressException;

/** Faults inside a transaction. No database stands behind. */
class CancelledTransactionsTest extends SimTest {
    private final DynamoDbClient dynamoDb = clients.dynamoDb();

    @ParameterizedTest
    @CsvSource({
        "TRANSACTION_THROTTLED,           ThrottlingError",
        "TRANSACTION_THROUGHPUT_EXCEEDED, ProvisionedThroughputExceeded",
        "TRANSACTION_CONFLICT,            TransactionConflict",
        "TRANSACTION_INVALID,             ValidationError",
        "TRANSACTION_COLLECTION_LIMIT,    ItemCollectionSizeLimitExceeded"
    })
    void one_item_has_the_reason_and_the_others_have_none(Fault fault, String code) {
        sim.faults().cancelItem(1).onNext(1, fault, "dynamodb", "TransactWriteItems");

        assertThatThrownBy(this::transact).isInstanceOfSatisfying(TransactionCanceledException.class, e -> {
            assertThat(e.cancellationReasons())
                    .extracting(CancellationReason::code)
                    .containsExactly("None", code, "None");
            assertThat(e.cancellationReasons().get(1).message()).isNotBlank();
            assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("Transaction cancelled, please refer cancellation reasons for specific reasons [None, "
                            + code + ", None]");
            assertThat(e.statusCode()).isEqualTo(400);
            // the SDK does not take it for throttling, whatever the reason is
            assertThat(e.isThrottlingException()).isFalse();
        });
        assertThat(sim.journal().entries("call").getLast().text("errorCode")).isEqualTo("TransactionCanceledException");
        assertThat(sim.journal().entries("call").getLast().text("fault")).isEqualTo(fault.name());
    }

    @Test
    void a_transaction_of_the_same_token_may_be_in_progress() {
        sim.faults().onNext(1, Fault.TRANSACTION_IN_PROGRESS, "dynamodb", "TransactWriteItems");

        assertThatThrownBy(this::transact).isInstanceOf(TransactionInProgressException.class);
    }

    @Test
    void a_table_is_missing_for_a_time() {
        sim.faults()
                .during(Duration.ofMinutes(10), Fault.TABLE_MISSING, "dynamodb", Faults.ANY)
                .always(Fault.ACCESS_DENIED, "dynamodb", Faults.ANY);
        clock.advance(Duration.ofMinutes(9));
        assertThatThrownBy(this::get).isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(this::transact).isInstanceOf(ResourceNotFoundException.class);

        clock.advance(Duration.ofMinutes(1));

        assertThatThrownBy(this::get).hasMessageContaining("not authorized");
    }

    private void get() {
        dynamoDb.getItem(request -> request.tableName("Hostnames").key(Map.of("Hostname", text("a"))));
    }

    private void transact() {
        dynamoDb.transactWriteItems(request -> request.transactItems(put("a"), put("b"), put("c")));
    }

    private static TransactWriteItem put(String name) {
        return TransactWriteItem.builder()
                .put(put -> put.tableName("Hostnames").item(Map.of("Hostname", text(name))))
                .build();
    }

    private static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }
}
