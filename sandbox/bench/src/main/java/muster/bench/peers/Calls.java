package muster.bench.peers;

/** The outside of a life: what it calls, four times. Thread-safe. */
interface Calls {
    /** Calls of a life, one after the other: each follows the return of the one before. */
    int STEPS = 4;

    /**
     * @param step 0 to {@link #STEPS} - 1
     * @throws InterruptedException where the caller's worker stops
     */
    void call(long life, int step) throws InterruptedException;
}
