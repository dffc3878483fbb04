package io.bsonwire.benchmarks.compare;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/** How cost grows: with the size of a document, its depth, its fields, the documents in a batch, and threads. */
final class Scaling {
    private static final List<String> OPERATIONS = List.of("encode", "decode", "validate", "iterate");

    private Scaling() {}

    /**
     * One curve for each operation and peer.
     *
     * @param title what it is about
     * @param unit what x counts
     * @param points where it is measured
     */
    record Curves(String title, String unit, List<Point> points) {
        /** The lines, each an operation by a peer, in the order of their first points. */
        List<Line> lines() {
            Set<Line> lines = new LinkedHashSet<>();
            for (Point point : points) {
                point.row.peers().forEach(peer -> lines.add(new Line(verb(point.row), peer)));
            }
            return List.copyOf(lines);
        }

        /** The medians of a line, in nanoseconds; empty where it was not measured. */
        OptionalDouble median(Results results, Line line, double x) {
            return points.stream()
                    .filter(point -> point.x == x && verb(point.row).equals(line.operation))
                    .map(point -> results.median(point.row, List.of(line.peer)))
                    .filter(OptionalDouble::isPresent)
                    .findFirst()
                    .orElse(OptionalDouble.empty());
        }

        /** The values of x, from small to large. */
        List<Double> xs() {
            return points.stream().map(Point::x).distinct().sorted().toList();
        }

        private static String verb(Row row) {
            return new OperationName(row.operation()).verb();
        }
    }

    /** A row and how much of what the curve is about is in it. */
    record Point(double x, Row row) {}

    /** An operation by a peer. */
    record Line(String operation, Peer peer) {
        String title() {
            return operation + ", " + (peer == Peer.BSONWIRE ? "bsonwire" : "org.mongodb:bson");
        }
    }

    /** All curves. */
    static List<Curves> curves() {
        return List.of(
                documents(
                        "Size of the document",
                        "bytes",
                        "size-",
                        List.of(1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22, 1 << 24)),
                documents("Depth", "levels", "depth-", List.of(1, 2, 5, 10, 20, 50, 100, 200)),
                documents(
                        "Fields of one document",
                        "fields",
                        "fields-",
                        List.of(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000)),
                batches(),
                threads());
    }

    /** The rows of all curves. */
    static List<Row> rows() {
        return curves().stream()
                .flatMap(curves -> curves.points().stream())
                .map(Point::row)
                .toList();
    }

    private static Curves documents(String title, String unit, String document, List<Integer> numbers) {
        List<Point> points = new ArrayList<>();
        for (String operation : OPERATIONS) {
            for (int number : numbers) {
                points.add(new Point(number, row(operation, document + number, 1)));
            }
        }
        return new Curves(title, unit, points);
    }

    private static Curves batches() {
        List<Point> points = new ArrayList<>();
        // Of 453 bytes, and 17 for the _id: 100,000 of them are a message of 47 MB.
        for (int count : List.of(1, 10, 100, 1000, 10_000, 100_000)) {
            points.add(new Point(
                    count, new Row(Table.WIRE, "insert:" + count, "fields-32", Peer.MONGODB_DOCUMENT, Peer.BSONWIRE)));
        }
        return new Curves("Documents in an insert", "documents", points);
    }

    private static Curves threads() {
        List<Point> points = new ArrayList<>();
        for (String operation : OPERATIONS) {
            for (int threads : List.of(1, 2)) {
                points.add(new Point(threads, row(operation, "flat", threads)));
            }
        }
        return new Curves("Threads, each with a document of its own", "threads", points);
    }

    private static Row row(String operation, String document, int threads) {
        boolean tree = operation.equals("encode") || operation.equals("decode");
        return new Row(
                tree ? Table.TREE : Table.RAW,
                operation,
                document,
                threads,
                List.of(tree ? Peer.MONGODB_DOCUMENT : Peer.MONGODB_RAW, Peer.BSONWIRE));
    }

    /**
     * The exponent e of time = c * x^e that fits best the points from the middle of the range on, where fixed costs no longer
     * count: 1 is linear.
     *
     * @return empty if there are fewer than two points
     */
    static OptionalDouble exponent(List<Double> xs, List<Double> times) {
        int from = Math.min(xs.size() / 2, Math.max(0, xs.size() - 2));
        int count = xs.size() - from;
        if (count < 2) {
            return OptionalDouble.empty();
        }
        double sumX = 0;
        double sumY = 0;
        double sumXx = 0;
        double sumXy = 0;
        for (int i = from; i < xs.size(); i++) {
            double x = Math.log(xs.get(i));
            double y = Math.log(times.get(i));
            sumX += x;
            sumY += y;
            sumXx += x * x;
            sumXy += x * y;
        }
        return OptionalDouble.of((count * sumXy - sumX * sumY) / (count * sumXx - sumX * sumX));
    }
}
