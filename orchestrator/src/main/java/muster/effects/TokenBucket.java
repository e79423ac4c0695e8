package muster.effects;

/**
 * The tokens that AWS is thought to have left for an API, at a rate that is corrected by what AWS says: each throttle halves
 * it and what is left, a second one soon after takes all tokens to be gone, each success raises it a little, up to the
 * published rate. Where none is published, calls are not held up before the first throttle; from there on the rate is half
 * of what AWS had accepted, and has no upper end.
 */
final class TokenBucket implements Supply {
    private static final double SECOND = 1e9;

    /** For tokens that are not known to be limited. */
    private static final double UNKNOWN = Double.POSITIVE_INFINITY;

    /** A rate recovers by this part of what it fell from, a second: in some three seconds from one half. */
    private static final double RECOVERY = 0.15;

    /**
     * Tokens a second where a rate is published: an API that throttles each call is still asked. Below it a throttle says more
     * of others, who use the quota of the account too, than of us.
     */
    private static final double LEAST = 2;

    /** Nanoseconds after which a throttle is a new one, which may have had other reasons than an empty bucket. */
    private static final double CALM = 10 * SECOND;

    private final double burst;
    private final double published;
    private final double least;
    private double rate;
    private double tokens;
    private double fellFrom;
    private long filled;
    private long fell;
    private long raised;
    private boolean throttled;
    private long window;
    private double accepted;
    private double acceptedBefore;

    private TokenBucket(double burst, double published, double least, long now) {
        this.least = least;
        this.burst = burst;
        this.published = published;
        this.rate = published;
        this.fellFrom = published;
        this.tokens = burst;
        this.filled = now;
        this.window = now;
    }

    /**
     * @param burst tokens at first, and at most
     * @param rate tokens a second
     * @param now a reading of {@link System#nanoTime}
     */
    static TokenBucket published(double burst, double rate, long now) {
        return new TokenBucket(burst, rate, LEAST, now);
    }

    /**
     * @param least tokens a second that the limit is at least: a process that has just started has accepted too little to learn
     *     from, and where throttles come at random, whatever the rate, it would end at a crawl that nobody asked for
     */
    static TokenBucket unpublished(double least, long now) {
        return new TokenBucket(UNKNOWN, UNKNOWN, least, now);
    }

    /** What is asked for beyond the burst is let through once the bucket is full, and paid for later. */
    @Override
    public long take(int amount, long now) {
        fill(now);
        var needed = Math.min(amount, most());
        if (tokens < needed) {
            return Math.max(1, (long) Math.ceil((needed - tokens) / rate * SECOND));
        }
        tokens -= amount;
        return 0;
    }

    @Override
    public void giveBack(int amount) {
        tokens = Math.min(most(), tokens + amount);
    }

    /** Whole tokens that are there. */
    int available(long now) {
        fill(now);
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, Math.floor(tokens)));
    }

    /** Tokens a second; infinite where no limit is known. */
    double rate() {
        return rate;
    }

    /**
     * AWS has refused a call for want of tokens.
     *
     * @param sent when the call was made: one made before the rate fell last says nothing new
     */
    void throttled(long sent, long now) {
        if (throttled && sent - fell <= 0) {
            return;
        }
        fill(now);
        var again = throttled && now - fell < CALM;
        tokens = published == UNKNOWN || again ? Math.min(tokens, 0) : tokens / 2;
        var at = rate == UNKNOWN ? Math.max(accepted(now), least) : rate;
        // a throttle on the way up, at a rate that was right before, is not the first word of a lower limit
        fellFrom = throttled ? Math.max(at, (fellFrom + at) / 2) : at;
        rate = Math.max(least, at / 2);
        throttled = true;
        fell = now;
        raised = now;
    }

    void succeeded(int amount, long now) {
        accepted(now);
        accepted += amount;
        if (rate < published && throttled) {
            fill(now);
            // a second at most: what was not asked for in the meantime says nothing
            var elapsed = Math.min(1, (now - raised) / SECOND);
            rate = Math.min(published, rate + fellFrom * RECOVERY * elapsed);
            raised = now;
        }
    }

    private double most() {
        return burst == UNKNOWN && rate != UNKNOWN ? Math.max(1, rate) : burst;
    }

    private void fill(long now) {
        if (tokens == UNKNOWN && rate != UNKNOWN) {
            tokens = 0;
        }
        tokens = rate == UNKNOWN ? UNKNOWN : Math.min(most(), tokens + Math.max(0, now - filled) / SECOND * rate);
        filled = now;
    }

    /** The calls of this second or of the one before, whichever were more. */
    private double accepted(long now) {
        var elapsed = (now - window) / SECOND;
        if (elapsed >= 1) {
            acceptedBefore = elapsed >= 2 ? 0 : accepted;
            accepted = 0;
            window = now;
        }
        return Math.max(accepted, acceptedBefore);
    }
}
