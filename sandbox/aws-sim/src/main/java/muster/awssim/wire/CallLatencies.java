package muster.awssim.wire;

import java.time.Duration;
import java.util.List;
import muster.awssim.base.Spread;

/**
 * How long the answers to calls take, over and above what the simulation itself needs. The first row that covers a call holds, so
 * the particular stand before the general; what no row covers is answered at once.
 *
 * @param rows in the order in which they are asked
 */
public record CallLatencies(List<Row> rows) {
    private static final CallLatencies NONE = new CallLatencies(List.of());

    /**
     * The latency of some calls.
     *
     * @param service as the credential scope names it, or {@link Faults#ANY}
     * @param action as the API reference names it, or {@link Faults#ANY}
     */
    public record Row(String service, String action, Spread spread) {
        boolean covers(String calledService, String calledAction) {
            return (service.equals(Faults.ANY) || service.equals(calledService))
                    && (action.equals(Faults.ANY) || action.equals(calledAction));
        }
    }

    public CallLatencies {
        rows = List.copyOf(rows);
    }

    /** Every call is answered at once. */
    public static CallLatencies none() {
        return NONE;
    }

    /**
     * A few milliseconds to 60, by the kind of call. AWS promises no latencies: these numbers are ours, of the size that a caller
     * in the same region sees when nothing is wrong.
     */
    public static CallLatencies realistic() {
        return new CallLatencies(List.of(
                row("dynamodb", Faults.ANY, 3, 12),
                row("ec2", "CreateTags", 15, 45),
                row("ec2", Faults.ANY, 10, 50),
                row("ssm", "SendCommand", 20, 60),
                row("ssm", Faults.ANY, 8, 30),
                row("route53", "ChangeResourceRecordSets", 25, 60),
                row("route53", Faults.ANY, 10, 40),
                row("autoscaling", Faults.ANY, 8, 40),
                row(Faults.ANY, Faults.ANY, 4, 25)));
    }

    /** The same for every call. */
    public static CallLatencies of(Spread spread) {
        return new CallLatencies(List.of(new Row(Faults.ANY, Faults.ANY, spread)));
    }

    private static Row row(String service, String action, long fromMillis, long toMillis) {
        return new Row(service, action, Spread.millis(fromMillis, toMillis));
    }

    /**
     * The same rows with times multiplied: 10 is a slow day.
     *
     * @throws IllegalArgumentException when the factor is not a number from 0 on
     */
    public CallLatencies scaled(double factor) {
        if (!(factor >= 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("not a factor from 0 on: " + factor);
        }
        return new CallLatencies(rows.stream()
                .map(row -> new Row(row.service(), row.action(), scaled(row.spread(), factor)))
                .toList());
    }

    private static Spread scaled(Spread spread, double factor) {
        return new Spread(scaled(spread.from(), factor), scaled(spread.to(), factor));
    }

    private static Duration scaled(Duration time, double factor) {
        return Duration.ofNanos(Math.round(time.toNanos() * factor));
    }

    /** Zero where no row covers the call. */
    public Spread spread(String service, String action) {
        return rows.stream()
                .filter(row -> row.covers(service, action))
                .findFirst()
                .map(Row::spread)
                .orElse(Spread.of(Duration.ZERO));
    }
}
