package muster.awssim.quota;

/** What takes tokens from a bucket. */
public enum Counts {
    /** Each request takes one, and each action that the row names has a bucket of its own. */
    REQUESTS,
    /** As {@link #REQUESTS}, of describe calls with neither a filter nor a page size, which then don't count there. */
    UNFILTERED_REQUESTS,
    /** Each request takes one, whatever its action: the actions share one bucket. */
    REQUESTS_OF_SERVICE,
    /** Each instance that a request names takes one; EC2 calls that resource rate limiting. */
    INSTANCES,
    /** A CREATE or a DELETE takes one, an UPSERT two; Route 53 calls that change throughput. */
    CHANGES;

    /** How many tokens a call takes. */
    public double tokens(Call call) {
        return switch (this) {
            case REQUESTS, UNFILTERED_REQUESTS, REQUESTS_OF_SERVICE -> 1;
            case INSTANCES, CHANGES -> call.units();
        };
    }
}
