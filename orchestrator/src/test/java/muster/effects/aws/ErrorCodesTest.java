package muster.effects.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import muster.effects.TransientFault;
import muster.schemas.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** Each code that AWS documents for Muster's calls, with what it must be taken for. */
class ErrorCodesTest {
    private static final String EACH_SERVICE = """
            TRANSIENT   500 InternalError
            TRANSIENT   500 InternalFailure
            TRANSIENT   500 InternalServerError
            TRANSIENT   500 InternalServerException
            TRANSIENT   503 ServiceUnavailable
            TRANSIENT   503 ServiceUnavailableException
            TRANSIENT   400 RequestTimeout
            TRANSIENT   400 RequestTimeoutException
            TRANSIENT   400 IDPCommunicationError
            THROTTLED   400 Throttling
            THROTTLED   400 ThrottlingException
            THROTTLED   400 ThrottledException
            THROTTLED   400 RequestThrottled
            THROTTLED   400 RequestThrottledException
            THROTTLED   429 TooManyRequestsException
            THROTTLED   503 RequestLimitExceeded
            THROTTLED   400 BandwidthLimitExceeded
            THROTTLED   503 SlowDown
            DENIED      403 AccessDenied
            DENIED      400 AccessDeniedException
            DENIED      403 UnauthorizedOperation
            DENIED      403 Client.UnauthorizedOperation
            DENIED      403 UnauthorizedAccess
            DENIED      400 NotAuthorized
            CREDENTIALS 401 AuthFailure
            CREDENTIALS 403 ExpiredToken
            CREDENTIALS 400 ExpiredTokenException
            CREDENTIALS 403 InvalidClientTokenId
            CREDENTIALS 400 UnrecognizedClientException
            CREDENTIALS 403 InvalidAccessKeyId
            CREDENTIALS 400 InvalidToken
            CREDENTIALS 403 MissingAuthenticationToken
            CREDENTIALS 400 MissingAuthenticationTokenException
            CREDENTIALS 400 IncompleteSignature
            CREDENTIALS 400 IncompleteSignatureException
            CREDENTIALS 403 SignatureDoesNotMatch
            CREDENTIALS 400 InvalidSignatureException
            CREDENTIALS 400 InvalidIdentityToken
            CREDENTIALS 403 IDPRejectedClaim
            CREDENTIALS 401 OptInRequired
            CREDENTIALS 400 SubscriptionRequiredException
            CREDENTIALS 401 PendingVerification
            CREDENTIALS 400 Blocked
            CLOCK       400 RequestExpired
            CLOCK       403 RequestTimeTooSkewed
            CLOCK       403 RequestInTheFuture
            CLOCK       400 InvalidSignatureException    Signature expired: 20260101T000000Z is now earlier than 20260101T001500Z
            CLOCK       403 SignatureDoesNotMatch        Signature not yet current: 20260101T000000Z
            REQUEST     400 ValidationException          1 validation error detected
            REQUEST     400 InvalidParameterValue
            REQUEST     400 InvalidAction
            REQUEST     400 InvalidParameterCombination
            REQUEST     400 InvalidQueryParameter
            REQUEST     400 MalformedQueryString
            REQUEST     400 MissingAction
            REQUEST     400 MissingParameter
            REQUEST     400 SomethingThatIsNew
            TRANSIENT   500 SomethingThatIsNew
            """;

