package io.bsonwire.bson;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A reference to another document ("DBRef" specification). It is no BSON type but a convention for ordinary documents
 * with the fields {@code $ref}, {@code $id}, optionally {@code $db}, and any others behind them, in this order.
 *
 * <p>Decoding never makes one by itself: a document stays a document until {@link #of(Map)} is asked. Encoding accepts
 * one wherever it accepts a document.
 *
 * <p>Two references are equal if all their parts are; the order of the extra fields does not matter, as with any map.
 *
 * @param collection the collection of the document ({@code $ref}); any text
 * @param id the value of the document's {@code _id} ({@code $id}); any value, null included
 * @param database the database of the document ({@code $db}); null means that of the reference
 * @param extra the other fields, in order; unmodifiable
 */
public record DBRef(
        String collection, @Nullable Object id, @Nullable String database, Map<String, @Nullable Object> extra) {
    private static final String REF = "$ref";
    private static final String ID = "$id";
    private static final String DB = "$db";
    private static final Set<String> OWN_NAMES = Set.of(REF, ID, DB);

    /**
     * Makes a reference.
     *
     * @param collection the collection
     * @param id the value of the document's {@code _id}
     * @param database the database, or null for that of the reference
     * @param extra the other fields; the map is copied, its values are not
     * @throws IllegalArgumentException if an extra field is named {@code $ref}, {@code $id} or {@code $db}
     */
    public DBRef {
        Objects.requireNonNull(collection, "collection");
        for (String name : OWN_NAMES) {
            if (extra.containsKey(name)) {
                throw new IllegalArgumentException(
                        "dbref extra field: " + name + " (expected: none of its own fields)");
            }
        }
        extra = Collections.unmodifiableMap(new LinkedHashMap<>(extra));
    }

    /**
     * Makes a reference within the same database, without extra fields.
     *
     * @param collection the collection
     * @param id the value of the document's {@code _id}
     */
    public DBRef(String collection, @Nullable Object id) {
        this(collection, id, null, Map.of());
    }

    /**
     * Makes a reference without extra fields.
     *
     * @param collection the collection
     * @param id the value of the document's {@code _id}
     * @param database the database, or null for that of the reference
     */
    public DBRef(String collection, @Nullable Object id, @Nullable String database) {
        this(collection, id, database, Map.of());
    }

    /**
     * Whether a document is a reference: it has a string {@code $ref}, any {@code $id}, and no {@code $db} but a string.
     * The order of the fields does not matter, since the specification tells decoders to be lenient there.
     *
     * @param document the document
     * @return true if {@link #of(Map)} accepts it
     */
    public static boolean isDbRef(Map<String, ?> document) {
        return document.get(REF) instanceof String
                && document.containsKey(ID)
                && (document.get(DB) instanceof String || !document.containsKey(DB));
    }

    /**
     * Makes a reference of a document.
     *
     * @param document the document; it is not changed
     * @return the reference, with all other fields of the document as its extra fields
     * @throws IllegalArgumentException if the document is not a reference, see {@link #isDbRef(Map)}
     */
    public static DBRef of(Map<String, ?> document) {
        if (!isDbRef(document)) {
            throw new IllegalArgumentException("dbref: " + kind(document, REF) + " $ref, " + kind(document, ID)
                    + " $id, " + kind(document, DB) + " $db (expected: String $ref, any $id, absent or String $db)");
        }
        Map<String, @Nullable Object> extra = new LinkedHashMap<>(document);
        String collection = (String) Objects.requireNonNull(extra.remove(REF));
        @Nullable Object id = extra.remove(ID);
        return new DBRef(collection, id, (String) extra.remove(DB), extra);
    }

    private static String kind(Map<String, ?> document, String name) {
        Object value = document.get(name);
        if (value == null) {
            return document.containsKey(name) ? "null" : "absent";
        }
        return value.getClass().getSimpleName();
    }

    /**
     * The reference as a document.
     *
     * @return a new map with {@code $ref}, {@code $id}, {@code $db} if there is a database, then the extra fields
     */
    public Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put(REF, collection);
        document.put(ID, id);
        if (database != null) {
            document.put(DB, database);
        }
        document.putAll(extra);
        return document;
    }

    /** Whether the other object is a reference of the same parts, compared as {@link Document} compares values. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DBRef that && DeepEquality.equal(this, that, 1);
    }

    @Override
    public int hashCode() {
        return DeepEquality.hash(this, 1);
    }
}
