package muster.effects;

/** What calls need and there is not always enough of. Without threads or a clock; not thread-safe. */
interface Supply {
    /** Nothing will change by time alone. */
    long UNTIL_GIVEN_BACK = Long.MAX_VALUE;

    /**
     * Takes an amount, or tells when to ask again.
     *
     * @param amount 1 or more
     * @param now a reading of {@link System#nanoTime}
     * @return 0 where it was taken; nanoseconds until it may be there, or {@link #UNTIL_GIVEN_BACK}
     */
    long take(int amount, long now);

    /** What was taken is not needed, or not needed any more. */
    void giveBack(int amount);
}
