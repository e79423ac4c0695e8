package muster.awssim.world;

import java.time.Duration;
import muster.awssim.base.Spread;

/**
 * How long the simulated AWS takes.
 *
 * @param hook from the begin of a passage to its hooks
 * @param stop from stopping to stopped
 * @param shutdown from shutting-down to terminated
 * @param settle from the last answer of a hook to what follows
 * @param dnsChange from PENDING to INSYNC
 */
public record Latencies(Spread hook, Spread stop, Spread shutdown, Spread settle, Duration dnsChange) {
    /** Milliseconds where AWS takes seconds or minutes. */
    public static Latencies quick() {
        return new Latencies(
                Spread.millis(2, 60),
                Spread.millis(10, 30),
                Spread.millis(10, 30),
                Spread.millis(2, 8),
                Duration.ofMillis(50));
    }
}
