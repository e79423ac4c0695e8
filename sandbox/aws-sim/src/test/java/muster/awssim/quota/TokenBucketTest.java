package muster.awssim.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    @Test
    void a_full_bucket_admits_its_burst_and_then_nothing() {
        TokenBucket bucket = bucket(3, 10);

        for (int i = 0; i < 3; i++) {
            assertThat(bucket.admits(1)).isTrue();
            bucket = bucket.without(1);
        }

        assertThat(bucket.admits(1)).isFalse();
    }

    @Test
    void it_fills_steadily_and_never_above_its_burst() {
        TokenBucket empty = bucket(3, 10).without(3);

        assertThat(empty.refilled(after(99)).admits(1)).isFalse();
        assertThat(empty.refilled(after(100)).admits(1)).isTrue();
        assertThat(empty.refilled(after(100)).admits(2)).isFalse();
        assertThat(empty.refilled(after(60_000)).tokens()).isEqualTo(3);
    }

    @Test
    void many_small_refills_are_worth_as_much_as_one() {
        TokenBucket bucket = bucket(100, 10).without(100);
        for (int i = 1; i <= 3_000; i++) {
            bucket = bucket.refilled(after(i));
        }

        assertThat(bucket.admits(30)).isTrue();
        assertThat(bucket.admits(30.1)).isFalse();
    }

    @Test
    void what_binary_fractions_lose_costs_no_call() {
        TokenBucket bucket = bucket(3, 1).without(3);
        for (int tenths = 1; tenths <= 10; tenths++) {
            bucket = bucket.refilled(after(tenths * 100L));
        }

        assertThat(bucket.tokens()).isLessThan(1);
        assertThat(bucket.admits(1)).isTrue();
    }

    @Test
    void a_call_that_is_larger_than_the_bucket_goes_on_credit_when_it_is_full() {
        TokenBucket bucket = bucket(150, 10);
        assertThat(bucket.without(1).admits(1000)).isFalse();
        assertThat(bucket.admits(1000)).isTrue();

        TokenBucket owing = bucket.without(1000);

        assertThat(owing.refilled(after(85_000)).admits(1)).isFalse();
        assertThat(owing.refilled(after(85_100)).admits(1)).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_neither_fills_nor_empties_it() {
        TokenBucket bucket = bucket(3, 10).without(3);

        assertThat(bucket.refilled(START.minusSeconds(60))).isEqualTo(bucket);
    }

    @Test
    void a_quota_without_burst_or_refill_is_none() {
        assertThatIllegalArgumentException().isThrownBy(() -> bucket(0, 1)).withMessageContaining("burst");
        assertThatIllegalArgumentException().isThrownBy(() -> bucket(1, 0)).withMessageContaining("refill");
        assertThatIllegalArgumentException().isThrownBy(() -> bucket(Double.NaN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> bucket(1, Double.POSITIVE_INFINITY));
    }

    private static TokenBucket bucket(double burst, double refill) {
        return TokenBucket.full(
                new Quota("ec2", "CreateTags", Counts.REQUESTS, Reach.REGION, burst, refill, Origin.PUBLISHED), START);
    }

    private static Instant after(long millis) {
        return START.plus(Duration.ofMillis(millis));
    }
}
