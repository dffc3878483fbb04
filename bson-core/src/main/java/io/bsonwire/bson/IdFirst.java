package io.bsonwire.bson;

/** Moves the {@code _id} element of a document in front of the others, as servers and drivers want it on insert. */
final class IdFirst {
    /** Bytes in front of the value: type, name and NUL. */
    private static final int NAMED = 5;

    private IdFirst() {}

    /** Where {@code _id} is among the elements in {@code [from, to)}, if it is behind the first; 0 if not. */
    static int find(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int value = BsonFormat.indexOfNul(bytes, at + 1, to) + 1;
            if (value - at == NAMED && bytes[at + 1] == '_' && bytes[at + 2] == 'i' && bytes[at + 3] == 'd') {
                return at > from ? at : 0;
            }
            at = value + BsonFormat.sizeOfValue(bytes, bytes[at] & 0xFF, value, to);
        }
        return 0;
    }

    /**
     * Turns the elements in {@code [from, to)}, which this library has just written, so that the {@code _id} at
     * {@code at} is first. What is behind them may be overwritten.
     */
    static void move(byte[] bytes, int from, int at, int to) {
        int length = NAMED + BsonFormat.sizeOfValue(bytes, bytes[at] & 0xFF, at + NAMED, to);
        byte[] aside = bytes.length - to >= length ? bytes : new byte[to + length];
        System.arraycopy(bytes, at, aside, to, length);
        System.arraycopy(bytes, from, bytes, from + length, at - from);
        System.arraycopy(aside, to, bytes, from, length);
    }
}
