package io.bsonwire.spec.peer;

import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.spec.peer.StoredCollection.Updated;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The commands that change documents. */
final class Writes {
    private final Function<String, StoredCollection> collections;
    private final Cursors cursors;

    Writes(Function<String, StoredCollection> collections, Cursors cursors) {
        this.collections = collections;
        this.cursors = cursors;
    }

    /** One statement of a command. */
    private interface Statement {
        /** Carries it out. */
        void run(RawDocument statement, int index);
    }

    /** Runs all statements, or, if they are ordered, up to the first that fails. */
    private static List<Document> run(Request request, String identifier, Statement action) {
        List<Document> errors = new ArrayList<>();
        boolean ordered = request.flag("ordered", true);
        int index = 0;
        for (RawDocument statement : request.documents(identifier)) {
            try {
                action.run(statement, index);
            } catch (ServerError e) {
                errors.add(e.toWriteError(index));
                if (ordered) {
                    break;
                }
            }
            index++;
        }
        return errors;
    }

    private static Document withErrors(Document reply, List<Document> errors) {
        return errors.isEmpty() ? reply : reply.append("writeErrors", errors);
    }

    Document insert(Request request) {
        StoredCollection collection = collections.apply(request.namespace());
        int[] inserted = new int[1];
        List<Document> errors = run(request, "documents", (document, index) -> {
            collection.insert(document);
            inserted[0]++;
        });
        return withErrors(new Document("n", inserted[0]), errors);
    }

    Document update(Request request) {
        StoredCollection collection = collections.apply(request.namespace());
        Counts counts = new Counts();
        List<Document> upserted = new ArrayList<>();
        List<Document> errors = run(request, "updates", (update, index) -> {
            RawDocument document = counts.update(collection, update, "q", "u");
            if (document != null) {
                upserted.add(new Document("index", index).append("_id", document.get("_id")));
            }
        });
        Document reply = new Document("n", counts.matched + counts.upserted).append("nModified", counts.modified);
        return withErrors(upserted.isEmpty() ? reply : reply.append("upserted", upserted), errors);
    }

    Document delete(Request request) {
        StoredCollection collection = collections.apply(request.namespace());
        Counts counts = new Counts();
        List<Document> errors = run(
                request,
                "deletes",
                (delete, index) ->
                        counts.delete(collection, delete.getDocument("q"), Documents.number(delete, "limit", 0) == 0));
        return withErrors(new Document("n", counts.deleted), errors);
    }

    /** Operations of all kinds in several collections: {@code ops} name theirs by a number, {@code nsInfo} lists them. */
    Document bulkWrite(Request request) {
        List<StoredCollection> targets = new ArrayList<>();
        for (RawDocument info : request.documents("nsInfo")) {
            targets.add(collections.apply(info.getString("ns")));
        }
        boolean ordered = request.flag("ordered", true);
        boolean errorsOnly = request.flag("errorsOnly", false);
        Counts counts = new Counts();
        List<RawDocument> results = new ArrayList<>();
        int errors = 0;
        int index = 0;
        for (RawDocument operation : request.documents("ops")) {
            try {
                Document result = new Document("ok", 1.0).append("idx", index);
                result.putAll(counts.operation(targets, operation));
                if (!errorsOnly) {
                    results.add(Documents.raw(result));
                }
            } catch (ServerError e) {
                errors++;
                results.add(Documents.raw(e.toOperationResult(index)));
                if (ordered) {
                    break;
                }
            }
            index++;
        }
        return cursors.first(request, "admin.$cmd.bulkWrite", results, request.document("cursor"))
                .append("nErrors", errors)
                .append("nInserted", counts.inserted)
                .append("nMatched", counts.matched)
                .append("nModified", counts.modified)
                .append("nUpserted", counts.upserted)
                .append("nDeleted", counts.deleted);
    }

    /** How many documents of which fate. */
    private static final class Counts {
        private int inserted;
        private int matched;
        private int modified;
        private int upserted;
        private int deleted;

        /** Updates, and returns what was inserted instead. */
        @Nullable
        RawDocument update(StoredCollection collection, RawDocument update, String query, String change) {
            RawDocument filter = update.getDocument(query);
            boolean multi = Documents.flag(update, "multi", false);
            Updated result = collection.update(new Filter(filter), update.getDocument(change), multi);
            matched += result.matched();
            modified += result.modified();
            if (result.matched() > 0 || !Documents.flag(update, "upsert", false)) {
                return null;
            }
            RawDocument document = collection.upsert(filter, update.getDocument(change));
            upserted++;
            return document;
        }

        int delete(StoredCollection collection, RawDocument filter, boolean all) {
            int count = collection.delete(new Filter(filter), all);
            deleted += count;
            return count;
        }

        /** Carries out one of {@code ops}; returns what its result says. */
        Document operation(List<StoredCollection> targets, RawDocument operation) {
            if (operation.contains("insert")) {
                targets.get(operation.getInt32("insert")).insert(operation.getDocument("document"));
                inserted++;
                return new Document("n", 1);
            }
            if (operation.contains("update")) {
                StoredCollection target = targets.get(operation.getInt32("update"));
                int matchedBefore = matched;
                int modifiedBefore = modified;
                RawDocument document = update(target, operation, "filter", "updateMods");
                Document result = new Document("n", document == null ? matched - matchedBefore : 1)
                        .append("nModified", modified - modifiedBefore);
                return document == null ? result : result.append("upserted", new Document("_id", document.get("_id")));
            }
            StoredCollection target = targets.get(operation.getInt32("delete"));
            boolean multi = Documents.flag(operation, "multi", false);
            return new Document("n", delete(target, operation.getDocument("filter"), multi));
        }
    }
}
