package muster.chaos.agent;

import java.util.concurrent.atomic.AtomicInteger;

/** Named moments in a program: {@code before-commit}, {@code after-commit}, and {@code before:} and {@code after:} each AWS call. */
public final class Points {
    /** How a program ends that was halted at its point. */
    public static final int HALTED = 87;

    private static volatile String wanted = "";
    private static final AtomicInteger ARRIVALS_LEFT = new AtomicInteger();

    private Points() {}

    /** @param pointAndCount {@code POINT#N}: halt at the Nth arrival */
    static void haltAt(String pointAndCount) {
        int hash = pointAndCount.lastIndexOf('#');
        ARRIVALS_LEFT.set(Integer.parseInt(pointAndCount.substring(hash + 1)));
        wanted = pointAndCount.substring(0, hash);
    }

    /** Called by what was woven in. Halts as SIGKILL would: no hook runs, nothing is flushed. */
    public static void reached(String point) {
        if (point.equals(wanted) && ARRIVALS_LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(HALTED);
        }
    }
}
