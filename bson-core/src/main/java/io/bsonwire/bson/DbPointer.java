package io.bsonwire.bson;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A pointer to a document of another collection (BSON type 0x0C, deprecated): a namespace and an identifier. It has
 * nothing to do with {@link DBRef}, which is a convention for ordinary documents.
 *
 * <p>The namespace is a BSON string, in which bytes may hold NUL; what a reader finds is kept. A new pointer must not
 * contain NUL, since older software takes the text before it for the whole.
 *
 * <p>Two pointers are equal if namespace and identifier are.
 */
public final class DbPointer {
    private final String namespace;
    private final ObjectId id;

    /**
     * Makes a pointer.
     *
     * @param namespace database and collection, joined by a dot; only NUL is checked
     * @param id the identifier of the document
     * @throws IllegalArgumentException if the namespace contains NUL
     */
    public DbPointer(String namespace, ObjectId id) {
        this(Regex.checkNoNul("dbPointer namespace", namespace), id, true);
    }

    private DbPointer(String namespace, ObjectId id, @SuppressWarnings("unused") boolean checked) {
        this.namespace = Objects.requireNonNull(namespace, "namespace");
        this.id = Objects.requireNonNull(id, "id");
    }

    /** Makes a pointer of what a reader found in bytes, NUL and all. */
    static DbPointer decoded(String namespace, ObjectId id) {
        return new DbPointer(namespace, id, true);
    }

    /**
     * The namespace.
     *
     * @return database and collection, joined by a dot
     */
    public String namespace() {
        return namespace;
    }

    /**
     * The identifier of the document.
     *
     * @return the identifier
     */
    public ObjectId id() {
        return id;
    }

    /** Whether the other object is a pointer to the same document. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DbPointer pointer && namespace.equals(pointer.namespace) && id.equals(pointer.id);
    }

    @Override
    public int hashCode() {
        return 31 * namespace.hashCode() + id.hashCode();
    }

    @Override
    public String toString() {
        return "DbPointer[namespace=" + namespace + ", id=" + id + "]";
    }
}
