package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** How many times as fast as each peer bsonwire is: a bar for every row and column of the tables, on a logarithmic scale. */
final class BarChart {
    private static final double LABELS = 255;
    private static final double PLOT = 640;
    private static final double VALUES = 45;
    private static final double BAR = 10;
    private static final double GAP = 7;
    private static final double TITLE = 44;

    private final Results results;
    private final Svg svg = new Svg();
    private final List<String> titles;
    private final double least;
    private final double most;

    BarChart(Results results) {
        this.results = results;
        Set<String> seen = new LinkedHashSet<>();
        double smallest = 1;
        double largest = 1;
        for (Bar bar : bars()) {
            seen.add(bar.column.title());
            smallest = Math.min(smallest, bar.ratio);
            largest = Math.max(largest, bar.ratio);
        }
        titles = List.copyOf(seen);
        least = Math.pow(10, Math.floor(Math.log10(smallest) * 2) / 2);
        most = Math.pow(10, Math.ceil(Math.log10(largest) * 2) / 2);
    }

    private record Bar(Row row, Table.Column column, double ratio) {}

    private List<Bar> bars() {
        List<Bar> bars = new ArrayList<>();
        results.rows().forEach(row -> bars.addAll(bars(row)));
        return bars;
    }

    private List<Bar> bars(Row row) {
        List<Bar> bars = new ArrayList<>();
        OptionalDouble own = results.median(row, Table.Column.BSONWIRE.peers());
        for (Table.Column column : row.table().others()) {
            OptionalDouble other = results.median(row, column.peers());
            if (own.isPresent() && other.isPresent()) {
                bars.add(new Bar(row, column, other.getAsDouble() / own.getAsDouble()));
            }
        }
        return bars;
    }

    /** Where a ratio lies. */
    double x(double ratio) {
        return LABELS + PLOT * (Math.log(ratio) - Math.log(least)) / Math.log(most / least);
    }

    /** The picture. */
    String svg() {
        svg.text(
                LABELS,
                24,
                "start",
                16,
                "How many times as fast as its peers is bsonwire? To the left of 1 it is slower.");
        double y = legend(46);
        for (Table table : Table.values()) {
            List<Row> rows = results.rows(table);
            if (!rows.isEmpty()) {
                y = table(table, rows, y);
            }
        }
        return svg.picture(LABELS + PLOT + VALUES + 20, y + 20);
    }

    private double legend(double y) {
        double x = LABELS;
        for (String title : titles) {
            double width = 30 + 7 * title.length();
            if (x + width > LABELS + PLOT + VALUES) {
                x = LABELS;
                y += 20;
            }
            svg.bar(x, y - 10, 12, 12, colour(title)).text(x + 17, y, "start", 12, title);
            x += width;
        }
        return y + 10;
    }

    private String colour(String title) {
        return Svg.COLOURS.get(titles.indexOf(title) % Svg.COLOURS.size());
    }

    private double table(Table table, List<Row> rows, double y) {
        svg.text(10, y + 22, "start", 14, table.title());
        double top = y + TITLE;
        double height = 0;
        for (Row row : rows) {
            height += bars(row).size() * BAR + GAP;
        }
        for (double decade = Math.pow(10, Math.floor(Math.log10(least))); decade <= most; decade *= 10) {
            for (int step : new int[] {1, 2, 5}) {
                double ratio = decade * step;
                if (ratio >= least * 0.999 && ratio <= most * 1.001) {
                    svg.line(x(ratio), top - 4, x(ratio), top + height, step == 1 ? "#bbbbbb" : "#e4e4e4", 1);
                    svg.text(x(ratio), top - 8, "middle", 11, label(ratio));
                }
            }
        }
        double at = top;
        for (Row row : rows) {
            List<Bar> bars = bars(row);
            svg.text(LABELS - 8, at + bars.size() * BAR / 2 + 4, "end", 12, row.operation() + " " + row.document());
            for (Bar bar : bars) {
                double from = Math.min(x(1), x(bar.ratio));
                svg.bar(from, at, Math.max(1, Math.abs(x(bar.ratio) - x(1))), BAR - 1, colour(bar.column.title()));
                svg.text(Math.max(x(1), x(bar.ratio)) + 3, at + BAR - 2, "start", 9, Report.ratio(bar.ratio));
                at += BAR;
            }
            at += GAP;
        }
        svg.line(x(1), top - 4, x(1), top + height, "#222222", 1.5);
        return at;
    }

    private static String label(double ratio) {
        return ratio >= 1 ? Long.toString(Math.round(ratio)) : "1/" + Math.round(1 / ratio);
    }
}
