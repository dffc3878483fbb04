package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/** Writes the elements of a raw document with those of one name replaced or left out, and the others as they are. */
final class RawEdit {
    private final RawDocument document;
    private final String name;

    RawEdit(RawDocument document, String name) {
        this.document = document;
        this.name = name;
    }

    /** The first element of the name gets the value, further ones are dropped; if there is none, one is added. */
    void replace(BsonWriter writer, @Nullable Object value) {
        RawCursor cursor = document.cursor();
        int copied = document.offset() + 4;
        if (cursor.find(name)) {
            writer.writeRawElements(document.buffer(), copied, cursor.offset());
            writer.name(name).writeValue(value);
            copyOthers(writer, cursor, cursor.end());
        } else {
            copyOthers(writer, cursor, copied);
            writer.name(name).writeValue(value);
        }
    }

    void remove(BsonWriter writer) {
        copyOthers(writer, document.cursor(), document.offset() + 4);
    }

    /** Copies from {@code copied} to the end what is not an element of the name that the cursor has yet to find. */
    private void copyOthers(BsonWriter writer, RawCursor cursor, int copied) {
        int from = copied;
        while (cursor.find(name)) {
            writer.writeRawElements(document.buffer(), from, cursor.offset());
            from = cursor.end();
        }
        writer.writeRawElements(document.buffer(), from, document.offset() + document.length() - 1);
    }
}
