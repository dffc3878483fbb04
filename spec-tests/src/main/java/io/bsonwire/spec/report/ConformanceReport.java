package io.bsonwire.spec.report;

import io.bsonwire.spec.BsonImplementation;
import io.bsonwire.spec.Check;
import io.bsonwire.spec.Conformance;
import io.bsonwire.spec.Implementation;
import io.bsonwire.spec.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs the kit on one implementation after another and writes down what came of it: a row for each operation and for each
 * group of cases, a column for each implementation, in each cell the counts and the first case that failed.
 *
 * <pre>{@code
 * ConformanceReport report = new ConformanceReport(1, 100, LocalDate.now());
 * report.add(new MyCodec());
 * report.write(Path.of("target", "conformance")); // conformance.html and conformance.md
 * }</pre>
 */
public final class ConformanceReport {
    private final long seed;
    private final int documents;
    private final LocalDate date;
    private final List<Implementation> columns = new ArrayList<>();
    private final Map<String, Section> sections = new LinkedHashMap<>();
    private final List<Remark> remarks = new ArrayList<>();

    /** Rows that belong together. */
    record Section(String title, Map<String, Row> rows) {}

    /** A row's cells, by the name of the implementation; one that has nothing to do here has no cell. */
    record Row(String label, Map<String, Cell> cells) {}

    /** What came of the checks of a row, and the first that failed. */
    record Cell(Outcome outcome, @Nullable Check<?> firstFailed) {
        Cell plus(Check<?> check, Outcome other) {
            return new Cell(outcome.plus(other), firstFailed != null || other.failure() == null ? firstFailed : check);
        }
    }

    /**
     * Why cells are red.
     *
     * @param implementation the name of the column
     * @param rows matches "section, row" of the cells that it explains
     * @param text the reason
     * @param reproducedBy names what shows it: a test, or a case of the report
     */
    record Remark(String implementation, Pattern rows, String text, String reproducedBy) {}

    /**
     * An empty report.
     *
     * @param seed decides which documents are generated, so that a report can be made again
     * @param documents for each property, 1 or more
     * @param date is printed
     */
    public ConformanceReport(long seed, int documents, LocalDate date) {
        this.seed = seed;
        this.documents = documents;
        this.date = date;
    }

    /**
     * Runs everything on a codec of BSON, and adds its column.
     *
     * @param implementation has a name that no other column has
     * @return this report
     */
    public ConformanceReport add(BsonImplementation implementation) {
        return add(implementation, Conformance.of(implementation), "");
    }

    private <I extends Implementation> ConformanceReport add(
            I implementation, Conformance<I> conformance, String kind) {
        columns.add(implementation);
        for (Check<I> check : conformance.seed(seed).documents(documents).checks()) {
            Outcome outcome = check.run(implementation);
            note(kind + "operations", check.operation(), implementation, check, outcome);
            note(kind + check.source().label(), label(check), implementation, check, outcome);
        }
        return this;
    }

    private static String label(Check<?> check) {
        return switch (check.source()) {
            case CORPUS, VECTORS -> check.group();
            case GENERATED, MUTATIONS -> check.group() + ": " + check.name();
        };
    }

    private void note(String section, String row, Implementation column, Check<?> check, Outcome outcome) {
        sections.computeIfAbsent(section, title -> new Section(title, new LinkedHashMap<>()))
                .rows()
                .computeIfAbsent(row, label -> new Row(label, new LinkedHashMap<>()))
                .cells()
                .merge(
                        column.name(),
                        new Cell(outcome, outcome.failure() == null ? null : check),
                        (before, now) -> before.plus(check, outcome));
    }

    /**
     * Explains red cells.
     *
     * @param implementation the name of a column
     * @param rows a regular expression that is found in "section, row" of the cells concerned, as "vectors, fault: utf-8"
     * @param text the reason, a sentence
     * @param reproducedBy names what shows it: a test, or a case of the report
     * @return this report
     */
    public ConformanceReport remark(String implementation, String rows, String text, String reproducedBy) {
        remarks.add(new Remark(implementation, Pattern.compile(rows), text, reproducedBy));
        return this;
    }

    /**
     * The red cells that no remark explains, those of the operations left out: what fails there fails elsewhere too.
     *
     * @return "implementation: section, row: first case that failed" for each
     */
    public List<String> unexplained() {
        List<String> cells = new ArrayList<>();
        for (Section section : sections.values()) {
            for (Row row : section.rows().values()) {
                row.cells().forEach((name, cell) -> {
                    if (!section.title().endsWith("operations")
                            && cell.firstFailed() != null
                            && numbers(name, section, row).isEmpty()) {
                        cells.add(name + ": " + place(section, row) + ": " + firstFailure(cell));
                    }
                });
            }
        }
        return cells;
    }

    /**
     * Remarks that explain nothing: what they say is no longer so.
     *
     * @return their texts
     */
    public List<String> obsoleteRemarks() {
        Set<Remark> unused = new LinkedHashSet<>(remarks);
        for (Section section : sections.values()) {
            for (Row row : section.rows().values()) {
                row.cells().forEach((name, cell) -> {
                    if (cell.firstFailed() != null) {
                        unused.removeIf(remark -> explains(remark, name, section, row));
                    }
                });
            }
        }
        return unused.stream()
                .map(remark -> remark.implementation() + ": " + remark.text())
                .toList();
    }

    /** The numbers, from 1, of the remarks on a cell. */
    List<Integer> numbers(String implementation, Section section, Row row) {
        return Stream.iterate(0, i -> i < remarks.size(), i -> i + 1)
                .filter(i -> explains(remarks.get(i), implementation, section, row))
                .map(i -> i + 1)
                .toList();
    }

    private static boolean explains(Remark remark, String implementation, Section section, Row row) {
        return remark.implementation().equals(implementation)
                && remark.rows().matcher(place(section, row)).find();
    }

    static String place(Section section, Row row) {
        return section.title() + ", " + row.label();
    }

    /** The first case that failed, and what was wrong. */
    static String firstFailure(Cell cell) {
        AssertionError failure = cell.outcome().failure();
        return failure == null ? "" : cell.firstFailed() + ":\n" + failure.getMessage();
    }

    /**
     * Writes {@code conformance.html} and {@code conformance.md}.
     *
     * @param folder is made if it is not there
     * @throws IOException if a file cannot be written
     */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("conformance.html"), new HtmlPage(this).text());
        Files.writeString(folder.resolve("conformance.md"), new MarkdownPage(this).text());
    }

    List<Implementation> columns() {
        return columns;
    }

    Iterable<Section> sections() {
        return sections.values();
    }

    List<Remark> remarks() {
        return remarks;
    }

    /** What was run, in a sentence. */
    String subtitle() {
        return date + ", seed " + seed + ", " + documents + " documents a property";
    }

    /** The counts of a cell: how many of how many passed, and how many of them are not supported. */
    static String counts(Outcome outcome) {
        long judged = outcome.tried() - outcome.unsupported();
        String text;
        if (judged == 0) {
            return "no such type";
        } else if (outcome.failed() == 0) {
            text = String.format("%,d", judged);
        } else {
            text = String.format("%,d of %,d", judged - outcome.failed(), judged);
        }
        return text;
    }
}
