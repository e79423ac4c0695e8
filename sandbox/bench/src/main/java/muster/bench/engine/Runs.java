package muster.bench.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import muster.bench.Report;

/** What several runs came to: of an odd number of them the median is one that was measured. */
public final class Runs {
    private final List<Double> values = new ArrayList<>();

    public void add(double value) {
        values.add(value);
    }

    public double median() {
        return quantile(0.5);
    }

    /** @param q 0 to 1; the nearest rank */
    public double quantile(double q) {
        if (values.isEmpty()) {
            throw new IllegalStateException("nothing was measured");
        }
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get((int) Math.round(q * (sorted.size() - 1)));
    }

    public int count() {
        return values.size();
    }

    /** For the report, rounded: the median, and the least and the most beside it. */
    public Map<String, Object> spread() {
        return Map.of(
                "median", rounded(median()),
                "least", rounded(quantile(0)),
                "most", rounded(quantile(1)),
                "runs", values.size());
    }

    /** The median under a name, so that it can be read as a number; the least and the most under that name and {@code Spread}. */
    void into(Report report, String path) {
        report.put(path, rounded(median()));
        report.put(
                path + "Spread", Map.of("least", rounded(quantile(0)), "most", rounded(quantile(1)), "runs", count()));
    }

    public static double rounded(double value) {
        var digits = Math.max(0, 3 - (int) Math.ceil(Math.log10(Math.max(1e-9, Math.abs(value)))));
        var scale = Math.pow(10, Math.min(6, digits));
        return Math.round(value * scale) / scale;
    }
}
