package muster.awssim.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotasTest {
    @ParameterizedTest
    @CsvSource({
        "ec2,         CreateTags,               REQUESTS,            REGION,   100,  10,  PUBLISHED",
        "ec2,         DeleteTags,               REQUESTS,            REGION,   100,  10,  PUBLISHED",
        "ec2,         DescribeInstances,        REQUESTS,            REGION,   100,  20,  PUBLISHED",
        "ec2,         DescribeTags,             REQUESTS,            REGION,   100,  20,  PUBLISHED",
        "ec2,         StopInstances,            REQUESTS,            REGION,   50,   5,   PUBLISHED",
        "ec2,         StopInstances,            INSTANCES,           REGION,   1000, 20,  PUBLISHED",
        "ec2,         StartInstances,           REQUESTS,            REGION,   5,    2,   PUBLISHED",
        "ec2,         TerminateInstances,       REQUESTS,            REGION,   100,  5,   PUBLISHED",
        "ec2,         TerminateInstances,       INSTANCES,           REGION,   1000, 20,  PUBLISHED",
        "ec2,         RunInstances,             INSTANCES,           REGION,   1000, 2,   PUBLISHED",
        "route53,     ChangeResourceRecordSets, REQUESTS,            ACCOUNT,  50,   10,  PUBLISHED",
        "route53,     ChangeResourceRecordSets, REQUESTS_OF_SERVICE, ACCOUNT,  50,   10,  PUBLISHED",
        "route53,     ChangeResourceRecordSets, CHANGES,             ACCOUNT,  1500, 100, PUBLISHED",
        "route53,     GetChange,                REQUESTS,            ACCOUNT,  50,   10,  PUBLISHED",
        "route53,     GetChange,                REQUESTS_OF_SERVICE, ACCOUNT,  50,   10,  PUBLISHED",
        "route53,     CreateHostedZone,         REQUESTS,            ACCOUNT,  40,   2,   PUBLISHED",
        "ssm,         SendCommand,              REQUESTS,            REGION,   40,   40,  INVENTED",
        "autoscaling, CompleteLifecycleAction,  REQUESTS,            REGION,   20,   20,  INVENTED"
    })
    void the_table_has_the_numbers_of_the_documentation_and_says_which_are_ours(
            String service, String action, Counts counts, Reach reach, double burst, double refill, Origin origin) {
        List<Quota> counted = Quotas.published().of(new Api(service, action)).stream()
                .filter(quota -> quota.counts() == counts)
                .toList();

        assertThat(counted)
                .singleElement()
                .satisfies(quota -> assertThat(quota.reach()).isEqualTo(reach))
                .satisfies(quota -> assertThat(quota.burst()).isEqualTo(burst))
                .satisfies(quota -> assertThat(quota.refillPerSecond()).isEqualTo(refill))
                .satisfies(quota -> assertThat(quota.origin()).isEqualTo(origin));
    }

    @Test
    void a_describe_without_filter_and_page_size_has_a_smaller_bucket_instead_of_the_usual() {
        Api describe = new Api("ec2", "DescribeInstances");

        assertThat(Quotas.published().of(describe.asUnfiltered()))
                .singleElement()
                .satisfies(quota -> assertThat(quota.counts()).isEqualTo(Counts.UNFILTERED_REQUESTS))
                .satisfies(quota -> assertThat(quota.burst()).isEqualTo(50))
                .satisfies(quota -> assertThat(quota.refillPerSecond()).isEqualTo(10));
        assertThat(Quotas.published().of(describe)).extracting(Quota::counts).containsExactly(Counts.REQUESTS);
    }

    @Test
    void each_action_has_a_bucket_of_its_own_though_their_category_has_one_row() {
        assertThat(Quotas.published().of(new Api("ec2", "DescribeTags")))
                .doesNotContainAnyElementsOf(Quotas.published().of(new Api("ec2", "DescribeInstances")));
        assertThat(Quotas.published().of(new Api("route53", "GetChange")))
                .containsAnyElementsOf(Quotas.published().of(new Api("route53", "ListHostedZones")));
    }

    @Test
    void what_aws_publishes_nothing_about_is_not_limited_unless_it_is_said_to_be_ours() {
        assertThat(Stream.of(
                        new Api("ssm", "ListCommands"),
                        new Api("ssm", "DescribeInstanceInformation"),
                        new Api("autoscaling", "RecordLifecycleActionHeartbeat"),
                        new Api("events", "PutEvents"),
                        new Api("dynamodb", "TransactWriteItems")))
                .allSatisfy(api -> assertThat(Quotas.published().of(api)).isEmpty());
        assertThat(Quotas.none().of(new Api("ec2", "CreateTags"))).isEmpty();
    }

    @Test
    void scaled_quotas_have_smaller_buckets_that_fill_as_much_more_slowly() {
        assertThat(Quotas.published().scaled(0.1).of(new Api("ec2", "CreateTags")))
                .singleElement()
                .satisfies(quota -> assertThat(quota.burst()).isEqualTo(10))
                .satisfies(quota -> assertThat(quota.refillPerSecond()).isEqualTo(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quotas.published().scaled(0))
                .withMessageContaining("not a factor above 0");
    }
}
