package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/** A value cannot be written as BSON: its class, its content or its size has no encoding under the codec's options. */
public final class BsonEncodeException extends BsonException {
    private static final long serialVersionUID = 1L;

    /** Whether nothing but the size is wrong. */
    private final boolean documentTooLarge;

    private BsonEncodeException(String problem, String path, @Nullable Throwable cause) {
        this(problem, path, cause, false);
    }

    private BsonEncodeException(String problem, String path, @Nullable Throwable cause, boolean documentTooLarge) {
        super(problem, -1, path, cause);
        this.documentTooLarge = documentTooLarge;
    }

    /**
     * Whether the document has reached {@link BsonLimits#maxDocumentSize()}, so that it could be encoded, or at least
     * further, under a larger limit.
     *
     * @return true if nothing but the size was wrong so far
     */
    public boolean isDocumentTooLarge() {
        return documentTooLarge;
    }

    static BsonEncodeException unknownClass(Object value, String path) {
        return new BsonEncodeException(
                "value of class " + value.getClass().getName() + " (expected: a class that has a BSON type)",
                path,
                null);
    }

    static BsonEncodeException nameNotString(@Nullable Object name, String path) {
        return new BsonEncodeException(
                "name of class " + (name == null ? "null" : name.getClass().getName())
                        + " (expected: java.lang.String)",
                path,
                null);
    }

    static BsonEncodeException nulInText(String what, int index, String path) {
        return new BsonEncodeException(what + " with NUL at index " + index + " (expected: no NUL)", path, null);
    }

    static BsonEncodeException loneSurrogate(String what, int index, char found, String path) {
        return new BsonEncodeException(
                String.format("%s with U+%04X at index %d (expected: surrogates in pairs)", what, (int) found, index),
                path,
                null);
    }

    static BsonEncodeException invalidUtf8(String what, int index, String path) {
        return new BsonEncodeException(
                what + " with malformed byte at index " + index + " (expected: well-formed UTF-8)", path, null);
    }

    static BsonEncodeException outOfRange(String what, Object value, String expected, String path) {
        return new BsonEncodeException(what + ": " + value + " (expected: " + expected + ")", path, null);
    }

    static BsonEncodeException outOfRange(String what, Object value, String expected, String path, Throwable cause) {
        return new BsonEncodeException(what + ": " + value + " (expected: " + expected + ")", path, cause);
    }

    static BsonEncodeException uuidRepresentationMissing(String path) {
        return new BsonEncodeException(
                "java.util.UUID under UuidRepresentation.UNSPECIFIED (expected: a representation set in the codec)",
                path,
                null);
    }

    static BsonEncodeException tooDeep(int limit, String path) {
        return new BsonEncodeException(
                "nesting depth: " + (limit + 1) + " (expected: at most the limit of " + limit + ")", path, null);
    }

    static BsonEncodeException documentTooLarge(long length, int limit, String path) {
        return new BsonEncodeException(
                "document length: at least " + length + " (expected: at most the limit of " + limit + ")",
                path,
                null,
                true);
    }

    static BsonEncodeException targetFull(long needed, int available, String path) {
        return new BsonEncodeException(
                "bytes to write: " + needed + " (expected: at most the " + available + " that the target can take)",
                path,
                null);
    }
}