    private static final String ONE_SERVICE = """
            ec2 TRANSIENT 503 Unavailable
            ec2 TRANSIENT 500 ServerInternal
            ec2 THROTTLED 503 EC2ThrottledException
            ec2 GONE 400 InvalidInstanceID.NotFound       The instance ID 'i-0' does not exist
            ec2 REQUEST 400 InvalidInstanceID.Malformed
            ec2 REQUEST 400 InvalidID
            ec2 REQUEST 400 TagLimitExceeded
            ssm GONE 400 InvalidInstanceId                Instances not in a valid state for account
            ssm GONE 400 InvocationDoesNotExist
            ssm GONE 400 InvalidCommandId
            ssm REQUEST 400 InvalidDocument
            ssm REQUEST 400 InvalidDocumentVersion
            ssm REQUEST 400 InvalidParameters
            ssm REQUEST 400 DuplicateInstanceId
            ssm REQUEST 400 UnsupportedPlatformType
            ssm REQUEST 400 MaxDocumentSizeExceeded
            ssm REQUEST 400 InvalidFilterKey
            ssm REQUEST 400 InvalidNextToken
            ssm REQUEST 400 InvalidRole
            ssm REQUEST 400 InvalidNotificationConfig
            route53 TRANSIENT 400 PriorRequestNotComplete
            route53 REQUEST 400 InvalidChangeBatch
            route53 REQUEST 400 InvalidInput
            route53 REQUEST 404 NoSuchHostedZone
            route53 REQUEST 404 NoSuchHealthCheck
            autoscaling TRANSIENT 500 ResourceContention
            autoscaling TRANSIENT 500 ResourceContentionFault
            autoscaling TRANSIENT 400 ScalingActivityInProgress
            autoscaling TRANSIENT 400 ScalingActivityInProgressFault
            autoscaling GONE 400 ValidationError          No active Lifecycle Action found with instance ID i-0
            autoscaling GONE 400 ValidationError          AutoScalingGroup name not found - AutoScalingGroup 'a' not found
            autoscaling GONE 400 ValidationError          No Lifecycle Hook found with name h
            autoscaling GONE 400 ValidationError          Instance i-0 is not part of Auto Scaling group a
            autoscaling REQUEST 400 ValidationError       1 validation error detected: Value 'x' at 'lifecycleActionToken'
            dynamodb TRANSIENT 400 TransactionInProgressException
            dynamodb TRANSIENT 400 TransactionConflictException
            dynamodb TRANSIENT 400 ReplicatedWriteConflictException
            dynamodb TRANSIENT 400 ResourceInUseException
            dynamodb THROTTLED 400 ProvisionedThroughputExceededException
            dynamodb THROTTLED 400 LimitExceededException
            dynamodb TABLE 400 ResourceNotFoundException  Requested resource not found
            dynamodb TABLE 400 TableNotFoundException
            dynamodb TABLE 400 ValidationException        The provided key element does not match the schema
            dynamodb TABLE 400 ValidationException        One of the required keys was not given a value
            dynamodb CONDITION 400 ConditionalCheckFailedException
            dynamodb CONDITION 400 TransactionCanceledException
            dynamodb REQUEST 400 ItemCollectionSizeLimitExceededException
            dynamodb REQUEST 400 IdempotentParameterMismatchException
            """;

    /** An error, and what it must be taken for. */
    private record Expected(String service, Meaning meaning, int status, String code, String message) {
        static Expected of(String line) {
            var words = line.split("\\s+", 5);
            return new Expected(
                    words[0],
                    Meaning.valueOf(words[1]),
                    Integer.parseInt(words[2]),
                    words[3],
                    words.length > 4 ? words[4] : "");
        }
    }

