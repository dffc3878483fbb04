package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int64;
import static io.bsonwire.bson.BsonFormat.putInt64;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A name together with its UTF-8 bytes, checked once: well-formed, no NUL. The first 16 bytes are held as two
 * little-endian words with zeros behind the name, so a short name is compared and written by words, and the NUL that
 * ends it comes with them.
 */
final class FieldName {
    /** Bytes that {@link #put} may touch beyond the name and its NUL. */
    static final int SLACK = 16;

    /** The name. */
    final String text;
    /** The UTF-8 bytes without the NUL. */
    final byte[] utf8;

    private final int length;
    private final boolean id;
    private final long head;
    private final long tail;

    FieldName(String text, byte[] utf8) {
        this.text = text;
        this.utf8 = utf8;
        this.length = utf8.length;
        this.id = text.equals("_id");
        byte[] padded = Arrays.copyOf(utf8, Math.max(16, utf8.length));
        this.head = int64(padded, 0);
        this.tail = utf8.length <= 16 ? int64(padded, 8) : int64(padded, utf8.length - 8);
    }

    /** The pre-encoded form of a name that has no NUL and no lone surrogate. */
    static FieldName of(String text) {
        return new FieldName(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether this is {@code _id}. */
    boolean isId() {
        return id;
    }

    int length() {
        return length;
    }

    /** The first eight bytes, with zeros behind a shorter name. */
    long head() {
        return head;
    }

    /** Bytes 8 to 15 with zeros behind them; of a name of 16 bytes or more, its last eight bytes. */
    long tail() {
        return tail;
    }

    /** Which bits of an element's first eight bytes have to be {@link #head}: name and NUL, as far as they reach. */
    long headMask() {
        return utf8.length < 8 ? -1L >>> ((7 - utf8.length) << 3) : -1L;
    }

    /** A hash of the words that {@link #hash(long, long, int)} takes from bytes. */
    int hash() {
        return hash(head, tail, utf8.length);
    }

    static int hash(long head, long tail, int length) {
        long mixed = (head ^ Long.rotateLeft(tail, 29) ^ length) * 0x9E3779B97F4A7C15L;
        return (int) (mixed >>> 32);
    }

    /** The first word of the name in {@code [at, nul)}. */
    static long headOf(byte[] bytes, int at, int nul) {
        return word(bytes, at, Math.min(nul, at + 8));
    }

    /** The second word of a name of up to 16 bytes, the last eight bytes of a longer one. */
    static long tailOf(byte[] bytes, int at, int nul) {
        int length = nul - at;
        return length <= 8 ? 0 : length <= 16 ? word(bytes, at + 8, nul) : int64(bytes, nul - 8);
    }

    private static long word(byte[] bytes, int from, int to) {
        if (from <= bytes.length - 8) {
            int length = to - from;
            return length == 8 ? int64(bytes, from) : int64(bytes, from) & ((1L << (length << 3)) - 1);
        }
        long word = 0;
        for (int i = to - 1; i >= from; i--) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return word;
    }

    /** Whether the name in {@code [at, at + length)} is this one; its two words are given. */
    boolean matches(long otherHead, long otherTail, byte[] bytes, int at, int length) {
        return head == otherHead
                && tail == otherTail
                && this.length == length
                && (length <= 16 || Arrays.equals(utf8, 8, length - 8, bytes, at + 8, at + length - 8));
    }

    /** Writes name and NUL at {@code at}, where {@link #SLACK} bytes more than that are free. */
    int put(byte[] target, int at) {
        if (length < 16) {
            putInt64(target, at, head);
            putInt64(target, at + 8, tail);
        } else {
            System.arraycopy(utf8, 0, target, at, length);
            target[at + length] = 0;
        }
        return at + length + 1;
    }
}
