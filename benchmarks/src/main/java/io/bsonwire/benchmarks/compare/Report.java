package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables in Markdown. */
final class Report {
    private final Results results;
    private final Map<String, String> circumstances;

    /**
     * Makes a report.
     *
     * @param circumstances where, when and how it was measured, in this order
     */
    Report(Results results, Map<String, String> circumstances) {
        this.results = results;
        this.circumstances = circumstances;
    }

    /** All of it. */
    String markdown() {
        StringBuilder text = new StringBuilder("# bsonwire beside its peers\n\n");
        text.append(
                        "Written by `benchmarks/compare`; what it does is in [README.md](../README.md). Medians in microseconds for one")
                .append(
                        " operation; in brackets, how many times as fast bsonwire is. **Bold** is the fastest of a row.\n\n");
        items(circumstances, text);
        versions()
                .forEach((peer, versions) -> text.append("- ")
                        .append(peer)
                        .append(": ")
                        .append(String.join("; ", versions))
                        .append('\n'));
        for (Table table : Table.values()) {
            table(table, text);
        }
        goals(text);
        notMeasured(results, text);
        return text.toString();
    }

    /** A list of names with what they stand for. */
    static void items(Map<String, String> items, StringBuilder text) {
        items.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
    }

    /** What is missing, and why. */
    static void notMeasured(Results results, StringBuilder text) {
        if (!results.notes().isEmpty()) {
            text.append("\n## Not measured\n\n");
            results.notes().forEach(note -> text.append("- ").append(note).append('\n'));
        }
    }

    private Map<String, Set<String>> versions() {
        Map<String, Set<String>> versions = new TreeMap<>();
        for (Row row : results.rows()) {
            results.of(row)
                    .forEach((peer, measurement) -> versions.computeIfAbsent(peer.id(), any -> new TreeSet<>())
                            .add(measurement.version()));
        }
        return versions;
    }

    /** One table, if it has rows. */
    void table(Table table, StringBuilder text) {
        List<Row> rows = results.rows(table);
        if (rows.isEmpty()) {
            return;
        }
        List<Table.Column> columns = table.others().stream()
                .filter(column -> rows.stream()
                        .anyMatch(row -> results.median(row, column.peers()).isPresent()))
                .toList();
        text.append("\n## ")
                .append(table.title())
                .append("\n\n")
                .append(table.remarks())
                .append("\n\n| operation | document |");
        columns.forEach(column -> text.append(' ').append(column.title()).append(" |"));
        text.append(" bsonwire | B/op | winner |\n|---|---|");
        text.append("---:|".repeat(columns.size() + 2)).append("---|\n");
        for (Row row : rows) {
            text.append("| ")
                    .append(row.operation())
                    .append(" | ")
                    .append(row.document())
                    .append(" |");
            OptionalDouble own = results.median(row, Table.Column.BSONWIRE.peers());
            Optional<Table.Column> winner = winner(row, columns);
            for (Table.Column column : columns) {
                OptionalDouble median = results.median(row, column.peers());
                text.append(' ')
                        .append(cell(median, winner.filter(column::equals).isPresent()));
                if (median.isPresent() && own.isPresent()) {
                    text.append(" (")
                            .append(ratio(median.getAsDouble() / own.getAsDouble()))
                            .append(')');
                }
                text.append(" |");
            }
            text.append(' ')
                    .append(cell(
                            own, winner.filter(Table.Column.BSONWIRE::equals).isPresent()));
            text.append(" | ").append(garbage(row)).append(" | ");
            text.append(winner.map(Table.Column::title).orElse("")).append(" |\n");
        }
    }

    private Optional<Table.Column> winner(Row row, List<Table.Column> columns) {
        List<Table.Column> all = new ArrayList<>(columns);
        all.add(Table.Column.BSONWIRE);
        Table.Column best = null;
        for (Table.Column column : all) {
            OptionalDouble median = results.median(row, column.peers());
            if (median.isPresent()
                    && (best == null
                            || median.getAsDouble()
                                    < results.median(row, best.peers()).orElseThrow())) {
                best = column;
            }
        }
        return Optional.ofNullable(best);
    }

    private String garbage(Row row) {
        return results.best(row, Table.Column.BSONWIRE.peers())
                .map(best -> String.format(Locale.ROOT, "%,.0f", best.allocated()))
                .orElse("");
    }

    private static String cell(OptionalDouble nanos, boolean bold) {
        if (nanos.isEmpty()) {
            return "-";
        }
        String time = micros(nanos.getAsDouble());
        return bold ? "**" + time + "**" : time;
    }

    /** Three significant digits, as far as there are so many before the point. */
    static String micros(double nanos) {
        double micros = nanos / 1000;
        int decimals = micros < 1 ? 3 : micros < 10 ? 2 : micros < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + decimals + "f", micros);
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio < 10 ? "%.2fx" : "%.1fx", ratio);
    }

    private void goals(StringBuilder text) {
        text.append("\n## Goals\n\n| goal | wanted | measured | verdict |\n|---|---:|---:|---|\n");
        for (Goals.Goal goal : Goals.of(results)) {
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s %s | %s | %s |%n",
                    goal.text(),
                    goal.atMost() ? "at most" : "at least",
                    number(goal.wanted()),
                    goal.got().isPresent() ? number(goal.got().getAsDouble()) : "-",
                    goal.verdict().equals("reached") ? "reached" : "**" + goal.verdict() + "**"));
        }
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%.2f", value);
    }
}
