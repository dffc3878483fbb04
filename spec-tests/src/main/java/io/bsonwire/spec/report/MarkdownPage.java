package io.bsonwire.spec.report;

import io.bsonwire.spec.Implementation;
import java.util.List;

/** The report as Markdown: tables of counts, the first failures as a list below each. */
final class MarkdownPage {
    private final ConformanceReport report;
    private final StringBuilder page = new StringBuilder();

    MarkdownPage(ConformanceReport report) {
        this.report = report;
    }

    String text() {
        page.append("# BSON conformance\n\n")
                .append(report.subtitle())
                .append(".\n\n")
                .append(Legend.TEXT)
                .append("\n");
        page.append("\n| implementation | version |\n|---|---|\n");
        for (Implementation column : report.columns()) {
            page.append("| ")
                    .append(column.name())
                    .append(" | ")
                    .append(column.version())
                    .append(" |\n");
        }
        report.sections().forEach(this::section);
        remarks();
        return page.toString();
    }

    private void section(ConformanceReport.Section section) {
        page.append("\n## ").append(section.title()).append("\n\n| |");
        List<String> names = report.columns().stream().map(Implementation::name).toList();
        names.forEach(name -> page.append(' ').append(name).append(" |"));
        page.append("\n|---|").append("---|".repeat(names.size())).append('\n');
        for (ConformanceReport.Row row : section.rows().values()) {
            page.append("| ").append(escaped(row.label())).append(" |");
            for (String name : names) {
                page.append(' ').append(cell(name, section, row)).append(" |");
            }
            page.append('\n');
        }
        firstFailures(section, names);
    }

    private String cell(String name, ConformanceReport.Section section, ConformanceReport.Row row) {
        ConformanceReport.Cell cell = row.cells().get(name);
        if (cell == null) {
            return "";
        }
        String counts = ConformanceReport.counts(cell.outcome());
        if (cell.firstFailed() == null) {
            return counts;
        }
        StringBuilder text = new StringBuilder("**").append(counts).append("**");
        report.numbers(name, section, row)
                .forEach(number -> text.append(" [").append(number).append(']'));
        return text.toString();
    }

    private void firstFailures(ConformanceReport.Section section, List<String> names) {
        StringBuilder list = new StringBuilder();
        for (ConformanceReport.Row row : section.rows().values()) {
            for (String name : names) {
                ConformanceReport.Cell cell = row.cells().get(name);
                if (cell != null && cell.firstFailed() != null) {
                    String problem = ConformanceReport.firstFailure(cell).replace("\n", " ");
                    list.append("- ")
                            .append(name)
                            .append(": `")
                            .append(problem.replace("`", "'"))
                            .append("`\n");
                }
            }
        }
        if (!list.isEmpty()) {
            page.append("\nThe first that failed in each cell:\n\n").append(list);
        }
    }

    private void remarks() {
        if (report.remarks().isEmpty()) {
            return;
        }
        page.append("\n## remarks\n\n");
        int number = 1;
        for (ConformanceReport.Remark remark : report.remarks()) {
            page.append(number++)
                    .append(". ")
                    .append(remark.implementation())
                    .append(": ")
                    .append(remark.text());
            page.append(" Shown by `").append(remark.reproducedBy()).append("`.\n");
        }
    }

    private static String escaped(String text) {
        return text.replace("|", "\\|");
    }
}
