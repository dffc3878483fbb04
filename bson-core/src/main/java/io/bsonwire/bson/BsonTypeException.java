package io.bsonwire.bson;

/** The bytes are fine, but they do not hold what the caller asked for: another type, or no such element. */
public final class BsonTypeException extends BsonException {
    private static final long serialVersionUID = 1L;

    private BsonTypeException(String problem, long offset, String path) {
        super(problem, offset, path, null);
    }

    static BsonTypeException wrongType(String found, String expected, long offset, String path) {
        return new BsonTypeException("type: " + found + " (expected: " + expected + ")", offset, path);
    }

    static BsonTypeException absent(String expected, String path) {
        return new BsonTypeException("element: absent (expected: " + expected + ")", -1, path);
    }

    static BsonTypeException noIndex(int index, int size, String path) {
        String expected = size == 0 ? "none, the array is empty" : "0 to " + (size - 1);
        return new BsonTypeException("array index: " + index + " (expected: " + expected + ")", -1, path);
    }

    static BsonTypeException notInt64(Number number, long offset, String path) {
        return new BsonTypeException("number: " + number + " (expected: an integer within int64)", offset, path);
    }
}
