package io.bsonwire.spec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawArray;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Documents built by cursors from raw views, every value by the cursor's methods. */
final class RawWalk {
    private static final List<Consumer<RawDocument>> LOOKS = List.of(
            RawDocument::size,
            RawDocument::isEmpty,
            RawDocument::indexed,
            RawDocument::copy,
            raw -> assertThat(raw.hashCode()).isEqualTo(raw.copy().hashCode()),
            raw -> assertThat(raw.toString()).isNotEmpty(),
            RawDocument::toJson,
            raw -> raw.get("a"),
            raw -> raw.find("a.b.0.c"),
            raw -> raw.contains(""),
            raw -> raw.type("a"),
            raw -> raw.getInt32("a"),
            raw -> raw.getString("a"),
            raw -> raw.getDocument("a").size(),
            raw -> raw.getArray("a").size(),
            raw -> raw.getAsInt64("a"),
            raw -> raw.getAsDouble("a"),
            raw -> raw.with("a", 1).toDocument(),
            raw -> raw.without("a").toDocument());

    private RawWalk() {}

    /** Whatever the bytes are, each look gives an answer or refuses. */
    static void lookAt(RawDocument raw) {
        for (Consumer<RawDocument> look : LOOKS) {
            try {
                look.accept(raw);
            } catch (BsonException e) {
                assertThat(e.getMessage()).isNotEmpty();
            }
        }
    }

    static Document document(RawCursor cursor) {
        Document document = new Document();
        while (cursor.next()) {
            String name = cursor.name();
            assertThat(cursor.nameEquals(name)).isTrue();
            document.put(name, value(cursor));
        }
        return document;
    }

    private static List<@Nullable Object> array(RawCursor cursor) {
        List<@Nullable Object> list = new ArrayList<>();
        while (cursor.next()) {
            assertThat(cursor.name()).isNotNull();
            list.add(value(cursor));
        }
        return list;
    }

    private static @Nullable Object value(RawCursor cursor) {
        assertThat(cursor.valueBytes().readableBytes()).isEqualTo(cursor.valueLength());
        assertThat(cursor.valueOffset()).isEqualTo(cursor.offset() + 1 + cursor.nameLength() + 1);
        return switch (cursor.type()) {
            case DOCUMENT -> document(cursor.getDocument().cursor());
            case ARRAY -> array(cursor.getArray().cursor());
            case INT32 -> cursor.getInt32();
            case INT64 -> cursor.getInt64();
            case DOUBLE -> cursor.getDouble();
            case BOOLEAN -> cursor.getBoolean();
            case STRING -> cursor.getString();
            case OBJECT_ID -> cursor.getObjectId();
            case DATE_TIME -> cursor.getDateTime();
            case DECIMAL128 -> cursor.getDecimal128();
            case TIMESTAMP -> cursor.getTimestamp();
            case BINARY -> cursor.getBinary();
            default -> decoded(cursor.value());
        };
    }

    /** What a decode makes of a value that a raw view gives. */
    private static @Nullable Object decoded(@Nullable Object value) {
        if (value instanceof RawDocument document) {
            return document(document.cursor());
        } else if (value instanceof RawArray array) {
            return array(array.cursor());
        } else if (value instanceof CodeWithScope code) {
            assertThat(code.scope()).isNotNull();
        }
        return value;
    }

    /** Each element of a well-formed document without names used twice is found by its name. */
    static void assertFound(RawDocument raw, Document decoded) {
        assertThat(raw.size()).isEqualTo(decoded.size());
        for (Map.Entry<String, @Nullable Object> element : decoded.entrySet()) {
            String name = element.getKey();
            assertThat(raw.contains(name)).isTrue();
            Document expected = new Document("v", element.getValue());
            assertThat(new Document("v", decoded(raw.get(name))).equals(expected))
                    .isTrue();
        }
    }
}
