package muster.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Time is a number here. */
class TokenBucketTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private long now = -7 * SECOND;

    @Test
    void a_thousand_calls_take_what_the_published_quota_says() {
        var bucket = TokenBucket.published(100, 10, now);
        var begin = now;
        for (int call = 0; call < 1000; call++) {
            await(bucket, 1);
        }
        assertThat((now - begin) / (double) SECOND).isCloseTo(90, within(0.1));
    }

    @Test
    void a_bucket_that_rested_is_full_and_not_more() {
        var bucket = TokenBucket.published(100, 10, now);
        drain(bucket);
        now += 3600 * SECOND;
        assertThat(bucket.available(now)).isEqualTo(100);
    }

    @Test
    void what_is_more_than_the_burst_is_paid_for_later() {
        var bucket = TokenBucket.published(10, 10, now);
        assertThat(bucket.take(30, now)).isZero();
        assertThat(bucket.take(1, now)).isCloseTo((long) (2.1 * SECOND), within(SECOND / 100));
    }

    @Test
    void what_was_not_needed_is_given_back() {
        var bucket = TokenBucket.published(10, 10, now);
        bucket.take(4, now);
        bucket.giveBack(4);
        assertThat(bucket.available(now)).isEqualTo(10);
    }

    @Test
    void a_throttle_halves_the_rate_and_what_is_left_once_and_a_second_one_takes_the_tokens_for_gone() {
        var bucket = TokenBucket.published(100, 10, now);
        var sent = now;
        now += SECOND / 10;
        for (int answer = 0; answer < 20; answer++) {
            bucket.throttled(sent, now);
            now += 1;
        }
        assertThat(bucket.rate()).isEqualTo(5);
        assertThat(bucket.available(now)).isEqualTo(50);
        bucket.throttled(now, now);
        assertThat(bucket.rate()).isEqualTo(2.5);
        assertThat(bucket.available(now)).isZero();
    }

    @Test
    void a_throttle_is_believed_between_successes() {
        var bucket = TokenBucket.published(100, 10, now);
        bucket.throttled(now, now);
        var sent = now += SECOND;
        now += SECOND;
        bucket.succeeded(1, now);
        var before = bucket.rate();
        bucket.throttled(sent, now);
        assertThat(bucket.rate()).isEqualTo(before / 2);
    }

    @Test
    void successes_bring_the_rate_back_to_what_is_published_and_no_further() {
        var bucket = TokenBucket.published(100, 10, now);
        bucket.throttled(now, now);
        var recovered = 0;
        while (bucket.rate() < 10 && recovered < 100) {
            now += SECOND;
            bucket.succeeded(1, now);
            recovered++;
        }
        assertThat(recovered).isEqualTo(4);
        now += SECOND;
        bucket.succeeded(1, now);
        assertThat(bucket.rate()).isEqualTo(10);
    }

    @Test
    void a_limit_that_nobody_publishes_holds_nobody_up_until_it_throttles() {
        var bucket = TokenBucket.unpublished(10, now);
        for (int call = 0; call < 10_000; call++) {
            assertThat(bucket.take(1, now)).isZero();
        }
        assertThat(bucket.rate()).isInfinite();
    }

    /** Against an AWS that gives 20 at first and 25 a second, which it does not tell. */
    @Test
    void a_limit_that_nobody_publishes_is_learnt() {
        var aws = TokenBucket.published(20, 25, now);
        var ours = TokenBucket.unpublished(10, now);
        var throttled = 0;
        var begin = now;
        for (int accepted = 0; accepted < 1000; ) {
            await(ours, 1);
            // the way there and back
            now += SECOND / 500;
            if (aws.take(1, now) == 0) {
                ours.succeeded(1, now);
                accepted++;
            } else {
                ours.throttled(now, now);
                throttled++;
            }
        }
        var bound = (1000 - 20) / 25.0;
        assertThat((now - begin) / (double) SECOND).isBetween(bound, 1.5 * bound);
        assertThat(throttled).isLessThan(60);
    }

    @Test
    void throttles_of_an_api_that_is_hardly_used_do_not_stop_it() {
        var bucket = TokenBucket.unpublished(10, now);
        for (int round = 0; round < 10; round++) {
            bucket.take(1, now);
            bucket.throttled(now, now);
            assertThat(bucket.rate()).isEqualTo(10);
            now += 2 * SECOND;
        }
        drain(bucket);
        assertThat(bucket.take(1, now)).isEqualTo(SECOND / 10);
    }

    /** One call of twenty is throttled, however slowly we ask: others use the quota too, or AWS has a bad day. */
    @Test
    void throttles_at_random_do_not_bring_a_learnt_rate_to_a_crawl() {
        var bucket = TokenBucket.unpublished(10, now);
        var random = new java.util.Random(1);
        var begin = now;
        for (int call = 0; call < 1000; call++) {
            await(bucket, 1);
            now += SECOND / 500;
            if (random.nextInt(20) == 0) {
                bucket.throttled(now, now);
            } else {
                bucket.succeeded(1, now);
            }
        }
        assertThat(1000 / ((now - begin) / (double) SECOND)).isGreaterThan(9);
    }

    private void await(TokenBucket bucket, int amount) {
        for (var pause = bucket.take(amount, now); pause > 0; pause = bucket.take(amount, now)) {
            now += pause;
        }
    }

    private void drain(TokenBucket bucket) {
        while (bucket.take(1, now) == 0) {
            // as long as there are any
        }
    }
}
