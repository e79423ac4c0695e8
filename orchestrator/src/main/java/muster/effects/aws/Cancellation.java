package muster.effects.aws;

import java.util.List;
import java.util.Optional;
import muster.effects.TransientFault;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Why DynamoDB has cancelled a transaction, item by item. Only {@code ConditionalCheckFailed} of an item says that its
 * condition does not hold; every other code says nothing of the kind, and {@code None} only that no error was reported for
 * that item. The one place that reads these codes.
 */
final class Cancellation {
    private final CallRefused refused;
    private final List<Reason> reasons;

    /** @param words of DynamoDB; empty where it gives none */
    private record Reason(Kind kind, String code, String words) {
        static Reason of(CancellationReason reason) {
            var code = Optional.ofNullable(reason.code()).orElse("None");
            return new Reason(
                    Kind.of(code), code, Optional.ofNullable(reason.message()).orElse(""));
        }
    }

    private enum Kind {
        NONE,
        /** The condition does not hold. */
        LOST,
        /** Another transaction or write is at the item. */
        CONFLICT,
        THROTTLED,
        /** The write itself is wrong, or the code is not known. */
        INVALID;

        static Kind of(String code) {
            return switch (code) {
                case "None" -> NONE;
                case "ConditionalCheckFailed" -> LOST;
                case "TransactionConflict" -> CONFLICT;
                case "ThrottlingError", "ProvisionedThroughputExceeded", "RequestLimitExceeded" -> THROTTLED;
                // among them ItemCollectionSizeLimitExceeded and ValidationError
                default -> INVALID;
            };
        }
    }

    private Cancellation(CallRefused refused, List<Reason> reasons) {
        this.refused = refused;
        this.reasons = reasons;
    }

    /** @throws CallRefused what was given, where it is not the cancellation of a transaction */
    static Cancellation of(CallRefused refused) {
        if (refused.getCause() instanceof TransactionCanceledException canceled) {
            return new Cancellation(
                    refused,
                    canceled.cancellationReasons().stream().map(Reason::of).toList());
        }
        throw refused;
    }

    /** Whether the condition of an item does not hold, by its place in the transaction. */
    boolean lost(int item) {
        return item < reasons.size() && reasons.get(item).kind() == Kind.LOST;
    }

    /** Whether another writer is at an item and nothing else stands in the way. */
    boolean isConflictAlone(int item) {
        return item < reasons.size()
                && reasons.get(item).kind() == Kind.CONFLICT
                && reasons.stream().filter(reason -> reason.kind() != Kind.NONE).count() == 1;
    }

    /**
     * Passes where each item was written or lost its condition: then the caller knows all that there is to know.
     *
     * @throws TransientFault for throttling and conflicts
     * @throws CallRefused for anything else
     */
    void onlyConditions() {
        for (var reason : reasons) {
            switch (reason.kind()) {
                case NONE, LOST -> {}
                case CONFLICT, THROTTLED ->
                    throw new TransientFault(
                            "dynamodb:TransactWriteItems: " + reason.code(),
                            reason.kind() == Kind.CONFLICT
                                    ? ""
                                    : "DynamoDB throttles the table: it passes by itself; where it lasts, raise its"
                                            + " write capacity",
                            refused);
                case INVALID -> throw invalid(reason);
            }
        }
        if (reasons.stream().allMatch(reason -> reason.kind() == Kind.NONE)) {
            throw new TransientFault("dynamodb:TransactWriteItems: cancelled without a reason", "", refused);
        }
    }

    /** A key of another name is what a table of the wrong form answers. */
    private CallRefused invalid(Reason reason) {
        var words = reason.code() + ": " + reason.words();
        return ErrorCodes.of("dynamodb", "ValidationException", 400, reason.words()) == Meaning.TABLE
                ? refused.as(Meaning.TABLE, words)
                : refused.as(Meaning.REQUEST, words);
    }
}
