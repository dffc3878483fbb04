package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Results that are handed out a batch at a time. */
final class Cursors {
    /** Documents of a first batch whose size the client leaves open, as servers have it. */
    private static final int FIRST_BATCH = 101;
    /** Bytes of the documents of a batch, above which it ends; one that is larger goes alone. */
    private static final int BATCH_BYTES = 16 * 1024 * 1024;

    private final Map<Long, Cursor> open = new HashMap<>();
    private long lastId = 7_000_000_000L; // beyond int32: clients must not cut it

    /** What is left of a result. */
    private static final class Cursor {
        private final String namespace;
        private final List<RawDocument> documents;
        private int next;

        Cursor(String namespace, List<RawDocument> documents) {
            this.namespace = namespace;
            this.documents = documents;
        }

        List<RawDocument> batch(long count) {
            List<RawDocument> batch = new ArrayList<>();
            long bytes = 0;
            while (next < documents.size() && batch.size() < count) {
                RawDocument document = documents.get(next);
                bytes += document.length();
                if (bytes > BATCH_BYTES && !batch.isEmpty()) {
                    break;
                }
                batch.add(document);
                next++;
            }
            return batch;
        }

        boolean isExhausted() {
            return next == documents.size();
        }
    }

    /** Replies with the first batch, and keeps the rest. */
    Document first(Request request, String namespace, List<RawDocument> documents, RawDocument options) {
        Cursor cursor = new Cursor(namespace, documents);
        List<RawDocument> batch = cursor.batch(Documents.number(options, "batchSize", FIRST_BATCH));
        long id = 0;
        if (!cursor.isExhausted() && !request.flag("singleBatch", false)) {
            id = ++lastId;
            open.put(id, cursor);
        }
        return reply(cursor, id, "firstBatch", batch);
    }

    /** Replies with the next batch. */
    Document next(Request request) {
        long id = request.body().getInt64("getMore");
        Cursor cursor = open.get(id);
        if (cursor == null || !cursor.namespace.equals(request.namespace("collection"))) {
            throw ServerError.cursorNotFound(id);
        }
        List<RawDocument> batch = cursor.batch(request.number("batchSize", Long.MAX_VALUE));
        if (cursor.isExhausted()) {
            open.remove(id);
        }
        return reply(cursor, cursor.isExhausted() ? 0 : id, "nextBatch", batch);
    }

    private static Document reply(Cursor cursor, long id, String batchName, List<RawDocument> batch) {
        return new Document(
                "cursor", new Document("id", id).append("ns", cursor.namespace).append(batchName, batch));
    }

    Document kill(Request request) {
        List<Long> killed = new ArrayList<>();
        List<Long> notFound = new ArrayList<>();
        RawCursor ids = request.body().getArray("cursors").cursor();
        while (ids.next()) {
            long id = ids.getInt64();
            (open.remove(id) != null ? killed : notFound).add(id);
        }
        return new Document("cursorsKilled", killed)
                .append("cursorsNotFound", notFound)
                .append("cursorsAlive", List.of())
                .append("cursorsUnknown", List.of());
    }
}
