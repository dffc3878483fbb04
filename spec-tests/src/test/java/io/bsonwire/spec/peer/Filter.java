package io.bsonwire.spec.peer;

import io.bsonwire.bson.BsonType;
import io.bsonwire.bson.RawCursor;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which documents a query is about: those whose top-level fields equal the given ones, in type and bytes. (A server
 * compares numbers of different types by their value.) What is missing equals null.
 */
final class Filter {
    /** A field and the value that it has to have. */
    private record Condition(String name, Value value) {}

    private final List<Condition> conditions = new ArrayList<>();
    private @Nullable Value id;

    /** The conditions borrow from the document. */
    Filter(RawDocument query) {
        RawCursor elements = query.cursor();
        while (elements.next()) {
            String name = elements.name();
            if (name.startsWith("$")) {
                throw ServerError.badValue("unknown top level operator: " + name);
            }
            if (elements.type() == BsonType.DOCUMENT) {
                RawCursor inner = elements.getDocument().cursor();
                if (inner.next() && inner.name().startsWith("$")) {
                    throw ServerError.badValue("unknown operator: " + inner.name());
                }
            }
            Value value = Value.of(elements);
            if (name.equals("_id")) {
                id = value;
            }
            conditions.add(new Condition(name, value));
        }
    }

    /** The {@code _id} that documents must have, or null if they may have any. */
    @Nullable
    Value id() {
        return id;
    }

    boolean matches(RawDocument document) {
        for (Condition condition : conditions) {
            RawCursor element = document.cursor();
            boolean equal = element.find(condition.name)
                    ? condition.value.equals(Value.of(element))
                    : condition.value.type() == BsonType.NULL;
            if (!equal) {
                return false;
            }
        }
        return true;
    }

    /** A document's value as it lies in the bytes. Two are equal if type and bytes are. */
    record Value(BsonType type, ByteBuf bytes) {
        static Value of(RawCursor element) {
            return new Value(element.type(), element.valueBytes());
        }
    }
}
