package muster.awssim.quota;

/**
 * A call as the quotas see it.
 *
 * @param units what the call draws from buckets that don't count requests: instances in EC2, changes in Route 53; at least 0
 */
public record Call(Api api, int units) {
    /** @throws IllegalArgumentException when the units are negative */
    public Call {
        if (units < 0) {
            throw new IllegalArgumentException("units of a call can't be negative: " + units);
        }
    }

    /** A call that affects one thing. */
    public static Call of(Api api) {
        return new Call(api, 1);
    }
}
