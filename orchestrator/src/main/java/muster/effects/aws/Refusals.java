package muster.effects.aws;

import java.util.Locale;
import java.util.function.Supplier;
import muster.effects.TransientFault;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Makes a call, and turns what AWS refuses into {@link TransientFault} or {@link CallRefused} by {@link ErrorCodes}. */
final class Refusals {
    private static final String UNREACHABLE =
            "check the network to the endpoint and the resolution of its name, muster.aws.endpoint and muster.aws.region";

    private Refusals() {}

    /**
     * @param action as IAM names it
     * @throws TransientFault for throttling, faults of the server and broken connections
     * @throws CallRefused for any other answer
     */
    static <T> T call(String action, String resource, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException refused) {
            var meaning = meaning(action.substring(0, action.indexOf(':')), refused);
            if (meaning.passes()) {
                throw new TransientFault(action + ": " + code(refused), meaning.remedy(action, resource), refused);
            }
            throw new CallRefused(meaning, action, resource, code(refused), message(refused), refused);
        } catch (SdkException broken) {
            var words = String.valueOf(broken.getMessage());
            if (words.contains("Unable to load credentials") || words.contains("Failed to load credentials")) {
                throw new CallRefused(Meaning.CREDENTIALS, action, resource, "no credentials", words, broken);
            }
            throw new TransientFault(action + ": " + words, UNREACHABLE, broken);
        }
    }

    private static Meaning meaning(String service, AwsServiceException refused) {
        var meaning = ErrorCodes.of(service, code(refused), refused.statusCode(), message(refused));
        // the call before ours that asks for the role's credentials
        return isOfSts(refused) && !meaning.passes() ? Meaning.CREDENTIALS : meaning;
    }

    private static boolean isOfSts(AwsServiceException refused) {
        var details = refused.awsErrorDetails();
        return details != null
                && details.serviceName() != null
                && details.serviceName().toLowerCase(Locale.ROOT).equals("sts");
    }

    /** Whether a call was refused for its rate, and so had no effect. */
    static boolean isThrottle(TransientFault fault) {
        return fault.getCause() instanceof AwsServiceException refused
                && ErrorCodes.ofAnyService(code(refused), refused.statusCode()) == Meaning.THROTTLED;
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
}
