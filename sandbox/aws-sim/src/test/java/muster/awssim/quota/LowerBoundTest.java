package muster.awssim.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import muster.awssim.base.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LowerBoundTest {
    private static final Api CHANGE = new Api("route53", "ChangeResourceRecordSets");
    private static final Api TAG = new Api("ec2", "CreateTags");
    private static final Quotas PUBLISHED = Quotas.published();

    @ParameterizedTest
    @CsvSource({
        "ec2,         CreateTags,               1000, 90",
        "ec2,         CreateTags,               101,  0.1",
        "ec2,         CreateTags,               100,  0",
        "ec2,         DescribeInstances,        1000, 45",
        "route53,     ChangeResourceRecordSets, 1000, 95",
        "ssm,         SendCommand,              1000, 24",
        "autoscaling, CompleteLifecycleAction,  1000, 49",
        "ec2,         TerminateInstances,       1000, 180",
        "events,      PutEvents,                1000, 0"
    })
    void a_thousand_calls_one_by_one_take_what_their_bucket_says(
            String service, String action, int calls, double seconds) {
        assertThat(LowerBound.of(PUBLISHED, Map.of(new Api(service, action), calls))
                        .time())
                .isEqualTo(seconds(seconds));
    }

    @Test
    void calls_of_different_apis_go_on_beside_each_other_and_the_slowest_decides() {
        LowerBound bound = LowerBound.of(
                PUBLISHED,
                Map.of(TAG, 1000, new Api("ssm", "SendCommand"), 1000, new Api("ec2", "DescribeTags"), 1000));

        assertThat(bound.time()).isEqualTo(seconds(90));
        assertThat(bound.tightest().map(Quota::action)).contains("CreateTags");
    }

    @Test
    void what_the_bursts_suffice_for_takes_no_time_and_no_quota_is_the_tightest() {
        assertThat(LowerBound.of(PUBLISHED, Map.of(TAG, 100, CHANGE, 50)))
                .isEqualTo(new LowerBound(Duration.ZERO, Optional.empty()));
    }

    @Test
    void the_actions_of_route_53_share_a_bucket_besides_their_own() {
        LowerBound bound = LowerBound.of(PUBLISHED, Map.of(CHANGE, 50, new Api("route53", "GetChange"), 50));

        assertThat(bound.time()).isEqualTo(seconds(5));
        assertThat(bound.tightest().map(Quota::counts)).contains(Counts.REQUESTS_OF_SERVICE);
    }

    @Test
    void batches_of_upserts_are_bound_by_their_changes_and_not_by_their_requests() {
        LowerBound one = LowerBound.ofCalls(PUBLISHED, Map.of(new Call(CHANGE, 1000), 2));
        LowerBound withPtr = LowerBound.ofCalls(PUBLISHED, Map.of(new Call(CHANGE, 1000), 4));

        assertThat(one.time()).isEqualTo(seconds(5));
        assertThat(one.tightest().map(Quota::counts)).contains(Counts.CHANGES);
        assertThat(withPtr.time()).isEqualTo(seconds(25));
        assertThat(LowerBound.ofCalls(PUBLISHED, Map.of(new Call(CHANGE, 1000), 1))
                        .time())
                .isZero();
    }

    @Test
    void regions_have_their_own_buckets_but_for_route_53() {
        Map<Scope, Map<Call, Integer>> tags = inRegions(Map.of(Call.of(TAG), 250));
        Map<Scope, Map<Call, Integer>> changes = inRegions(Map.of(Call.of(CHANGE), 250));

        assertThat(LowerBound.ofScopes(PUBLISHED, tags).time()).isEqualTo(seconds(15));
        assertThat(LowerBound.ofScopes(PUBLISHED, changes).time()).isEqualTo(seconds(95));
    }

    private static Map<Scope, Map<Call, Integer>> inRegions(Map<Call, Integer> calls) {
        return Stream.of("us-east-1", "us-west-2", "eu-west-1", "eu-central-1")
                .map(region -> new Scope("111122223333", region))
                .collect(Collectors.toMap(Function.identity(), _ -> calls));
    }

    @Test
    void scaled_quotas_take_longer_and_none_take_no_time() {
        assertThat(LowerBound.of(PUBLISHED.scaled(0.1), Map.of(TAG, 1000)).time())
                .isEqualTo(seconds(990));
        assertThat(LowerBound.of(Quotas.none(), Map.of(TAG, 1000)).time()).isZero();
    }

    @Test
    void a_call_that_is_larger_than_its_bucket_waits_for_a_full_one_only() {
        // 150 tokens at 10 per second: the first takes 1000 on credit, the second waits until they are paid back
        assertThat(LowerBound.ofCalls(PUBLISHED.scaled(0.1), Map.of(new Call(CHANGE, 1000), 2))
                        .time())
                .isEqualTo(seconds(100));
    }

    @Test
    void a_negative_number_of_calls_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LowerBound.of(PUBLISHED, Map.of(TAG, -1)))
                .withMessageContaining("ec2 CreateTags");
    }

    /** What the bound is for: buckets that are drawn from as soon as they allow let the last call through no sooner. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void no_order_of_the_calls_is_sooner_done(long seed) {
        Random random = new Random(seed);
        Quotas quotas = PUBLISHED.scaled(0.02 + random.nextDouble() / 2);
        List<Call> calls = IntStream.range(0, 120)
                .mapToObj(_ -> random.nextBoolean()
                        ? new Call(CHANGE, random.nextInt(1, 1000))
                        : Call.of(new Api("route53", "GetChange")))
                .toList();
        Map<Call, Integer> counted =
                calls.stream().collect(Collectors.toMap(Function.identity(), _ -> 1, Integer::sum));

        assertThat(simulated(quotas, calls))
                .as("seed %d", seed)
                .isGreaterThanOrEqualTo(
                        LowerBound.ofCalls(quotas, counted).time().minusMillis(1));
    }

    private static Duration simulated(Quotas quotas, List<Call> calls) {
        Instant now = Instant.EPOCH;
        Map<Quota, TokenBucket> buckets = new HashMap<>();
        for (Call call : calls) {
            List<Quota> drawn = quotas.of(call.api());
            while (!admitted(buckets, drawn, call, now)) {
                now = now.plusMillis(100);
                assertThat(now).as("no call waits for ever").isBefore(Instant.EPOCH.plus(Duration.ofHours(12)));
            }
        }
        return Duration.between(Instant.EPOCH, now);
    }

    private static boolean admitted(Map<Quota, TokenBucket> buckets, List<Quota> drawn, Call call, Instant now) {
        drawn.forEach(quota -> buckets.merge(quota, TokenBucket.full(quota, now), (held, _) -> held.refilled(now)));
        if (!drawn.stream()
                .allMatch(quota -> buckets.getOrDefault(quota, TokenBucket.full(quota, now))
                        .admits(quota.counts().tokens(call)))) {
            return false;
        }
        drawn.forEach(quota -> buckets.computeIfPresent(
                quota, (_, held) -> held.without(quota.counts().tokens(call))));
        return true;
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