    static Stream<Expected> errors() {
        var each = Stream.of("ec2", "ssm", "route53", "autoscaling", "dynamodb")
                .flatMap(service -> EACH_SERVICE.lines().map(line -> service + " " + line));
        return Stream.concat(each, ONE_SERVICE.lines()).map(Expected::of);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void an_error_means_what_aws_says(Expected error) {
        assertThat(ErrorCodes.of(error.service(), error.code(), error.status(), error.message()))
                .isEqualTo(error.meaning());
    }

    /** So that no row is added without a line above. */
    @Test
    void every_row_of_the_table_is_tried_here() {
        Set<String> tried = errors().map(Expected::code).collect(Collectors.toSet());
        assertThat(ErrorCodes.rows())
                .hasSizeGreaterThan(90)
                .allSatisfy(row -> assertThat(tried).contains(row.code()));
    }

    @Test
    void a_code_that_is_not_known_goes_by_its_status() {
        assertThat(ErrorCodes.of("ec2", "HTTP 429", 429, "")).isEqualTo(Meaning.THROTTLED);
        assertThat(ErrorCodes.of("ec2", "HTTP 408", 408, "")).isEqualTo(Meaning.TRANSIENT);
        assertThat(ErrorCodes.of("ec2", "HTTP 502", 502, "")).isEqualTo(Meaning.TRANSIENT);
        assertThat(ErrorCodes.of("ec2", "HTTP 403", 403, "")).isEqualTo(Meaning.CREDENTIALS);
        assertThat(ErrorCodes.of("ec2", "HTTP 404", 404, "")).isEqualTo(Meaning.REQUEST);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void a_call_that_meets_an_error_is_retried_or_answered_by_its_meaning(Expected error) {
        var action = error.service() + ":Call";
        var refusal = Stubbed.error(error.code(), error.status(), error.message());
        if (error.meaning().passes()) {
            assertThatExceptionOfType(TransientFault.class)
                    .isThrownBy(() -> fail(action, refusal))
                    .satisfies(fault ->
                            assertThat(Refusals.isThrottle(fault)).isEqualTo(error.meaning() == Meaning.THROTTLED));
            return;
        }
        assertThatExceptionOfType(CallRefused.class)
                .isThrownBy(() -> fail(action, refusal))
                .satisfies(refused -> {
                    assertThat(refused.meaning()).isEqualTo(error.meaning());
                    assertThat(refused.reason()).contains(action, "the resource", error.message());
                });
    }

    @ParameterizedTest
    @EnumSource
    void a_block_is_told_with_a_remedy_and_whose_fault_it_is(Meaning meaning) {
        var refused = new CallRefused(
                meaning, "ec2:CreateTags", "i-0", "Code", "words", new IllegalStateException("AWS said so"));
        var blocked = refused.blocked();
        switch (meaning) {
            case TRANSIENT, THROTTLED, DENIED, CREDENTIALS, CLOCK, TABLE ->
                assertThat(blocked.fault()).isEqualTo(Outcome.Fault.SURROUNDINGS);
            case GONE, CONDITION, REQUEST -> assertThat(blocked.fault()).isEqualTo(Outcome.Fault.REQUEST);
        }
        assertThat(blocked.reason()).contains("ec2:CreateTags", "i-0", "words");
        if (meaning != Meaning.TRANSIENT) {
            assertThat(blocked.remedy()).hasSizeGreaterThan(40).endsWith("; the effect is tried again by itself");
        }
        if (meaning == Meaning.DENIED) {
            assertThat(blocked.remedy()).startsWith("grant ec2:CreateTags on i-0 to the role;");
        }
    }

    @Test
    void no_credentials_at_all_are_a_fault_of_the_surroundings() {
        var none = SdkClientException.create(
                "Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(…)");
        assertThatExceptionOfType(CallRefused.class)
                .isThrownBy(() -> fail("ec2:CreateTags", none))
                .satisfies(refused -> assertThat(refused.meaning()).isEqualTo(Meaning.CREDENTIALS));
    }

    @Test
    void a_denial_of_sts_is_not_a_denial_of_the_call() {
        var denied = Stubbed.error("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
        var ofSts = denied.toBuilder()
                .awsErrorDetails(
                        denied.awsErrorDetails().toBuilder().serviceName("Sts").build())
                .build();
        assertThatExceptionOfType(CallRefused.class)
                .isThrownBy(() -> fail("ec2:CreateTags", ofSts))
                .satisfies(refused -> assertThat(refused.meaning()).isEqualTo(Meaning.CREDENTIALS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Unable to execute HTTP request: nowhere.invalid", "Connection refused", "Read timed out"})
    void a_connection_that_fails_is_retried_and_tells_to_check_the_network(String words) {
        assertThatExceptionOfType(TransientFault.class)
                .isThrownBy(() -> fail("ec2:CreateTags", SdkClientException.create(words)))
                .satisfies(fault -> {
                    assertThat(fault.remedy()).contains("network", "muster.aws.endpoint");
                    assertThat(Refusals.isThrottle(fault)).isFalse();
                });
        assertThatExceptionOfType(TransientFault.class)
                .isThrownBy(() -> fail("ec2:CreateTags", ApiCallAttemptTimeoutException.create(10_000)));
    }

    private static void fail(String action, RuntimeException failure) {
        Refusals.call(action, "the resource", () -> {
            throw failure;
        });
    }
}
