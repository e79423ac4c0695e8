package muster.effects.aws;

import static muster.effects.aws.Meaning.CLOCK;
import static muster.effects.aws.Meaning.CONDITION;
import static muster.effects.aws.Meaning.CREDENTIALS;
import static muster.effects.aws.Meaning.DENIED;
import static muster.effects.aws.Meaning.GONE;
import static muster.effects.aws.Meaning.REQUEST;
import static muster.effects.aws.Meaning.TABLE;
import static muster.effects.aws.Meaning.THROTTLED;
import static muster.effects.aws.Meaning.TRANSIENT;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The one table of AWS's error codes. Sources: the common errors of each API reference; "Error codes for the Amazon EC2 API";
 * AwsErrorCode of the SDK.
 */
final class ErrorCodes {
    private static final String ANY = "";

    /** The last one is DynamoDB Local's. */
    private static final String WRONG_KEY =
            "key element does not match the schema|Missing the key|required keys was not given a value";

    /** Of all services that Muster calls. */
    private static final List<Row> COMMON = Stream.of(
                    rows(ANY, TRANSIENT, "InternalError InternalFailure InternalServerError InternalServerException"),
                    rows(ANY, TRANSIENT, "ServiceUnavailable ServiceUnavailableException RequestTimeout"),
                    rows(ANY, TRANSIENT, "RequestTimeoutException IDPCommunicationError"),
                    rows(ANY, THROTTLED, "Throttling ThrottlingException ThrottledException RequestThrottled"),
                    rows(ANY, THROTTLED, "RequestThrottledException TooManyRequestsException RequestLimitExceeded"),
                    rows(ANY, THROTTLED, "BandwidthLimitExceeded SlowDown"),
                    rows(ANY, DENIED, "AccessDenied AccessDeniedException UnauthorizedOperation NotAuthorized"),
                    rows(ANY, DENIED, "Client.UnauthorizedOperation UnauthorizedAccess"),
                    rows(ANY, CREDENTIALS, "AuthFailure ExpiredToken ExpiredTokenException InvalidClientTokenId"),
                    rows(ANY, CREDENTIALS, "UnrecognizedClientException InvalidAccessKeyId InvalidToken"),
                    rows(ANY, CREDENTIALS, "MissingAuthenticationToken MissingAuthenticationTokenException"),
                    rows(ANY, CREDENTIALS, "IncompleteSignature IncompleteSignatureException SignatureDoesNotMatch"),
                    rows(ANY, CREDENTIALS, "InvalidSignatureException InvalidIdentityToken IDPRejectedClaim"),
                    rows(ANY, CREDENTIALS, "OptInRequired SubscriptionRequiredException PendingVerification Blocked"),
                    rows(ANY, CLOCK, "RequestExpired RequestTimeTooSkewed RequestInTheFuture"),
                    rows(ANY, REQUEST, "ValidationException ValidationError InvalidParameterValue InvalidAction"),
                    rows(ANY, REQUEST, "InvalidParameterCombination InvalidQueryParameter MalformedQueryString"),
                    rows(ANY, REQUEST, "MissingAction MissingParameter"))
            .flatMap(List::stream)
            .toList();

    private static final List<Row> EC2 = Stream.of(
                    rows("ec2", TRANSIENT, "Unavailable ServerInternal"),
                    rows("ec2", THROTTLED, "EC2ThrottledException"),
                    rows("ec2", GONE, "InvalidInstanceID.NotFound"),
                    rows("ec2", REQUEST, "InvalidInstanceID.Malformed InvalidID TagLimitExceeded"))
            .flatMap(List::stream)
            .toList();

    private static final List<Row> SSM = Stream.of(
                    rows("ssm", GONE, "InvalidInstanceId InvocationDoesNotExist InvalidCommandId"),
                    rows(
                            "ssm",
                            REQUEST,
                            "InvalidDocument InvalidDocumentVersion InvalidParameters DuplicateInstanceId"),
                    rows("ssm", REQUEST, "UnsupportedPlatformType MaxDocumentSizeExceeded InvalidFilterKey"),
                    rows("ssm", REQUEST, "InvalidNextToken InvalidRole InvalidNotificationConfig"))
            .flatMap(List::stream)
            .toList();

