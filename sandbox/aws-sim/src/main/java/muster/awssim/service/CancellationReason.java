package muster.awssim.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import muster.awssim.base.Json;
import muster.awssim.wire.Fault;

/** Why DynamoDB cancels a transaction: the reason of one of its items. */
record CancellationReason(String code, String message) {
    static Optional<CancellationReason> of(Fault fault) {
        return switch (fault) {
            case TRANSACTION_THROTTLED ->
                reason(
                        "ThrottlingError",
                        "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling"
                                + " your table or index so please try again shortly.");
            case TRANSACTION_THROUGHPUT_EXCEEDED ->
                reason(
                        "ProvisionedThroughputExceeded",
                        "The level of configured provisioned throughput for the table was exceeded. Consider increasing"
                                + " your provisioning level with the UpdateTable API.");
            case TRANSACTION_CONFLICT -> reason("TransactionConflict", "Transaction is ongoing for the item");
            case TRANSACTION_INVALID ->
                reason(
                        "ValidationError",
                        "The provided expression refers to an attribute that does not exist in the item");
            case TRANSACTION_COLLECTION_LIMIT -> reason("ItemCollectionSizeLimitExceeded", "Collection size exceeded.");
            case THROTTLE,
                    ERROR_5XX,
                    RESET_BEFORE,
                    RESET_AFTER,
                    ACCESS_DENIED,
                    EXPIRED_TOKEN,
                    REQUEST_EXPIRED,
                    AUTH_FAILURE,
                    INVALID_CLIENT_TOKEN,
                    SIGNATURE_MISMATCH,
                    REQUEST_TIME_SKEWED,
                    TRANSACTION_IN_PROGRESS,
                    UNPROCESSED_KEYS,
                    TABLE_MISSING,
                    HOOK_EXPIRED,
                    NOT_FOUND_YET -> Optional.empty();
        };
    }

    private static Optional<CancellationReason> reason(String code, String message) {
        return Optional.of(new CancellationReason(code, message));
    }

    /** The body of TransactionCanceledException, where one item has this reason and the others have None. */
    ObjectNode cancelled(int items, int index) {
        int blamed = Math.clamp(index, 0, Math.max(0, items - 1));
        ObjectNode body = Json.object().put("__type", "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
        ArrayNode reasons = body.putArray("CancellationReasons");
        for (int i = 0; i < items; i++) {
            ObjectNode reason = reasons.addObject().put("Code", i == blamed ? code : "None");
            if (i == blamed) {
                reason.put("Message", message);
            }
        }
        String codes = IntStream.range(0, items)
                .mapToObj(i -> i == blamed ? code : "None")
                .collect(Collectors.joining(", "));
        return body.put(
                "Message",
                "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codes + "]");
    }
}
