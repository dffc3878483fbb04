package io.bsonwire.wire;

import io.bsonwire.bson.BsonTimestamp;
import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.FieldNames;
import io.bsonwire.bson.ObjectId;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The fields of known names in a document that somebody sent. One scan over the names, by their bytes, finds which of
 * them are there; a value is read when it is asked for, and only then must it be of the right type. It takes no memory
 * that grows with the document. Of fields with the same name the first counts, as in {@link RawDocument}.
 */
final class KnownFields {
    private final RawDocument document;
    private final FieldNames names;
    /** A bit for each of the names that is there. */
    private final long present;

    /**
     * Scans a document.
     *
     * @param names at most 64
     * @throws io.bsonwire.bson.MalformedBsonException if an element does not fit into the document
     */
    KnownFields(RawDocument document, FieldNames names) {
        this.document = document;
        this.names = names;
        long found = 0;
        for (RawCursor cursor = document.cursor(); cursor.next(); ) {
            int field = cursor.nameIndex(names);
            if (field >= 0) {
                found |= 1L << field;
            }
        }
        present = found;
    }

    boolean has(int field) {
        return (present & 1L << field) != 0;
    }

    /** A cursor on a field that is there. */
    private RawCursor at(int field) {
        RawCursor cursor = document.cursor();
        cursor.find(names, field);
        return cursor;
    }

    private String name(int field) {
        return names.names().get(field);
    }

    // ---- fields that need not be there ----

    /** Whether a field, of any numeric type or boolean, says yes. */
    boolean isOne(int field) {
        if (!has(field)) {
            return false;
        }
        RawCursor at = at(field);
        return at.type() == BsonType.BOOLEAN ? at.getBoolean() : at.getAsDouble() == 1;
    }

    /** A boolean; false if it is not there. */
    boolean isTrue(int field) {
        return has(field) && at(field).getBoolean();
    }

    /** A number of any type that is a whole one. */
    OptionalLong int64(int field) {
        return has(field) ? OptionalLong.of(at(field).getAsInt64()) : OptionalLong.empty();
    }

    /** A number of any type that is a whole one within int32. */
    OptionalInt int32(int field) {
        return has(field) ? OptionalInt.of(int32(at(field), name(field))) : OptionalInt.empty();
    }

    private static int int32(RawCursor at, String name) {
        long number = at.getAsInt64();
        if (number != (int) number) {
            throw WireException.notInt32(name, number, at.offset());
        }
        return (int) number;
    }

    @Nullable
    String string(int field) {
        return has(field) ? at(field).getString() : null;
    }

    @Nullable
    RawDocument document(int field) {
        return has(field) ? at(field).getDocument() : null;
    }

    @Nullable
    RawArray array(int field) {
        return has(field) ? at(field).getArray() : null;
    }

    @Nullable
    ObjectId objectId(int field) {
        return has(field) ? at(field).getObjectId() : null;
    }

    @Nullable
    BsonTimestamp timestamp(int field) {
        return has(field) ? at(field).getTimestamp() : null;
    }

    /** An array of strings, unmodifiable; empty if it is not there. */
    List<String> strings(int field) {
        RawArray array = array(field);
        if (array == null) {
            return List.of();
        }
        List<String> strings = new ArrayList<>();
        for (RawCursor cursor = array.cursor(); cursor.next(); ) {
            strings.add(cursor.getString());
        }
        return List.copyOf(strings);
    }

    // ---- fields that must be there: looked up by name, so that the error says which is not ----

    long requireInt64(int field) {
        return document.getAsInt64(name(field));
    }

    int requireInt32(int field) {
        requireInt64(field);
        return int32(at(field), name(field));
    }

    String requireString(int field) {
        return document.getString(name(field));
    }
}
