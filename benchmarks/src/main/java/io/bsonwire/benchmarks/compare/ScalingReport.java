package io.bsonwire.benchmarks.compare;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonEncodeException;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBatches;
import io.bsonwire.wire.WireLimits;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The scaling curves in Markdown: a table for each, the exponent of its growth, and where it stops. */
final class ScalingReport {
    private final Results results;
    private final Map<String, String> circumstances;

    ScalingReport(Results results, Map<String, String> circumstances) {
        this.results = results;
        this.circumstances = circumstances;
    }

    /** All of it. */
    String markdown() {
        StringBuilder text = new StringBuilder("# How cost grows\n\n");
        text.append(
                        "Written by `benchmarks/compare --scaling`. Medians in microseconds for one operation. The exponent e of time =")
                .append(" c * x^e is fitted to the upper half of the points: 1.00 is linear.\n\n");
        Report.items(circumstances, text);
        for (Scaling.Curves curves : Scaling.curves()) {
            table(curves, text);
        }
        text.append("\n## Where it stops\n\n");
        limits().forEach(limit -> text.append("- ").append(limit).append('\n'));
        Report.notMeasured(results, text);
        return text.toString();
    }

    private void table(Scaling.Curves curves, StringBuilder text) {
        List<Scaling.Line> lines = measured(curves, results);
        if (lines.isEmpty()) {
            return;
        }
        text.append("\n## ")
                .append(curves.title())
                .append("\n\n| ")
                .append(curves.unit())
                .append(" |");
        lines.forEach(line -> text.append(' ').append(line.title()).append(" |"));
        text.append("\n|---:|").append("---:|".repeat(lines.size())).append('\n');
        for (double x : curves.xs()) {
            text.append(String.format(Locale.ROOT, "| %,.0f |", x));
            for (Scaling.Line line : lines) {
                OptionalDouble median = curves.median(results, line, x);
                text.append(' ')
                        .append(median.isPresent() ? Report.micros(median.getAsDouble()) : "-")
                        .append(" |");
            }
            text.append('\n');
        }
        if (curves.unit().equals("threads")) {
            text.append("\nThe same time by two threads as by one is twice the throughput.\n");
            return;
        }
        text.append("| exponent |");
        for (Scaling.Line line : lines) {
            OptionalDouble exponent = exponent(curves, line);
            text.append(exponent.isPresent() ? String.format(Locale.ROOT, " %.2f |", exponent.getAsDouble()) : " - |");
        }
        text.append("\n\n").append(verdict(curves, lines)).append('\n');
    }

    private OptionalDouble exponent(Scaling.Curves curves, Scaling.Line line) {
        List<Double> xs = new ArrayList<>();
        List<Double> times = new ArrayList<>();
        for (double x : curves.xs()) {
            curves.median(results, line, x).ifPresent(time -> {
                xs.add(x);
                times.add(time);
            });
        }
        return Scaling.exponent(xs, times);
    }

    private String verdict(Scaling.Curves curves, List<Scaling.Line> lines) {
        List<String> words = new ArrayList<>();
        for (Scaling.Line line : lines) {
            OptionalDouble exponent = exponent(curves, line);
            if (line.peer() == Peer.BSONWIRE && exponent.isPresent()) {
                words.add(line.operation() + " " + verdict(exponent.getAsDouble()));
            }
        }
        return "bsonwire: " + String.join(", ", words) + ".";
    }

    /** In words; a tenth is what caches and noise add or take. */
    static String verdict(double exponent) {
        if (exponent > 1.1) {
            return "grows faster than linearly";
        }
        return exponent < 0.9 ? "grows slower than linearly" : "grows linearly";
    }

    /** The lines that have at least one point. */
    static List<Scaling.Line> measured(Scaling.Curves curves, Results results) {
        return curves.lines().stream()
                .filter(line -> curves.xs().stream()
                        .anyMatch(x -> curves.median(results, line, x).isPresent()))
                .toList();
    }

    /** What happens one step beyond each limit, tried now. */
    static List<String> limits() {
        BsonCodec codec = BsonCodec.DEFAULT;
        int size = codec.limits().maxDocumentSize();
        int depth = codec.limits().maxDepth();
        Document deep = new Document();
        for (int i = 1; i <= depth; i++) {
            deep = new Document("inner", deep);
        }
        WireLimits limits = WireLimits.DEFAULT;
        return List.of(
                String.format(Locale.ROOT, "A document of %,d bytes: %s", size, outcome(Documents.ofSize(size))),
                String.format(Locale.ROOT, "One of %,d: %s", size + 1, outcome(Documents.ofSize(size + 1))),
                String.format(Locale.ROOT, "One of %,d levels: %s", depth + 1, outcome(deep)),
                String.format(
                        Locale.ROOT,
                        "An insert of %,d documents: %s",
                        limits.maxWriteBatchSize() + 1,
                        messages(Collections.nCopies(limits.maxWriteBatchSize() + 1, new Document("a", 1)))),
                String.format(
                        Locale.ROOT,
                        "An insert of 50 documents of 1 MiB, beyond %,d bytes: %s",
                        limits.maxMessageSizeBytes(),
                        messages(Collections.nCopies(50, Documents.ofSize(1 << 20)))));
    }

    private static String outcome(Document document) {
        try {
            return String.format(Locale.ROOT, "is encoded, %,d bytes.", BsonCodec.DEFAULT.encode(document).length);
        } catch (BsonEncodeException e) {
            return "is refused: `" + String.valueOf(e.getMessage()).replaceAll("path .*", "path ...") + "`";
        }
    }

    private static String messages(List<Document> documents) {
        OpMsgBatches batches = new OpMsgBatches()
                .body(new Document("insert", "c").append("$db", "db"))
                .documents(documents);
        List<String> sizes = new ArrayList<>();
        while (batches.hasNext()) {
            OpMsg message = batches.next(UnpooledByteBufAllocator.DEFAULT);
            sizes.add(String.format(Locale.ROOT, "%,d in %,d bytes", batches.count(), message.length()));
            message.release();
        }
        return sizes.size() + " messages: " + String.join("; ", sizes) + ".";
    }
}
