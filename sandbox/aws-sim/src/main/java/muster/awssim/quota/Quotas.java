package muster.awssim.quota;

import java.util.ArrayList;
import java.util.List;

/**
 * The quotas of an account. Where several rows count the requests of one action, the first that covers it holds, so the
 * particular stand before the general; rows that count something else apply besides. What no row covers is not limited.
 *
 * @param rows in the order in which they are asked
 */
public record Quotas(List<Quota> rows) {
    private static final Quotas NONE = new Quotas(List.of());

    public Quotas {
        rows = List.copyOf(rows);
    }

    /** No limits. */
    public static Quotas none() {
        return NONE;
    }

    /**
     * What AWS publishes for the calls that the simulation answers, and two numbers of ours where AWS publishes none, each
     * marked so by its {@link Quota#origin()}. {@link AwsQuotas} names the sources.
     */
    public static Quotas published() {
        return AwsQuotas.TABLE;
    }

    /**
     * The same rows with bursts and rates multiplied: 0.1 is an account that gets a tenth.
     *
     * @throws IllegalArgumentException when the factor is not a number above 0
     */
    public Quotas scaled(double factor) {
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException("not a factor above 0: " + factor);
        }
        return new Quotas(rows.stream().map(row -> row.scaled(factor)).toList());
    }

    public boolean isNone() {
        return rows.isEmpty();
    }

    /** The quotas that a call of this API draws from, each for this action or for the service as a whole. */
    public List<Quota> of(Api api) {
        List<Quota> drawn = new ArrayList<>();
        boolean requestsCounted = false;
        for (Quota row : rows) {
            if (!row.covers(api)) {
                continue;
            }
            switch (row.counts()) {
                case REQUESTS_OF_SERVICE, INSTANCES, CHANGES -> drawn.add(row);
                case REQUESTS, UNFILTERED_REQUESTS -> {
                    boolean applies = api.unfiltered() || row.counts() == Counts.REQUESTS;
                    if (applies && !requestsCounted) {
                        drawn.add(row.ofAction(api.action()));
                        requestsCounted = true;
                    }
                }
            }
        }
        return drawn;
    }
}
