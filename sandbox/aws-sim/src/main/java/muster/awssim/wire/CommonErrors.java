package muster.awssim.wire;

/** How a service says the errors that any of its calls can meet. */
public record CommonErrors(AwsError throttled, AwsError internal, AwsError denied) {
    private static final String DENIED =
            "User: arn:aws:iam::111122223333:user/simulated is not authorized to perform this action";

    public static CommonErrors ec2() {
        return new CommonErrors(
                new AwsError("RequestLimitExceeded", "Request limit exceeded.", 503),
                new AwsError("InternalError", "An internal error has occurred", 500),
                new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403));
    }

    /** Of the other services with XML. */
    public static CommonErrors xml() {
        return new CommonErrors(
                new AwsError("Throttling", "Rate exceeded", 400),
                new AwsError("InternalFailure", "The request processing has failed because of an unknown error.", 500),
                new AwsError("AccessDenied", DENIED, 403));
    }

    public static CommonErrors json(String internalCode) {
        return new CommonErrors(
                new AwsError("ThrottlingException", "Rate exceeded", 400),
                new AwsError(internalCode, "An internal error occurred.", 500),
                new AwsError("AccessDeniedException", DENIED, 400));
    }

    public static CommonErrors dynamoDb() {
        return new CommonErrors(
                new AwsError(
                        "ProvisionedThroughputExceededException",
                        "The level of configured provisioned throughput for the table was exceeded.",
                        400),
                new AwsError(
                        "InternalServerError", "The request processing has failed because of an unknown error.", 500),
                new AwsError("AccessDeniedException", DENIED, 400));
    }
}
