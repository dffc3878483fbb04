package io.bsonwire.spec;

import io.bsonwire.bson.CodeWithScope;
import io.bsonwire.bson.Document;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Says for a peer which values it has no class for. */
final class Lacking {
    private Lacking() {}

    /** Leaves malformed bytes to the peer. */
    static void check(byte[] bson, Predicate<@Nullable Object> lacking) {
        if (Reference.accepts(bson)) {
            check(Reference.decode(bson), lacking);
        }
    }

    static void check(@Nullable Object value, Predicate<@Nullable Object> lacking) {
        if (lacking.test(value)) {
            throw new UnsupportedOperationException("no class for " + value);
        } else if (value instanceof Document document) {
            document.values().forEach(inner -> check(inner, lacking));
        } else if (value instanceof List<?> list) {
            list.forEach(inner -> check(inner, lacking));
        } else if (value instanceof CodeWithScope code) {
            check(code.scope(), lacking);
        }
    }
}
