package muster.awssim.quota;

import static muster.awssim.quota.Counts.CHANGES;
import static muster.awssim.quota.Counts.INSTANCES;
import static muster.awssim.quota.Counts.REQUESTS;
import static muster.awssim.quota.Counts.REQUESTS_OF_SERVICE;
import static muster.awssim.quota.Counts.UNFILTERED_REQUESTS;

import java.util.List;
import java.util.stream.Stream;

/** The numbers, service by service, as the documentation had them in 2026. */
final class AwsQuotas {
    static final Quotas TABLE = new Quotas(Stream.of(ec2(), route53(), ssm(), autoScaling())
            .flatMap(List::stream)
            .toList());

    private AwsQuotas() {}

    /**
     * Per account and region, and per action: the categories say how large the bucket of each of their actions is. Source:
     * Amazon EC2 Developer Guide, "Request throttling for the Amazon EC2 API"
     * (docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html), "Request token bucket sizes and refill rates" and
     * "Resource token bucket sizes and refill rates".
     */
    private static List<Quota> ec2() {
        return List.of(
                // the actions with numbers of their own, which that page calls uncategorized
                ec2("CreateTags", REQUESTS, 100, 10),
                ec2("DeleteTags", REQUESTS, 100, 10),
                ec2("RunInstances", REQUESTS, 5, 2),
                ec2("StartInstances", REQUESTS, 5, 2),
                ec2("TerminateInstances", REQUESTS, 100, 5),
                ec2("DescribeInstances", UNFILTERED_REQUESTS, 50, 10),
                // non-mutating, then mutating
                ec2("Describe*", REQUESTS, 100, 20),
                ec2("Get*", REQUESTS, 100, 20),
                ec2(Quota.ANY, REQUESTS, 50, 5),
                ec2("RunInstances", INSTANCES, 1000, 2),
                ec2("StartInstances", INSTANCES, 1000, 2),
                ec2("StopInstances", INSTANCES, 1000, 20),
                ec2("TerminateInstances", INSTANCES, 1000, 20));
    }

    private static Quota ec2(String action, Counts counts, double burst, double refill) {
        return new Quota("ec2", action, counts, Reach.REGION, burst, refill, Origin.PUBLISHED);
    }

    /**
     * Per account: a request takes a token from the account's bucket and from its action's. Source: Amazon Route 53 Developer
     * Guide, "Throttling for Amazon Route 53 API requests"
     * (docs.aws.amazon.com/Route53/latest/DeveloperGuide/throttling-api-requests.html), and "Introducing change-based
     * throttling for Amazon Route 53 APIs" in AWS's blog, both valid since July 30, 2026.
     */
    private static List<Quota> route53() {
        return List.of(
                route53("CreateHostedZone", REQUESTS, 40, 2),
                route53(Quota.ANY, REQUESTS, 50, 10),
                route53(Quota.ANY, REQUESTS_OF_SERVICE, 50, 10),
                route53("ChangeResourceRecordSets", CHANGES, 1500, 100));
    }

    private static Quota route53(String action, Counts counts, double burst, double refill) {
        return new Quota("route53", action, counts, Reach.ACCOUNT, burst, refill, Origin.PUBLISHED);
    }

    /** AWS publishes no rate for Run Command, but answers ThrottlingException. 40 per second is ours, with a second's worth as burst. */
    private static List<Quota> ssm() {
        return List.of(new Quota("ssm", "SendCommand", REQUESTS, Reach.REGION, 40, 40, Origin.INVENTED));
    }

    /** AWS publishes no rate for lifecycle actions, but answers Throttling. 20 per second is ours, with a second's worth as burst. */
    private static List<Quota> autoScaling() {
        return List.of(
                new Quota("autoscaling", "CompleteLifecycleAction", REQUESTS, Reach.REGION, 20, 20, Origin.INVENTED));
    }
}
