package muster.awssim.quota;

/**
 * A row of the table of quotas: how many tokens a bucket holds, and how fast it fills.
 *
 * @param action exact, or a prefix with an asterisk ({@code Describe*}), or {@link #ANY}
 * @param burst what a full bucket holds, in tokens; above 0
 * @param refillPerSecond tokens per second; above 0
 */
public record Quota(
        String service,
        String action,
        Counts counts,
        Reach reach,
        double burst,
        double refillPerSecond,
        Origin origin) {
    /** Stands for every action of the service. */
    public static final String ANY = "*";

    /** @throws IllegalArgumentException when burst or refill is not a number above 0 */
    public Quota {
        requirePositive("burst", burst);
        requirePositive("refill", refillPerSecond);
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException("not a " + what + " above 0: " + value);
        }
    }

    boolean covers(Api api) {
        return service.equals(api.service())
                && (action.endsWith(ANY)
                        ? api.action().startsWith(action.substring(0, action.length() - 1))
                        : action.equals(api.action()));
    }

    /** The quota of one of the actions that the row names: each has a bucket of its own. */
    Quota ofAction(String exactly) {
        return new Quota(service, exactly, counts, reach, burst, refillPerSecond, origin);
    }

    /** With a bucket of another size that fills at the same multiple of its rate. */
    Quota scaled(double factor) {
        return new Quota(service, action, counts, reach, burst * factor, refillPerSecond * factor, origin);
    }
}
