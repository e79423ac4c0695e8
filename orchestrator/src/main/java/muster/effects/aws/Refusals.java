package muster.effects.aws;

import java.util.Set;
import java.util.function.Supplier;
import muster.effects.TransientFault;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;

/** The one place that tells which refusals of AWS pass by themselves and which do not. */
final class Refusals {
    /** Codes that the SDK does not count as throttling, or that ask for patience in other words. */
    private static final Set<String> PASSING = Set.of(
            "PriorRequestNotComplete",
            "TransactionInProgressException",
            "TransactionConflictException",
            "InternalServerError",
            "ServiceUnavailable",
            "ResourceContention",
            "ResourceContentionFault",
            "RequestLimitExceeded",
            "Throttling",
            "ThrottlingException");

    private static final Set<String> THROTTLES = Set.of("RequestLimitExceeded", "Throttling", "ThrottlingException");

    private static final Set<String> WAITS_FOR_ANOTHER =
            Set.of("PriorRequestNotComplete", "TransactionInProgressException");

    private static final Set<String> FORBIDDEN = Set.of(
            "AccessDenied",
            "AccessDeniedException",
            "UnauthorizedOperation",
            "AuthFailure",
            "Client.UnauthorizedOperation");

    private Refusals() {}

    /**
     * @param action as IAM names it
     * @throws TransientFault for throttling, faults of the server and broken connections
     * @throws PermanentFault where the role may not call this
     * @throws AwsServiceException any other refusal, for the adapter to understand
     */
    static <T> T call(String action, String resource, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException refused) {
            var code = code(refused);
            if (refused.isThrottlingException() || refused.statusCode() >= 500 || PASSING.contains(code)) {
                throw new TransientFault(action + ": " + code, refused);
            }
            if (FORBIDDEN.contains(code)) {
                throw new PermanentFault(action, resource);
            }
            throw refused;
        } catch (SdkClientException broken) {
            throw new TransientFault(action + ": " + broken.getMessage(), broken);
        } catch (SdkException other) {
            throw new TransientFault(action + ": " + other.getMessage(), other);
        }
    }

    /**
     * Whether a call was refused for its rate. The SDK also counts the two that wait for another request among those:
     * going slower would not help them.
     */
    static boolean isThrottle(TransientFault fault) {
        return fault.getCause() instanceof AwsServiceException refused
                && (refused.isThrottlingException() || THROTTLES.contains(code(refused)))
                && !WAITS_FOR_ANOTHER.contains(code(refused));
    }

    static String code(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorCode() == null ? "HTTP " + refused.statusCode() : details.errorCode();
    }

    static String message(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorMessage() == null
                ? String.valueOf(refused.getMessage())
                : details.errorMessage();
    }

    /** The action is not allowed: trying again at once is pointless. */
    static final class PermanentFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String denial;

        PermanentFault(String action, String resource) {
            this("AccessDenied: the role may not " + action + " on " + resource);
        }

        private PermanentFault(String denial) {
            super(denial + "; grant it and the effect is tried again");
            this.denial = denial;
        }

        /** The action and the resource, without what to do. */
        String denial() {
            return denial;
        }
    }
}
