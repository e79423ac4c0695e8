package muster.awssim.wire;

/** What can go wrong with a call. */
public enum Fault {
    /** Refused with the service's own throttling error; no effect. */
    THROTTLE,
    /** Answered with an internal error; no effect. */
    ERROR_5XX,
    /** The connection is cut; no effect. */
    RESET_BEFORE,
    /** The effect happens, then the connection is cut: the lost answer. */
    RESET_AFTER,
    /** Refused for lack of permission; no effect. */
    ACCESS_DENIED,
    /** The session token of the caller is over; no effect. */
    EXPIRED_TOKEN,
    /** The request was signed too long ago; no effect. */
    REQUEST_EXPIRED,
    /** The credentials could not be validated; no effect. Only EC2 has a code of its own for it. */
    AUTH_FAILURE,
    /** The access key is not known; no effect. */
    INVALID_CLIENT_TOKEN,
    /** The signature is not that of the request; no effect. */
    SIGNATURE_MISMATCH,
    /** The caller's clock is off by more than AWS allows; no effect. */
    REQUEST_TIME_SKEWED,
    /** TransactWriteItems is cancelled because one item was throttled; no effect on other calls. */
    TRANSACTION_THROTTLED,
    /** TransactWriteItems is cancelled because one item's table has no throughput left; no effect on other calls. */
    TRANSACTION_THROUGHPUT_EXCEEDED,
    /** TransactWriteItems is cancelled because another one holds an item; no effect on other calls. */
    TRANSACTION_CONFLICT,
    /** TransactWriteItems is cancelled because one item's expression is not valid; no effect on other calls. */
    TRANSACTION_INVALID,
    /** TransactWriteItems is cancelled because a collection of items would grow too large; no effect on other calls. */
    TRANSACTION_COLLECTION_LIMIT,
    /** A transaction with this token is under way; only for TransactWriteItems. */
    TRANSACTION_IN_PROGRESS,
    /** BatchGetItem leaves a share of the keys unprocessed; see {@link Faults#unprocessedShare}. No effect on other calls. */
    UNPROCESSED_KEYS,
    /** The table that the call names is not there; only for DynamoDB. */
    TABLE_MISSING,
    /** The hook that the call would answer or keep times out right before; no effect on other calls. */
    HOOK_EXPIRED,
    /** Instances that are younger than some time are not known yet; see {@link Faults#notFoundYet}. */
    NOT_FOUND_YET
}
