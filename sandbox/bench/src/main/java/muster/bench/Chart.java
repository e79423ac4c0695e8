package muster.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over x, logarithmic where so said, and a y from zero, as an SVG file that needs nothing else. The plotting libraries for
 * the JVM draw with AWT, which wants fonts that a server does not have.
 */
public final class Chart {
    private static final int WIDTH = 720;
    private static final int HEIGHT = 420;
    private static final int LEFT = 80;
    private static final int RIGHT = 170;
    private static final int TOP = 50;
    private static final int BOTTOM = 60;
    private static final int TICKS = 5;

    /** Told apart by people who don't see all colours (Okabe and Ito). */
    private static final List<String> COLOURS =
            List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00");

    /** So many points that dots and ticks at each would hide the line. */
    private static final int MANY = 12;

    private final String title;
    private final String x;
    private final String y;
    private final boolean logarithmic;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, NavigableMap<Double, Double> points) {}

    private Chart(String title, String x, String y, boolean logarithmic) {
        this.title = title;
        this.x = x;
        this.y = y;
        this.logarithmic = logarithmic;
    }

    /**
     * @param x what goes to the right, with its unit; all of it more than 0
     * @param y what goes up, with its unit
     */
    public static Chart logarithmic(String title, String x, String y) {
        return new Chart(title, x, y, true);
    }

    /**
     * @param x what goes to the right, with its unit
     * @param y what goes up, with its unit
     */
    public static Chart linear(String title, String x, String y) {
        return new Chart(title, x, y, false);
    }

    public Chart with(String name, NavigableMap<Double, Double> points) {
        if (!points.isEmpty()) {
            lines.add(new Line(name, new TreeMap<>(points)));
        }
        return this;
    }

    public void write(Path file) {
        try {
            Files.writeString(file, svg());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private String svg() {
        var svg = new StringBuilder();
        svg.append(format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\">\n",
                WIDTH, HEIGHT));
        svg.append(format("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>\n", WIDTH, HEIGHT));
        svg.append(text(LEFT, TOP - 20, "start", title));
        svg.append(text(LEFT, HEIGHT - 12, "start", x + " →"));
        svg.append(text(8, TOP - 4, "start", "↑ " + y));
        for (int i = 0; i <= TICKS; i++) {
            double value = highest() * i / TICKS;
            svg.append(format(
                    "<line x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#ddd\"/>\n",
                    LEFT, WIDTH - RIGHT, up(value), up(value)));
            svg.append(text(LEFT - 8, up(value) + 4, "end", number(value)));
        }
        ticks().forEach(value -> svg.append(text(right(value), HEIGHT - BOTTOM + 20, "middle", number(value))));
        for (int i = 0; i < lines.size(); i++) {
            svg.append(line(lines.get(i), COLOURS.get(i % COLOURS.size())));
        }
        return svg.append("</svg>\n").toString();
    }

    /** Each x where there are few, as in a measurement at some sizes; even steps where there are many. */
    private Stream<Double> ticks() {
        var all = lines.stream()
                .flatMap(line -> line.points().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        if (all.size() <= MANY) {
            return all.stream();
        }
        var step = Math.max(1, Math.round((all.getLast() - all.getFirst()) / TICKS));
        return DoubleStream.iterate(all.getFirst(), value -> value <= all.getLast(), value -> value + step)
                .boxed();
    }

    private String line(Line line, String colour) {
        var points = line.points().entrySet().stream()
                .map(point -> format("%.1f,%.1f", right(point.getKey()), up(point.getValue())))
                .collect(Collectors.joining(" "));
        var dots = line.points().entrySet().stream()
                .filter(_ -> line.points().size() <= MANY)
                .map(point -> format(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>\n",
                        right(point.getKey()), up(point.getValue()), colour))
                .collect(Collectors.joining());
        var last = line.points().lastEntry();
        return format("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>\n", points, colour)
                + dots
                + text(right(last.getKey()) + 8, up(last.getValue()) + 4, "start", line.name());
    }

    private double right(double value) {
        var all = lines.stream()
                .flatMap(line -> line.points().keySet().stream())
                .mapToDouble(this::scaled)
                .summaryStatistics();
        var width = Math.max(1e-9, all.getMax() - all.getMin());
        return LEFT + (scaled(value) - all.getMin()) / width * (WIDTH - LEFT - RIGHT);
    }

    private double scaled(double value) {
        return logarithmic ? Math.log(value) : value;
    }

    private double up(double value) {
        return HEIGHT - BOTTOM - value / highest() * (HEIGHT - TOP - BOTTOM);
    }

    private double highest() {
        return lines.stream()
                .flatMap(line -> line.points().values().stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    private static String text(double x, double y, String anchor, String words) {
        return format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, words);
    }

    private static String number(double value) {
        return format(value >= 100 || value == Math.rint(value) ? "%,.0f" : "%.1f", value);
    }

    private static String format(String pattern, Object... arguments) {
        return String.format(Locale.ROOT, pattern, arguments);
    }
}
