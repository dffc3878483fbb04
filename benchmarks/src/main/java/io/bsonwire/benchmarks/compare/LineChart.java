package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** The scaling curves: a panel for each, both axes logarithmic, so that what is linear is a straight line at 45 degrees. */
final class LineChart {
    private static final double WIDTH = 470;
    private static final double HEIGHT = 330;
    private static final double LEFT = 70;
    private static final double TOP = 130;
    private static final int COLUMNS = 2;

    private final Results results;
    private final Svg svg = new Svg();

    LineChart(Results results) {
        this.results = results;
    }

    /** A logarithmic axis. */
    record Axis(double from, double to, double start, double end) {
        double at(double value) {
            return from == to
                    ? (start + end) / 2
                    : start + (end - start) * Math.log(value / from) / Math.log(to / from);
        }
    }

    /** The picture. */
    String svg() {
        List<Scaling.Curves> all = Scaling.curves().stream()
                .filter(curves -> !ScalingReport.measured(curves, results).isEmpty())
                .toList();
        for (int i = 0; i < all.size(); i++) {
            int column = i % COLUMNS;
            int line = i / COLUMNS;
            panel(all.get(i), column * (WIDTH + LEFT + 20), line * (HEIGHT + TOP + 30));
        }
        int lines = (all.size() + COLUMNS - 1) / COLUMNS;
        return svg.picture(COLUMNS * (WIDTH + LEFT + 20) + 10, lines * (HEIGHT + TOP + 30) + 10);
    }

    private void panel(Scaling.Curves curves, double left, double top) {
        List<Scaling.Line> lines = ScalingReport.measured(curves, results);
        List<Double> times = new ArrayList<>();
        for (Scaling.Line line : lines) {
            curves.xs().forEach(x -> curves.median(results, line, x).ifPresent(times::add));
        }
        double least = times.stream().mapToDouble(time -> time).min().orElse(1);
        double most = times.stream().mapToDouble(time -> time).max().orElse(10);
        List<Double> xs = curves.xs();
        Axis across = new Axis(xs.get(0), xs.get(xs.size() - 1), left + LEFT, left + LEFT + WIDTH - 20);
        Axis up = new Axis(
                Math.pow(10, Math.floor(Math.log10(least))),
                Math.pow(10, Math.ceil(Math.log10(most))),
                top + TOP + HEIGHT - 30,
                top + TOP);
        svg.text(left + LEFT, top + 24, "start", 15, curves.title() + " (microseconds for one operation)");
        for (int i = 0; i < lines.size(); i++) {
            int keyLine = i / 2;
            double x = left + LEFT + (i % 2) * WIDTH / 2;
            double y = top + 46 + keyLine * 18;
            svg.line(x, y - 4, x + 22, y - 4, colour(lines, i), width(lines.get(i)))
                    .text(x + 28, y, "start", 12, lines.get(i).title());
        }
        for (double time = up.from(); time <= up.to() * 1.001; time *= 10) {
            svg.line(across.start(), up.at(time), across.end(), up.at(time), "#dddddd", 1);
            svg.text(across.start() - 6, up.at(time) + 4, "end", 11, micros(time));
        }
        for (double x : xs) {
            svg.line(across.at(x), up.start(), across.at(x), up.end(), "#eeeeee", 1);
            svg.text(across.at(x), up.start() + 16, "middle", 11, number(x));
        }
        svg.text((across.start() + across.end()) / 2, up.start() + 32, "middle", 12, curves.unit());
        for (int i = 0; i < lines.size(); i++) {
            line(curves, lines.get(i), colour(lines, i), across, up);
        }
    }

    private void line(Scaling.Curves curves, Scaling.Line line, String colour, Axis across, Axis up) {
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (double x : curves.xs()) {
            OptionalDouble time = curves.median(results, line, x);
            if (time.isPresent()) {
                double y = up.at(time.getAsDouble());
                if (!Double.isNaN(lastX)) {
                    svg.line(lastX, lastY, across.at(x), y, colour, width(line));
                }
                svg.circle(across.at(x), y, line.peer() == Peer.BSONWIRE ? 3.5 : 2.2, colour);
                lastX = across.at(x);
                lastY = y;
            }
        }
    }

    /** One for each operation, whoever does it. */
    private static String colour(List<Scaling.Line> lines, int index) {
        List<String> operations =
                lines.stream().map(Scaling.Line::operation).distinct().toList();
        return Svg.COLOURS.get(operations.indexOf(lines.get(index).operation()));
    }

    /** This library's lines are the thick ones. */
    private static double width(Scaling.Line line) {
        return line.peer() == Peer.BSONWIRE ? 2.6 : 1.1;
    }

    private static String micros(double nanos) {
        double micros = nanos / 1000;
        return micros >= 1 ? String.format(Locale.ROOT, "%,.0f", micros) : String.valueOf(micros);
    }

    private static String number(double x) {
        if (x >= 1 << 20 && x % (1 << 20) == 0) {
            return Math.round(x / (1 << 20)) + " Mi";
        }
        if (x >= 1 << 10 && x % (1 << 10) == 0) {
            return Math.round(x / (1 << 10)) + " Ki";
        }
        return String.format(Locale.ROOT, "%,.0f", x);
    }
}
