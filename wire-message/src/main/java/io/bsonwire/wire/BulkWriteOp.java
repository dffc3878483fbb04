package io.bsonwire.wire;

import io.bsonwire.bson.BsonWritable;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One operation of the command {@code bulkWrite}, which servers from 8.0 on take (specification: Bulk Write), and the
 * namespace that it works on. {@link OpMsgBatches#operations} writes it as a document whose first element says what it
 * does and where:
 *
 * <table>
 * <caption>Layout</caption>
 * <tr><th>made by</th><th>document</th></tr>
 * <tr><td>{@link #insert}</td><td>{@code {insert: i, document: {...}}}</td></tr>
 * <tr><td>{@link #update}</td><td>{@code {update: i, filter: {...}, updateMods: {...}, ...}}</td></tr>
 * <tr><td>{@link #delete}</td><td>{@code {delete: i, filter: {...}, ...}}</td></tr>
 * </table>
 *
 * <p>{@code i} is the index of the namespace in the {@code nsInfo} of the batch, and found when the batch is written.
 */
public final class BulkWriteOp {
    /** What an operation does. */
    enum Kind {
        INSERT("insert"),
        UPDATE("update"),
        DELETE("delete");

        /** The name of the operation's first element. */
        final String text;

        Kind(String text) {
            this.text = text;
        }
    }

    private final Kind kind;
    private final String namespace;
    private final Object content;

    private BulkWriteOp(Kind kind, String namespace, @Nullable Object content) {
        if (!(content instanceof BsonWritable) && !(content instanceof Map)) {
            throw new IllegalArgumentException("content of " + kind.text + " of class "
                    + (content == null ? "null" : content.getClass().getName())
                    + " (expected: java.util.Map or io.bsonwire.bson.BsonWritable)");
        }
        this.kind = kind;
        this.namespace = namespace;
        this.content = content;
    }

    /**
     * Inserts a document.
     *
     * @param namespace database, dot and collection
     * @param document the document, a {@link Map} or {@link BsonWritable}; written as it is, so an {@code _id} had better
     *     be in front
     * @return the operation
     * @throws IllegalArgumentException if the document is neither
     */
    public static BulkWriteOp insert(String namespace, Object document) {
        return new BulkWriteOp(Kind.INSERT, namespace, document);
    }

    /**
     * Updates or replaces documents.
     *
     * @param namespace database, dot and collection
     * @param fields a {@link Map} or {@link BsonWritable} with {@code filter}, {@code updateMods} (a replacement if it is
     *     a document whose first name does not start with {@code $}) and options such as {@code multi}
     * @return the operation
     * @throws IllegalArgumentException if the fields are neither
     */
    public static BulkWriteOp update(String namespace, Object fields) {
        return new BulkWriteOp(Kind.UPDATE, namespace, fields);
    }

    /**
     * Deletes documents.
     *
     * @param namespace database, dot and collection
     * @param fields a {@link Map} or {@link BsonWritable} with {@code filter} and options such as {@code multi}
     * @return the operation
     * @throws IllegalArgumentException if the fields are neither
     */
    public static BulkWriteOp delete(String namespace, Object fields) {
        return new BulkWriteOp(Kind.DELETE, namespace, fields);
    }

    Kind kind() {
        return kind;
    }

    String namespace() {
        return namespace;
    }

    /** The document of an insert, the fields behind the first one of the others; a {@link BsonWritable} or else a map. */
    Object content() {
        return content;
    }
}
