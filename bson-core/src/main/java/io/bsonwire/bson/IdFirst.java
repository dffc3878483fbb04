package io.bsonwire.bson;

/** Moves the {@code _id} element of a document in front of the others, as servers and drivers want it on insert. */
final class IdFirst {
    private IdFirst() {}

    /**
     * Turns the elements in {@code [from, to)}, which this library has just written, so that {@code _id} is first. What
     * is behind them may be overwritten.
     */
    static void apply(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int value = BsonFormat.indexOfNul(bytes, at + 1, to) + 1;
            int next = value + BsonFormat.sizeOfValue(bytes, bytes[at] & 0xFF, value, to);
            if (value - at == 5 && bytes[at + 1] == '_' && bytes[at + 2] == 'i' && bytes[at + 3] == 'd') {
                if (at > from) {
                    int length = next - at;
                    byte[] aside = bytes.length - to >= length ? bytes : new byte[to + length];
                    System.arraycopy(bytes, at, aside, to, length);
                    System.arraycopy(bytes, from, bytes, from + length, at - from);
                    System.arraycopy(aside, to, bytes, from, length);
                }
                return;
            }
            at = next;
        }
    }
}
