package muster.awssim.events;

/** {@code arn:aws:sqs:region:account:name}. */
public record QueueArn(String region, String account, String name) {
    public static boolean isOne(String arn) {
        String[] parts = arn.split(":", -1);
        return parts.length == 6
                && parts[0].equals("arn")
                && parts[2].equals("sqs")
                && !parts[3].isEmpty()
                && parts[4].matches("\\d{12}")
                && !parts[5].isEmpty();
    }

    /** @throws IllegalArgumentException when it is not the ARN of a queue */
    public static QueueArn parse(String arn) {
        if (!isOne(arn)) {
            throw new IllegalArgumentException("not the ARN of an SQS queue: " + arn);
        }
        String[] parts = arn.split(":", -1);
        return new QueueArn(parts[3], parts[4], parts[5]);
    }
}
