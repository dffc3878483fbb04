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
    /** Bytes of type, name and NUL that fit into two words. */
    private static final int SHORT = 2 * Long.BYTES;

    /** The name. */
    final String text;
    /** The UTF-8 bytes without the NUL. */
    final byte[] utf8;

    private final int length;
    private final int size;
    private final boolean id;
    private final long head;
    private final long tail;

    // Type byte, name and NUL of an element in two words, as far as they fit; the type byte is left out.
    private final long first;
    private final long second;
    private final long firstMask;
    private final long secondMask;

    FieldName(String text, byte[] utf8) {
        this.text = text;
        this.utf8 = utf8;
        this.length = utf8.length;
        this.size = length + 2;
        this.id = text.equals("_id");
        this.head = headOf(utf8, 0, length);
        this.tail = tailOf(utf8, 0, length);
        this.first = head << 8;
        this.second = length < Long.BYTES ? 0 : headOf(utf8, Long.BYTES - 1, length);
        this.firstMask = size > SHORT ? 0xFF : lowBytes(size) & ~0xFF; // with 0xFF nothing is equal: a type is not 0
        this.secondMask = lowBytes(size - Long.BYTES);
    }

    private static long lowBytes(int count) {
        return count <= 0 ? 0 : count >= Long.BYTES ? -1 : (1L << (count << 3)) - 1;
    }

    /** The pre-encoded form of a name that has no NUL and no lone surrogate. */
    static FieldName of(String text) {
        return new FieldName(text, text.getBytes(StandardCharsets.UTF_8));
    }

    /** This name with another String of the same characters as its text. */
    @SuppressWarnings("ReferenceEquality") // most are the same
    FieldName as(String other) {
        return other == text ? this : new FieldName(other, utf8);
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

    /** The first eight bytes of an element of this name, the type byte left out. */
    long first() {
        return first;
    }

    /** The next eight bytes, with zeros behind the NUL. */
    long second() {
        return second;
    }

    /** Whether type byte, name and NUL are longer than {@link #first} and {@link #second}. */
    boolean isLong() {
        return size > SHORT;
    }

    /** How many bytes the type byte, the name and its NUL take. */
    int size() {
        return size;
    }

    /**
     * Whether the element with its type byte at {@code at} has this name, as far as 16 bytes can tell, which have to be there:
     * a longer name is not matched.
     */
    boolean matches(byte[] bytes, int at) {
        return (int64(bytes, at) & firstMask) == first && (int64(bytes, at + Long.BYTES) & secondMask) == second;
    }

    /**
     * Writes what an element of this name, which {@link #isLong}, has between {@link #second} and its value; its type byte is
     * at {@code at}.
     */
    void putRest(byte[] target, int at) {
        int last = length - Long.BYTES;
        for (int i = Math.min(SHORT - 1, last); ; i = Math.min(i + Long.BYTES, last)) {
            putInt64(target, at + 1 + i, int64(utf8, i));
            if (i == last) {
                break;
            }
        }
        target[at + 1 + length] = 0;
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
