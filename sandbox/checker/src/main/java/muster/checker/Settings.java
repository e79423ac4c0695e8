package muster.checker;

import java.time.Duration;

/**
 * What the checker must be told, because a journal doesn't say it.
 *
 * @param hostnameTable the table of hostnames
 * @param settle how long before the journal's last line a thing must have happened for its consequences to be due;
 *     zero for a journal that was cut after all had come to rest
 * @param notice how long after the delivery of a terminating event an answer that was under way may still arrive
 * @param namesStayInPool whether an instance that returns to the warm pool keeps its name and its record
 * @param repeats how often a hook may be asked for in vain, on an average of those of its instance: lost answers and
 *     killed processes make a few
 * @param deadline of the lifecycles: how long a life may take before its launch may be given up for nothing of its own
 */
public record Settings(
        String hostnameTable,
        Duration settle,
        Duration notice,
        boolean namesStayInPool,
        int repeats,
        Duration deadline) {

    /** @throws IllegalArgumentException when a duration is negative */
    public Settings {
        if (settle.isNegative() || notice.isNegative() || deadline.isNegative()) {
            throw new IllegalArgumentException(
                    "negative: settle " + settle + ", notice " + notice + ", deadline " + deadline);
        }
    }

    /**
     * For a journal that was cut after all had come to rest: table {@code Hostnames}, 2 s of notice, names given back
     * on return, a deadline of one hour.
     */
    public static Settings defaults() {
        return new Settings("Hostnames", Duration.ZERO, Duration.ofSeconds(2), false, 8, Duration.ofHours(1));
    }

    public Settings withSettle(Duration value) {
        return new Settings(hostnameTable, value, notice, namesStayInPool, repeats, deadline);
    }

    /** For a system whose processes are stopped in the midst of a call. */
    public Settings withNotice(Duration value) {
        return new Settings(hostnameTable, settle, value, namesStayInPool, repeats, deadline);
    }
}
