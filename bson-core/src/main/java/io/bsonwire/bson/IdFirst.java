package io.bsonwire.bson;

import java.util.Arrays;

/** Moves the {@code _id} element of a document in front of the others, as servers and drivers want it on insert. */
final class IdFirst {
    private IdFirst() {}

    /** Turns the elements in {@code [from, to)}, which this library has just written, so that {@code _id} is first. */
    static void apply(byte[] bytes, int from, int to) {
        for (int at = from; at < to; ) {
            int value = BsonFormat.indexOfNul(bytes, at + 1, to) + 1;
            int next = value + BsonFormat.sizeOfValue(bytes, bytes[at] & 0xFF, value, to);
            if (value - at == 5 && bytes[at + 1] == '_' && bytes[at + 2] == 'i' && bytes[at + 3] == 'd') {
                if (at > from) {
                    byte[] id = Arrays.copyOfRange(bytes, at, next);
                    System.arraycopy(bytes, from, bytes, from + id.length, at - from);
                    System.arraycopy(id, 0, bytes, from, id.length);
                }
                return;
            }
            at = next;
        }
    }
}
