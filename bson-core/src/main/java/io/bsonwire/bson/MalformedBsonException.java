package io.bsonwire.bson;

import org.jspecify.annotations.Nullable;

/** The bytes are not the BSON that the specification and the codec's limits allow. */
public final class MalformedBsonException extends BsonException {
    private static final long serialVersionUID = 1L;

    private MalformedBsonException(String problem, long offset, String path, @Nullable Throwable cause) {
        super(problem, offset, path, cause);
    }

    static MalformedBsonException truncatedHeader(int available, long offset) {
        return new MalformedBsonException(
                "document cut short: " + available + " bytes (expected: at least " + BsonFormat.MIN_DOCUMENT_LENGTH
                        + ")",
                offset,
                "",
                null);
    }

    static MalformedBsonException rootLength(int length, int available, long offset) {
        String expected = length < BsonFormat.MIN_DOCUMENT_LENGTH
                ? "at least " + BsonFormat.MIN_DOCUMENT_LENGTH
                : "at most the " + available + " bytes that are there";
        return new MalformedBsonException(
                "document length: " + length + " (expected: " + expected + ")", offset, "", null);
    }

    static MalformedBsonException documentTooLarge(int length, int limit, long offset) {
        return new MalformedBsonException(
                "document length: " + length + " (expected: at most the limit of " + limit + ")", offset, "", null);
    }

    static MalformedBsonException trailingBytes(int count, long offset) {
        return new MalformedBsonException("bytes after the document: " + count + " (expected: none)", offset, "", null);
    }

    static MalformedBsonException valueLength(int typeByte, int length, int available, long offset, String path) {
        int min = BsonFormat.minLength(typeByte);
        int max = available - BsonFormat.lengthOverhead(typeByte);
        if (max < min) {
            return valueCutShort(typeByte, available, available - max + min, offset, path);
        }
        return new MalformedBsonException(
                typeName(typeByte) + " length: " + length + " (expected: " + min + " to " + max + ")",
                offset,
                path,
                null);
    }

    static MalformedBsonException valueCutShort(int typeByte, int available, int needed, long offset, String path) {
        return new MalformedBsonException(
                typeName(typeByte) + " cut short: " + available + " bytes left (expected: " + needed + ")",
                offset,
                path,
                null);
    }

    static MalformedBsonException unknownType(int typeByte, long offset, String path) {
        return new MalformedBsonException(
                String.format("type byte: 0x%02X (expected: a BSON type)", typeByte & 0xFF), offset, path, null);
    }

    static MalformedBsonException earlyTerminator(int left, long offset, String path) {
        return new MalformedBsonException(
                "document ends " + left + " bytes before its length says (expected: an element)", offset, path, null);
    }

    static MalformedBsonException missingTerminator(int typeByte, int found, long offset, String path) {
        return new MalformedBsonException(
                String.format("last byte of %s: 0x%02X (expected: 0x00)", typeName(typeByte), found & 0xFF),
                offset,
                path,
                null);
    }

    static MalformedBsonException unterminatedText(String what, long offset, String path) {
        return new MalformedBsonException(
                what + " without end (expected: a NUL before the document's end)", offset, path, null);
    }

    static MalformedBsonException invalidUtf8(String what, int found, long offset, String path) {
        return new MalformedBsonException(
                String.format("byte in %s: 0x%02X (expected: well-formed UTF-8)", what, found & 0xFF),
                offset,
                path,
                null);
    }

    static MalformedBsonException booleanByte(int found, long offset, String path) {
        return new MalformedBsonException(
                String.format("boolean byte: 0x%02X (expected: 0x00 or 0x01)", found & 0xFF), offset, path, null);
    }

    static MalformedBsonException innerBinaryLength(int inner, int outer, long offset, String path) {
        return new MalformedBsonException(
                "inner length of old binary: " + inner + " (expected: " + (outer - 4) + ", the length less 4)",
                offset,
                path,
                null);
    }

    static MalformedBsonException codeWithScopeLength(int total, long parts, long offset, String path) {
        return new MalformedBsonException(
                "javascriptWithScope length: " + total + " (expected: " + parts + ", the sum of its parts)",
                offset,
                path,
                null);
    }

    static MalformedBsonException tooDeep(int limit, long offset, String path) {
        return new MalformedBsonException(
                "nesting depth: " + (limit + 1) + " (expected: at most the limit of " + limit + ")",
                offset,
                path,
                null);
    }

    static MalformedBsonException duplicateName(String name, long offset, String path) {
        return new MalformedBsonException(
                "duplicate name: \"" + name + "\" (expected: each name once)", offset, path, null);
    }

    static MalformedBsonException nameCheck(String name, String rule, long offset, String path) {
        return new MalformedBsonException("name: \"" + name + "\" (expected: " + rule + ")", offset, path, null);
    }

    static MalformedBsonException truncatedStream(int available, int needed, long offset) {
        return new MalformedBsonException(
                "stream ends inside a document: " + available + " bytes left (expected: " + needed + ")",
                offset,
                "",
                null);
    }

    private static String typeName(int typeByte) {
        BsonType type = BsonType.fromByte(typeByte);
        return type == null ? String.format("type 0x%02X", typeByte & 0xFF) : type.alias();
    }
}
