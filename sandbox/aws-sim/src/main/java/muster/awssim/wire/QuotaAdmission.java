package muster.awssim.wire;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import muster.awssim.base.Scope;
import muster.awssim.base.SimClock;
import muster.awssim.quota.Call;
import muster.awssim.quota.Quota;
import muster.awssim.quota.Quotas;
import muster.awssim.quota.TokenBucket;

/**
 * Keeps the buckets of all accounts and regions. A call is admitted when each bucket that it draws from has the tokens; a refused
 * one takes none. Safe for use by several threads.
 */
public final class QuotaAdmission implements Admission {
    /** A quota, and the region or the account that a bucket of it is kept for. */
    private record Key(Quota quota, Scope of) {}

    private final SimClock clock;
    private final Map<Key, TokenBucket> buckets = new HashMap<>();
    private volatile Quotas quotas;

    public QuotaAdmission(SimClock clock, Quotas quotas) {
        this.clock = clock;
        this.quotas = quotas;
    }

    public Quotas quotas() {
        return quotas;
    }

    /** Puts other quotas in force from the next call on, with full buckets. */
    public void enforce(Quotas others) {
        synchronized (buckets) {
            quotas = others;
            buckets.clear();
        }
    }

    @Override
    public boolean admits(AwsService service, Request request, String action) {
        if (quotas.isNone()) {
            return true;
        }
        // read before the lock is taken: a batch of changes has to be parsed for it
        Call call = service.metered(request, action);
        synchronized (buckets) {
            return draw(request.scope(), call);
        }
    }

    private boolean draw(Scope scope, Call call) {
        Instant now = clock.instant();
        List<Quota> drawn = quotas.of(call.api());
        List<TokenBucket> after = new ArrayList<>();
        for (Quota quota : drawn) {
            TokenBucket bucket = buckets.getOrDefault(key(quota, scope), TokenBucket.full(quota, now))
                    .refilled(now);
            double tokens = quota.counts().tokens(call);
            if (!bucket.admits(tokens)) {
                return false;
            }
            after.add(bucket.without(tokens));
        }
        for (int i = 0; i < drawn.size(); i++) {
            buckets.put(key(drawn.get(i), scope), after.get(i));
        }
        return true;
    }

    private static Key key(Quota quota, Scope scope) {
        return new Key(quota, quota.reach().of(scope));
    }
}