    /** PriorRequestNotComplete waits for another request: the SDK counts it as throttling, and fewer calls do not help. */
    private static final List<Row> ROUTE53 = Stream.of(
                    rows("route53", TRANSIENT, "PriorRequestNotComplete"),
                    rows("route53", REQUEST, "InvalidChangeBatch InvalidInput NoSuchHostedZone NoSuchHealthCheck"))
            .flatMap(List::stream)
            .toList();

    private static final List<Row> AUTO_SCALING = Stream.of(
                    rows("autoscaling", TRANSIENT, "ResourceContention ResourceContentionFault"),
                    rows("autoscaling", TRANSIENT, "ScalingActivityInProgress ScalingActivityInProgressFault"))
            .flatMap(List::stream)
            .toList();

    /** Its transactions say TransactionInProgressException for a token that is under way. */
    private static final List<Row> DYNAMO_DB = Stream.of(
                    rows("dynamodb", TRANSIENT, "TransactionInProgressException TransactionConflictException"),
                    rows("dynamodb", TRANSIENT, "ReplicatedWriteConflictException ResourceInUseException"),
                    rows("dynamodb", THROTTLED, "ProvisionedThroughputExceededException LimitExceededException"),
                    rows("dynamodb", TABLE, "ResourceNotFoundException TableNotFoundException"),
                    rows("dynamodb", CONDITION, "ConditionalCheckFailedException TransactionCanceledException"),
                    rows("dynamodb", REQUEST, "ItemCollectionSizeLimitExceededException"),
                    rows("dynamodb", REQUEST, "IdempotentParameterMismatchException"))
            .flatMap(List::stream)
            .toList();

    /** Where a code says less than its message does. They go before the codes alone. */
    private static final List<Row> BY_MESSAGE = List.of(
            new Row(ANY, "InvalidSignatureException", "Signature expired|Signature not yet current", CLOCK),
            new Row(ANY, "SignatureDoesNotMatch", "Signature expired|Signature not yet current", CLOCK),
            new Row("dynamodb", "ValidationException", WRONG_KEY, TABLE),
            // Auto Scaling has one code for a hook that was answered or timed out, and for a group, a hook or an
            // instance that does not exist any more
            new Row(
                    "autoscaling",
                    "ValidationError",
                    "No active Lifecycle Action|No Lifecycle Hook|not found|does not exist|not part of Auto Scaling group",
                    GONE));

    private static final List<Row> ROWS = Stream.of(BY_MESSAGE, EC2, SSM, ROUTE53, AUTO_SCALING, DYNAMO_DB, COMMON)
            .flatMap(List::stream)
            .toList();

    /**
     * @param service as IAM names it; empty for each
     * @param message a part of it, as a pattern; empty for any
     */
    record Row(String service, String code, Pattern message, Meaning meaning) {
        Row(String service, String code, String message, Meaning meaning) {
            this(service, code, Pattern.compile(message, Pattern.CASE_INSENSITIVE), meaning);
        }

        private boolean applies(String toService, String toCode, String toMessage) {
            return code.equals(toCode)
                    && (service.equals(ANY) || service.equals(toService))
                    && message.matcher(toMessage).find();
        }
    }

    private ErrorCodes() {}

    private static List<Row> rows(String service, Meaning meaning, String codes) {
        return Stream.of(codes.split(" "))
                .map(code -> new Row(service, code, "", meaning))
                .toList();
    }

    static List<Row> rows() {
        return ROWS;
    }

    /**
     * @param service as IAM names it
     * @param code as AWS gives it
     * @param status of HTTP, which decides where the code is not in the table
     */
    static Meaning of(String service, String code, int status, String message) {
        return ROWS.stream()
                .filter(row -> row.applies(service, code, message))
                .findFirst()
                .map(Row::meaning)
                .orElseGet(() -> byStatus(status));
    }

    /** For a limit, which does not know which service has refused. */
    static Meaning ofAnyService(String code, int status) {
        return ROWS.stream()
                .filter(row ->
                        row.code().equals(code) && row.message().pattern().isEmpty())
                .findFirst()
                .map(Row::meaning)
                .orElseGet(() -> byStatus(status));
    }

    private static Meaning byStatus(int status) {
        return switch (status) {
            case 429 -> THROTTLED;
            case 408 -> TRANSIENT;
            case 401, 403, 407 -> CREDENTIALS;
            default -> status >= 500 ? TRANSIENT : REQUEST;
        };
    }
}
