package muster.awssim.quota;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import muster.awssim.base.Scope;

/**
 * The shortest time in which quotas let calls through that start from full buckets: no caller, however clever, is sooner done. It
 * is the largest of (n − burst) / rate over all buckets that the calls draw from, n being the tokens that they take.
 *
 * @param time from the first call to the admission of the last; zero where the bursts suffice
 * @param tightest the quota that sets the time; none when the time is zero
 */
public record LowerBound(Duration time, Optional<Quota> tightest) {
    private static final Scope SOMEWHERE = new Scope("", "");
    private static final double NANOS = 1e9;

    /** A bucket, and the region or the account that it is kept for. */
    private record Bucket(Quota quota, Scope of) {}

    /**
     * What is drawn from a bucket.
     *
     * @param excess by how much the largest call surpasses what the bucket holds: it is admitted on credit
     */
    private record Drawn(double tokens, double excess) {
        Drawn plus(Drawn more) {
            return new Drawn(tokens + more.tokens, Math.max(excess, more.excess));
        }
    }

    /** For calls of one account and region that affect one thing each: an instance, or a record set that is created or deleted. */
    public static LowerBound of(Quotas quotas, Map<Api, Integer> calls) {
        Map<Call, Integer> ofOne = new LinkedHashMap<>();
        calls.forEach((api, count) -> ofOne.put(Call.of(api), count));
        return ofCalls(quotas, ofOne);
    }

    /** For calls of one account and region. */
    public static LowerBound ofCalls(Quotas quotas, Map<Call, Integer> calls) {
        return ofScopes(quotas, Map.of(SOMEWHERE, calls));
    }

    /**
     * For calls of several accounts and regions, which go on beside each other.
     *
     * @throws IllegalArgumentException when there is a negative number of calls
     */
    public static LowerBound ofScopes(Quotas quotas, Map<Scope, Map<Call, Integer>> calls) {
        Map<Bucket, Drawn> drawn = new HashMap<>();
        calls.forEach((scope, some) -> some.forEach((call, count) -> {
            if (count < 0) {
                throw new IllegalArgumentException("not a number of calls of " + call.api() + ": " + count);
            }
            if (count > 0) {
                draw(drawn, quotas, scope, call, count);
            }
        }));
        LowerBound bound = new LowerBound(Duration.ZERO, Optional.empty());
        for (Map.Entry<Bucket, Drawn> one : drawn.entrySet()) {
            Quota quota = one.getKey().quota();
            Duration time = time(quota, one.getValue());
            if (time.compareTo(bound.time) > 0) {
                bound = new LowerBound(time, Optional.of(quota));
            }
        }
        return bound;
    }

    private static void draw(Map<Bucket, Drawn> drawn, Quotas quotas, Scope scope, Call call, int count) {
        for (Quota quota : quotas.of(call.api())) {
            double tokens = quota.counts().tokens(call);
            drawn.merge(
                    new Bucket(quota, quota.reach().of(scope)),
                    new Drawn(tokens * count, Math.max(0, tokens - quota.burst())),
                    Drawn::plus);
        }
    }

    private static Duration time(Quota quota, Drawn drawn) {
        // the largest call comes last where that is sooner: it then waits for a full bucket only
        double waited = drawn.tokens() - quota.burst() - drawn.excess();
        return Duration.ofNanos(Math.max(0, Math.round(waited / quota.refillPerSecond() * NANOS)));
    }
}
