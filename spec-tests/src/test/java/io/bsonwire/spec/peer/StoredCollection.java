package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.bsonwire.spec.peer.Filter.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Documents as the bytes that they came in, in the order of their insertion, found by their {@code _id}. */
final class StoredCollection {
    private final String namespace;
    private final int maxDocumentSize;
    private final Map<Value, RawDocument> documents = new LinkedHashMap<>();

    StoredCollection(String namespace, int maxDocumentSize) {
        this.namespace = namespace;
        this.maxDocumentSize = maxDocumentSize;
    }

    /** Keeps a copy. */
    void insert(RawDocument document) {
        if (document.length() > maxDocumentSize) {
            throw ServerError.tooLarge(document.length(), maxDocumentSize);
        }
        document.validate();
        RawDocument copy = document.contains("_id") ? document.copy() : Documents.merge(newId(), document);
        if (documents.putIfAbsent(idOf(copy), copy) != null) {
            throw ServerError.duplicateKey(namespace, copy);
        }
    }

    private static RawDocument newId() {
        return Documents.raw(new Document("_id", ObjectId.generate()));
    }

    private static Value idOf(RawDocument document) {
        RawCursor id = document.cursor();
        id.find("_id");
        return Value.of(id);
    }

    /** The documents that match, as they are now, also when they are changed or removed later. */
    List<RawDocument> find(Filter filter) {
        Value id = filter.id();
        if (id != null) {
            RawDocument document = documents.get(id);
            return document != null && filter.matches(document) ? List.of(document) : List.of();
        }
        return documents.values().stream().filter(filter::matches).toList();
    }

    /**
     * What an update did.
     *
     * @param matched how many documents it was about
     * @param modified how many of them are different now
     */
    record Updated(int matched, int modified) {}

    /**
     * Changes documents.
     *
     * @param change fields under {@code $set}, or else what replaces everything but the {@code _id}
     * @param multi all documents that match, not the first only
     */
    Updated update(Filter filter, RawDocument change, boolean multi) {
        List<RawDocument> found = firstOrAll(find(filter), multi);
        int modified = 0;
        for (RawDocument document : found) {
            RawDocument base = isReplacement(change) ? Documents.only(document, "_id") : document;
            RawDocument changed = Documents.merge(base, changedFields(change));
            Value id = idOf(document);
            if (!idOf(changed).equals(id)) {
                throw ServerError.immutableId();
            }
            if (!changed.equals(document)) {
                documents.put(id, changed);
                modified++;
            }
        }
        return new Updated(found.size(), modified);
    }

    /** Inserts what the change makes of the fields that the query asks for, and returns it. */
    RawDocument upsert(RawDocument query, RawDocument change) {
        RawDocument fields = changedFields(change);
        RawDocument id = Documents.only(query, "_id");
        if (id.isEmpty()) {
            id = fields.contains("_id") ? Documents.only(fields, "_id") : newId();
        }
        RawDocument base = isReplacement(change) ? id : Documents.merge(id, query);
        RawDocument document = Documents.merge(base, fields);
        insert(document);
        return document;
    }

    private static boolean isReplacement(RawDocument change) {
        RawCursor elements = change.cursor();
        return !elements.next() || !elements.name().startsWith("$");
    }

    private static RawDocument changedFields(RawDocument change) {
        if (isReplacement(change)) {
            return change;
        }
        RawCursor operators = change.cursor();
        RawDocument fields = Documents.EMPTY;
        while (operators.next()) {
            if (!operators.nameEquals("$set") || operators.type() != BsonType.DOCUMENT) {
                throw ServerError.notSupported("update operator " + operators.name());
            }
            fields = operators.getDocument();
        }
        return fields;
    }

    /** Removes the documents that match, or the first of them; returns how many. */
    int delete(Filter filter, boolean all) {
        List<RawDocument> found = firstOrAll(find(filter), all);
        found.forEach(document -> documents.remove(idOf(document)));
        return found.size();
    }

    private static List<RawDocument> firstOrAll(List<RawDocument> found, boolean all) {
        return all || found.isEmpty() ? found : found.subList(0, 1);
    }
}
