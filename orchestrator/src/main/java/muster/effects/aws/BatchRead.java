package muster.effects.aws;

import static muster.effects.aws.Items.text;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntConsumer;
import muster.effects.Retries;
import muster.effects.TransientFault;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

/**
 * Consistent reads of many items by BatchGetItem. DynamoDB leaves keys unprocessed when the table is throttled, and wants
 * exponential backoff then; the SDK's paginator would ask for them again at once.
 */
final class BatchRead {
    /** The most that one BatchGetItem takes (DynamoDB API reference). */
    static final int KEYS_AT_ONCE = 100;

    /** About four seconds of pauses on average. */
    private static final int MOST_PAUSES = 8;

    private static final Retries.Policy BACKOFF =
            new Retries.Policy(Duration.ofSeconds(8), Duration.ofMillis(50), Duration.ofSeconds(2));

    private final String table;
    private final String key;
    private final Function<BatchGetItemRequest, BatchGetItemResponse> ask;
    private final IntConsumer pause;

    /**
     * @param key the table's, a string
     * @param ask makes one call
     */
    BatchRead(String table, String key, Function<BatchGetItemRequest, BatchGetItemResponse> ask) {
        this(table, key, ask, fault -> Retries.pause(BACKOFF, fault));
    }

    /** @param pause rests after a call that left keys out, given how many such calls came before it in a row */
    BatchRead(String table, String key, Function<BatchGetItemRequest, BatchGetItemResponse> ask, IntConsumer pause) {
        this.table = table;
        this.key = key;
        this.ask = ask;
        this.pause = pause;
    }

    /**
     * The items of those keys that have one.
     *
     * @throws TransientFault when DynamoDB has left out keys too often
     */
    List<Map<String, AttributeValue>> read(List<String> wanted) {
        var found = new ArrayList<Map<String, AttributeValue>>();
        for (int from = 0; from < wanted.size(); from += KEYS_AT_ONCE) {
            readBatch(wanted.subList(from, Math.min(wanted.size(), from + KEYS_AT_ONCE)), found);
        }
        return found;
    }

    private void readBatch(List<String> values, List<Map<String, AttributeValue>> found) {
        var keys = values.stream().map(value -> Map.of(key, text(value))).toList();
        var left = Map.of(
                table,
                KeysAndAttributes.builder().keys(keys).consistentRead(true).build());
        for (int fault = 0; !left.isEmpty(); fault++) {
            if (fault > 0) {
                rest(fault - 1);
            }
            var wanted = left;
            var answer =
                    ask.apply(BatchGetItemRequest.builder().requestItems(wanted).build());
            found.addAll(answer.responses().getOrDefault(table, List.of()));
            left = answer.unprocessedKeys();
        }
    }

    private void rest(int fault) {
        if (fault >= MOST_PAUSES) {
            throw new TransientFault(
                    "dynamodb:BatchGetItem on " + table + ": keys were left unprocessed " + (fault + 1) + " times",
                    "DynamoDB throttles the table: it passes by itself; where it lasts, raise its read capacity");
        }
        pause.accept(fault);
    }
}
