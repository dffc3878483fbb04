package io.bsonwire.cli;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Decimal128;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the demo asks of the server, and what the server should then hold and answer, worked out here from the documents
 * that were sent. Nothing is kept but which of the changes are made: documents are made again when they are needed.
 */
final class DemoModel {
    /** Matches all documents. */
    static final Document ALL = new Document();

    static final Document SHIPPED = orders("shipped");
    static final Document PENDING = orders("pending");
    static final Document PAY = new Document("$set", new Document("status", "paid").append("payment.checked", true))
            .append("$inc", new Document("revision", 1));
    static final Document DEBUG = new Document("kind", SampleDocuments.EVENT).append("level", "debug");
    static final List<Document> TURNOVER = List.of(
            new Document("$match", new Document("kind", SampleDocuments.ORDER)),
            new Document(
                    "$group",
                    new Document("_id", "$status")
                            .append("orders", new Document("$sum", 1))
                            .append("units", new Document("$sum", "$units"))
                            .append("total", new Document("$sum", "$total"))),
            new Document("$sort", new Document("_id", 1)));

    private final SampleDocuments samples;
    private final int count;
    private boolean paid;
    private boolean cleaned;

    DemoModel(SampleDocuments samples, int count) {
        this.samples = samples;
        this.count = count;
    }

    private static Document orders(String status) {
        return new Document("kind", SampleDocuments.ORDER).append("status", status);
    }

    /** How many documents were sent. */
    int count() {
        return count;
    }

    /** Applies {@link #PAY} to the documents that {@link #PENDING} matches. */
    void pay() {
        paid = true;
    }

    /** Deletes the documents that {@link #DEBUG} matches. */
    void clean() {
        cleaned = true;
    }

    /** The document of this number as it is now; null if it is deleted. */
    private @Nullable Document document(int number) {
        Document document = samples.document(number);
        if (cleaned && matches(DEBUG, document)) {
            return null;
        }
        if (paid && matches(PENDING, document)) {
            document.put("status", "paid");
            document.getDocument("payment").put("checked", true);
            document.put("revision", document.getInt32("revision") + 1);
        }
        return document;
    }

    private static boolean matches(Document filter, Document document) {
        return document.entrySet().containsAll(filter.entrySet());
    }

    /** How many documents a filter matches now. */
    long count(Document filter) {
        long matches = 0;
        for (int number = 0; number < count; number++) {
            Document document = document(number);
            if (document != null && matches(filter, document)) {
                matches++;
            }
        }
        return matches;
    }

    /** The documents that a filter matches now, in the order of their ids. */
    Matches matches(Document filter) {
        return new Matches(filter);
    }

    /** What {@link #TURNOVER} computes now, by status. */
    Map<String, Turnover> turnover() {
        Map<String, Turnover> byStatus = new TreeMap<>();
        for (int number = 0; number < count; number++) {
            Document document = document(number);
            if (document != null && SampleDocuments.ORDER.equals(document.get("kind"))) {
                Turnover order = new Turnover(
                        1,
                        document.getInt32("units"),
                        document.getDecimal128("total").toBigDecimal());
                byStatus.merge(document.getString("status"), order, Turnover::plus);
            }
        }
        return byStatus;
    }

    /** Sums over orders. */
    record Turnover(long orders, long units, BigDecimal total) {
        private Turnover plus(Turnover other) {
            return new Turnover(orders + other.orders, units + other.units, total.add(other.total));
        }

        /** Whether a group in the server's answer says the same, in whichever numeric types. */
        boolean isSaidBy(Document group) {
            return isSame(group.get("orders"), BigDecimal.valueOf(orders))
                    && isSame(group.get("units"), BigDecimal.valueOf(units))
                    && isSame(group.get("total"), total);
        }

        private static boolean isSame(@Nullable Object value, BigDecimal expected) {
            BigDecimal number = null;
            if (value instanceof Integer || value instanceof Long) {
                number = BigDecimal.valueOf(((Number) value).longValue());
            } else if (value instanceof Double real && Double.isFinite(real)) {
                number = new BigDecimal(real);
            } else if (value instanceof Decimal128 decimal && decimal.isFinite()) {
                number = decimal.toBigDecimal();
            }
            return number != null && number.compareTo(expected) == 0;
        }
    }

    /** Documents as bytes, one after another. */
    final class Matches {
        private final Document filter;
        private final ByteBuf bytes = Unpooled.buffer();
        private int number;

        private Matches(Document filter) {
            this.filter = filter;
        }

        /**
         * The next document.
         *
         * @return valid until the next call; null behind the last one
         */
        @Nullable
        RawDocument next() {
            while (number < count) {
                Document document = document(number++);
                if (document != null && matches(filter, document)) {
                    BsonCodec.DEFAULT.encode(document, bytes.clear());
                    return RawDocument.of(bytes);
                }
            }
            return null;
        }
    }
}
