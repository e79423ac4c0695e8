package muster.effects.aws;

import java.util.Map;
import java.util.Optional;

/**
 * Token buckets that AWS publishes for the calls that the adapters make, per account and region; those of Route 53 per
 * account. None is published for Systems Manager, for Auto Scaling and for DynamoDB's on-demand tables: those are learnt.
 *
 * <p>Sources: "Request throttling for the Amazon EC2 API" (non-mutating actions that are filtered; CreateTags); "Throttling API
 * requests" of the Route 53 developer guide.
 */
final class Quotas {
    /** What Route 53 counts beside the requests: 2 for an UPSERT, 1 for a CREATE or a DELETE. */
    static final Quota CHANGES = new Quota("route53:changes", 1500, 100);

    private static final Quota ROUTE53 = new Quota("route53", 50, 10);

    private static final Map<String, Quota> PUBLISHED = Map.of(
            "ec2:DescribeInstances",
            new Quota("ec2:DescribeInstances", 100, 20),
            "ec2:CreateTags",
            new Quota("ec2:CreateTags", 100, 10),
            "route53:ChangeResourceRecordSets",
            ROUTE53,
            "route53:ListResourceRecordSets",
            ROUTE53);

    /**
     * @param name of the bucket; calls may share one
     * @param burst tokens at most
     * @param rate tokens a second
     */
    record Quota(String name, double burst, double rate) {}

    private Quotas() {}

    /** @param action as IAM names it */
    static Optional<Quota> of(String action) {
        return Optional.ofNullable(PUBLISHED.get(action));
    }

    /**
     * What an API without a published quota takes a second at the very least. DynamoDB's on-demand tables begin at 4,000 writes a
     * second and throttle a partition, not us; of the others none that we call is known to take less than ten.
     *
     * @param action as IAM names it
     */
    static double least(String action) {
        return action.startsWith("dynamodb:") ? 100 : 10;
    }
}
