package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonReader;
import io.bsonwire.bson.BsonWritable;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;

/** What commands read from documents and put into them. Values are copied as bytes. */
final class Documents {
    static final RawDocument EMPTY = raw(new Document());

    private Documents() {}

    static RawDocument raw(BsonWritable document) {
        return RawDocument.of(BsonCodec.DEFAULT.encode(document));
    }

    static long number(RawDocument document, String field, long otherwise) {
        return document.contains(field) ? document.getAsInt64(field) : otherwise;
    }

    static boolean flag(RawDocument document, String field, boolean otherwise) {
        return document.contains(field) ? document.getBoolean(field) : otherwise;
    }

    /** The element of this name alone. */
    static RawDocument only(RawDocument document, String name) {
        return raw(writer -> {
            BsonReader elements = document.reader();
            while (elements.next()) {
                if (elements.name().equals(name)) {
                    writer.copyElement(elements);
                } else {
                    elements.skip();
                }
            }
        });
    }

    /** The first document with the elements of the second: in the place of those of their names, or behind the last. */
    static RawDocument merge(RawDocument document, RawDocument changes) {
        return raw(writer -> {
            BsonReader elements = document.reader();
            while (elements.next()) {
                BsonReader change = changes.reader();
                boolean found = false;
                while (!found && change.next()) {
                    found = change.name().equals(elements.name());
                    if (!found) {
                        change.skip();
                    }
                }
                writer.copyElement(found ? change : elements);
                if (found) {
                    elements.skip();
                }
            }
            BsonReader change = changes.reader();
            while (change.next()) {
                if (document.contains(change.name())) {
                    change.skip();
                } else {
                    writer.copyElement(change);
                }
            }
        });
    }
}
