package muster.awssim.quota;

/** Where a number comes from. */
public enum Origin {
    /** AWS's documentation states it. */
    PUBLISHED,
    /** AWS publishes none, though it throttles; the number is ours, of a plausible size. */
    INVENTED
}
