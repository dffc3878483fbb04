package io.bsonwire.spec.report;

import io.bsonwire.spec.Implementation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report as one HTML file that needs nothing else. Each row can be linked to. */
final class HtmlPage {
    private final ConformanceReport report;
    private final StringBuilder page = new StringBuilder();

    HtmlPage(ConformanceReport report) {
        this.report = report;
    }

    String text() {
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
        page.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
        page.append("<title>BSON conformance</title>\n<style>\n")
                .append(style())
                .append("</style>\n</head>\n<body>\n");
        page.append("<header>\n<h1>BSON conformance</h1>\n<p class=\"subtitle\">")
                .append(escaped(report.subtitle()))
                .append("</p>\n<p>")
                .append(escaped(Legend.TEXT))
                .append("</p>\n</header>\n");
        contents();
        report.sections().forEach(this::section);
        remarks();
        return page.append("</body>\n</html>\n").toString();
    }

    private static String style() {
        try (InputStream style = HtmlPage.class.getResourceAsStream("conformance.css")) {
            if (style == null) {
                throw new IllegalStateException("conformance.css: absent (expected: beside the class)");
            }
            return new String(style.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void contents() {
        page.append("<nav>");
        report.sections()
                .forEach(section -> page.append("<a href=\"#")
                        .append(id(section.title()))
                        .append("\">")
                        .append(escaped(section.title()))
                        .append("</a>"));
        if (!report.remarks().isEmpty()) {
            page.append("<a href=\"#remarks\">remarks</a>");
        }
        page.append("</nav>\n");
    }

    private void section(ConformanceReport.Section section) {
        List<Implementation> columns = columns(section);
        page.append("<section id=\"").append(id(section.title())).append("\">\n<h2>");
        page.append(escaped(section.title())).append("</h2>\n<div class=\"scroll\"><table>\n<thead><tr><th></th>");
        for (Implementation column : columns) {
            page.append("<th scope=\"col\">").append(escaped(column.name()));
            page.append("<span class=\"version\">")
                    .append(escaped(column.version()))
                    .append("</span></th>");
        }
        page.append("</tr></thead>\n<tbody>\n");
        for (ConformanceReport.Row row : section.rows().values()) {
            String id = id(ConformanceReport.place(section, row));
            page.append("<tr id=\"")
                    .append(id)
                    .append("\"><th scope=\"row\"><a href=\"#")
                    .append(id)
                    .append("\">");
            page.append(escaped(row.label())).append("</a></th>");
            columns.forEach(column -> cell(column.name(), section, row));
            page.append("</tr>\n");
        }
        page.append("</tbody>\n</table></div>\n</section>\n");
    }

    /** Those that have something in the section. */
    private List<Implementation> columns(ConformanceReport.Section section) {
        List<Implementation> columns = new ArrayList<>(report.columns());
        columns.removeIf(column ->
                section.rows().values().stream().noneMatch(row -> row.cells().containsKey(column.name())));
        return columns;
    }

    private void cell(String name, ConformanceReport.Section section, ConformanceReport.Row row) {
        ConformanceReport.Cell cell = row.cells().get(name);
        if (cell == null) {
            page.append("<td class=\"absent\"></td>");
            return;
        }
        String counts = ConformanceReport.counts(cell.outcome());
        if (cell.firstFailed() == null) {
            boolean judged = cell.outcome().tried() > cell.outcome().unsupported();
            page.append(judged ? "<td class=\"passed\">" : "<td class=\"absent\">")
                    .append(counts)
                    .append("</td>");
            return;
        }
        page.append("<td class=\"failed\"><details><summary>").append(counts);
        report.numbers(name, section, row)
                .forEach(number -> page.append("<a class=\"note\" href=\"#remark-")
                        .append(number)
                        .append("\">")
                        .append(number)
                        .append("</a>"));
        page.append("</summary><pre>").append(escaped(ConformanceReport.firstFailure(cell)));
        page.append("</pre></details></td>");
    }

    private void remarks() {
        if (report.remarks().isEmpty()) {
            return;
        }
        page.append("<section id=\"remarks\">\n<h2>remarks</h2>\n<ol>\n");
        int number = 1;
        for (ConformanceReport.Remark remark : report.remarks()) {
            page.append("<li id=\"remark-").append(number++).append("\"><b>");
            page.append(escaped(remark.implementation())).append("</b>: ").append(escaped(remark.text()));
            page.append(" Shown by <code>")
                    .append(escaped(remark.reproducedBy()))
                    .append("</code>.</li>\n");
        }
        page.append("</ol>\n</section>\n");
    }

    private static String id(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9.]+", "-").replaceAll("^-|-$", "");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
