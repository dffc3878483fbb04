package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int64;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recently seen names, so that a name met again costs neither a String nor an encoding. Two tables of fixed size,
 * shared by all threads, hold pairs of names: one found by bytes (decoding), one by String (encoding).
 * With a single name per slot, two names of one document that share a slot would drive each other out for ever.
 *
 * <p>Entries are immutable and replaced, never grown: there is no lock, a lost race costs one miss, and names chosen to
 * collide cost misses only. Only well-formed names without NUL are kept, so a hit has passed the checks.
 */
final class FieldNameCache {
    private static final int SLOTS = 4096;
    /** A longer name is not kept: the tables stay below about 2 MiB however hostile the input. */
    static final int MAX_LENGTH = 128;

    private static final @Nullable FieldName[] BY_BYTES = new FieldName[SLOTS];
    private static final @Nullable FieldName[] BY_TEXT = new FieldName[SLOTS];

    private FieldNameCache() {}

    /**
     * The name that starts at {@code at}, ended by a NUL before {@code limit}; checked as {@link Window#nameEnd} does.
     */
    static FieldName find(Window window, int at, int limit) {
        byte[] bytes = window.bytes;
        if (at <= limit - 16) {
            long head = int64(bytes, at);
            long zeros = BsonFormat.zeroBytes(head);
            long tail = 0;
            int length;
            if (zeros != 0) {
                int bits = Long.numberOfTrailingZeros(zeros) & ~7;
                length = bits >>> 3;
                head &= (1L << bits) - 1;
            } else {
                tail = int64(bytes, at + 8);
                zeros = BsonFormat.zeroBytes(tail);
                if (zeros == 0) {
                    return findLong(window, at, limit);
                }
                int bits = Long.numberOfTrailingZeros(zeros) & ~7;
                length = 8 + (bits >>> 3);
                tail &= (1L << bits) - 1;
            }
            int slot = FieldName.hash(head, tail, length) & (SLOTS - 1);
            FieldName known = BY_BYTES[slot];
            if (known != null && known.matches(head, tail, bytes, at, length)) {
                return known;
            }
            known = BY_BYTES[slot ^ 1];
            if (known != null && known.matches(head, tail, bytes, at, length)) {
                return known;
            }
        }
        return findLong(window, at, limit);
    }

    private static FieldName findLong(Window window, int at, int limit) {
        byte[] bytes = window.bytes;
        int nul = BsonFormat.indexOfNul(bytes, at, limit);
        if (nul < 0) {
            nul = window.nameEnd(at, limit); // says what is wrong
        }
        int length = nul - at;
        long head = FieldName.headOf(bytes, at, nul);
        long tail = FieldName.tailOf(bytes, at, nul);
        int slot = FieldName.hash(head, tail, length) & (SLOTS - 1);
        for (int way = 0; way < 2; way++) {
            FieldName known = BY_BYTES[slot ^ way];
            if (known != null && known.matches(head, tail, bytes, at, length)) {
                return known;
            }
        }
        window.nameEnd(at, limit);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        FieldName name = new FieldName(text, Arrays.copyOfRange(bytes, at, nul));
        // Under REPLACE a malformed name gets here: it must not be taken for a checked one later.
        if (length <= MAX_LENGTH && (window.strictUtf8() || BsonFormat.indexOfMalformedUtf8(bytes, at, nul) < 0)) {
            BY_BYTES[slot ^ 1] = BY_BYTES[slot];
            BY_BYTES[slot] = name;
        }
        return name;
    }

    /** The cached encoding of {@code text}, or null; {@link #remember} makes it known. */
    static @Nullable FieldName find(String text) {
        int slot = slot(text);
        FieldName known = BY_TEXT[slot];
        if (known != null && known.text.equals(text)) {
            return known;
        }
        known = BY_TEXT[slot ^ 1];
        return known != null && known.text.equals(text) ? known : null;
    }

    /** Keeps the encoding of a name that has no NUL and no lone surrogate. */
    static void remember(FieldName name) {
        if (name.length() <= MAX_LENGTH) {
            int slot = slot(name.text);
            BY_TEXT[slot ^ 1] = BY_TEXT[slot];
            BY_TEXT[slot] = name;
        }
    }

    private static int slot(String text) {
        int hash = text.hashCode();
        return (hash ^ (hash >>> 12) ^ (hash >>> 22)) & (SLOTS - 1);
    }
}
