package io.bsonwire.bson;

import java.nio.charset.StandardCharsets;

/**
 * Finds the path of the element at an offset by walking the document again from its start. Paths are needed for errors
 * only, so no reader pays for keeping one; all bytes before the offset have passed the reader's checks by then.
 */
final class ElementPath {
    private static final int MAX_NAME_LENGTH = 80;

    private ElementPath() {}

    /** The path of the innermost element whose type byte, name or value holds {@code target}; empty if none does. */
    static String of(byte[] bytes, int start, int end, int target) {
        StringBuilder path = new StringBuilder();
        int at = start + 4;
        int limit = end;
        boolean inArray = false;
        while (target >= at && at < limit && bytes[at] != 0) {
            int typeByte = bytes[at] & 0xFF;
            int nul = BsonFormat.indexOfNul(bytes, at + 1, limit);
            if (nul < 0) {
                break;
            }
            int value = nul + 1;
            int size = BsonFormat.sizeOfValue(bytes, typeByte, value, limit);
            if (size >= 0 && target >= value + size && target > at) {
                at = value + size;
                continue;
            }
            append(path, new String(bytes, at + 1, nul - at - 1, StandardCharsets.UTF_8), inArray);
            int inner = size < 0 ? -1 : startOfContainer(bytes, typeByte, value);
            if (inner < 0 || target < inner + 4) {
                break;
            }
            limit = value + size;
            at = inner + 4;
            inArray = typeByte == BsonType.ARRAY.code();
        }
        return path.toString();
    }

    /** Appends one step: {@code .name} or {@code [index]}; overlong names are cut. */
    static void append(StringBuilder path, String name, boolean inArray) {
        String step = name;
        if (name.length() > MAX_NAME_LENGTH) {
            boolean splitsPair = Character.isHighSurrogate(name.charAt(MAX_NAME_LENGTH - 1));
            step = name.substring(0, splitsPair ? MAX_NAME_LENGTH - 1 : MAX_NAME_LENGTH) + "\u2026";
        }
        if (inArray) {
            path.append('[').append(step).append(']');
        } else {
            path.append(path.length() == 0 ? "" : ".").append(step);
        }
    }

    /** The index of the length field of the document inside the value, or -1 if the value holds none. */
    private static int startOfContainer(byte[] bytes, int typeByte, int value) {
        if (typeByte == BsonType.DOCUMENT.code() || typeByte == BsonType.ARRAY.code()) {
            return value;
        }
        if (typeByte == BsonType.CODE_WITH_SCOPE.code()) {
            long scope = value + 8L + BsonFormat.int32(bytes, value + 4);
            boolean inside = scope >= value + 9 && scope <= value + (long) BsonFormat.int32(bytes, value) - 5;
            return inside ? (int) scope : -1;
        }
        return -1;
    }
}
