package muster.awssim.wire;

/**
 * How a service says the errors that any of its calls can meet.
 *
 * @param denied the caller may not do this
 * @param credentials the caller is not who it says, or no longer
 */
public record CommonErrors(AwsError throttled, AwsError internal, AwsError denied, Credentials credentials) {
    private static final String DENIED =
            "User: arn:aws:iam::111122223333:user/simulated is not authorized to perform this action";

    private static final String EXPIRED = "The security token included in the request is expired";
    private static final String INVALID = "The security token included in the request is invalid.";
    private static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    private static final String SKEWED = "The difference between the request time and the current time is too large.";

    /** How a service refuses credentials and clocks. */
    public record Credentials(
            AwsError expiredToken,
            AwsError requestExpired,
            AwsError authFailure,
            AwsError invalidToken,
            AwsError signatureMismatch,
            AwsError timeSkewed) {
        private static Credentials ec2() {
            return new Credentials(
                    new AwsError("RequestExpired", "Request has expired.", 400),
                    new AwsError("RequestExpired", "Request has expired.", 400),
                    new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
                    new AwsError("InvalidClientTokenId", INVALID, 403),
                    new AwsError("SignatureDoesNotMatch", MISMATCH, 403),
                    new AwsError("RequestTimeTooSkewed", SKEWED, 403));
        }

        private static Credentials xml() {
            return new Credentials(
                    new AwsError("ExpiredToken", EXPIRED, 403),
                    new AwsError("RequestExpired", "Request has expired.", 400),
                    new AwsError("InvalidClientTokenId", INVALID, 403),
                    new AwsError("InvalidClientTokenId", INVALID, 403),
                    new AwsError("SignatureDoesNotMatch", MISMATCH, 403),
                    new AwsError("RequestTimeTooSkewed", SKEWED, 403));
        }

        private static Credentials json() {
            return new Credentials(
                    new AwsError("ExpiredTokenException", EXPIRED, 400),
                    new AwsError("RequestExpired", "Request has expired.", 400),
                    new AwsError("UnrecognizedClientException", INVALID, 400),
                    new AwsError("UnrecognizedClientException", INVALID, 400),
                    new AwsError("InvalidSignatureException", MISMATCH, 400),
                    new AwsError("RequestTimeTooSkewed", SKEWED, 400));
        }
    }

    public static CommonErrors ec2() {
        return new CommonErrors(
                new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503),
                new AwsError("InternalError", "An internal error has occurred", 500),
                new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403),
                Credentials.ec2());
    }

    /** Of the other services with XML. */
    public static CommonErrors xml() {
        return new CommonErrors(
                new AwsError("Throttling", "Rate exceeded", 400),
                new AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500),
                new AwsError("AccessDenied", DENIED, 403),
                Credentials.xml());
    }

    public static CommonErrors json(String internalCode) {
        return new CommonErrors(
                new AwsError("ThrottlingException", "Rate exceeded", 400),
                new AwsError(internalCode, "An internal error occurred.", 500),
                new AwsError("AccessDeniedException", DENIED, 400),
                Credentials.json());
    }

    public static CommonErrors dynamoDb() {
        return new CommonErrors(
                new AwsError(
                        "ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded.",
                        400),
                new AwsError(
                        "InternalServerError", "The request processing has failed because of an unknown error.", 500),
                new AwsError("AccessDeniedException", DENIED, 400),
                Credentials.json());
    }
}
