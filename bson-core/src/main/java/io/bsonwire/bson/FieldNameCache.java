package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.int64;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
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
    /** The hash codes of the texts there: most names that are not known are told by them, without a look at another name. */
    private static final int[] TEXT_HASHES = new int[SLOTS];

    private FieldNameCache() {}

    // ---- found by bytes ----

    /** The name that starts at {@code at}, ended by a NUL before {@code limit}, or null if it is not known. */
    static @Nullable FieldName find(Window window, int at, int limit) {
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
                    return findLong(bytes, at, limit);
                }
                int bits = Long.numberOfTrailingZeros(zeros) & ~7;
                length = 8 + (bits >>> 3);
                tail &= (1L << bits) - 1;
            }
            return find(head, tail, bytes, at, length);
        }
        return findLong(bytes, at, limit);
    }

    private static @Nullable FieldName findLong(byte[] bytes, int at, int limit) {
        int nul = BsonFormat.indexOfNul(bytes, at, limit);
        return nul < 0
                ? null
                : find(FieldName.headOf(bytes, at, nul), FieldName.tailOf(bytes, at, nul), bytes, at, nul - at);
    }

    private static @Nullable FieldName find(long head, long tail, byte[] bytes, int at, int length) {
        int slot = slot(head, tail, length);
        FieldName known = BY_BYTES[slot];
        if (known != null && known.matches(head, tail, bytes, at, length)) {
            return known;
        }
        known = BY_BYTES[slot ^ 1];
        return known != null && known.matches(head, tail, bytes, at, length) ? known : null;
    }

    /** The text of the name in {@code [at, nul)}, checked or taken from here. */
    static String text(Window window, int at, int nul) {
        FieldName known = find(window, at, window.end);
        if (known != null) {
            return known.text;
        }
        window.nameEnd(at, nul + 1);
        return learn(window, at, nul);
    }

    /** The text of the name in {@code [at, nul)}, which has passed {@link Window#nameEnd} and is not known. */
    static String learn(Window window, int at, int nul) {
        byte[] bytes = window.bytes;
        String text = new String(bytes, at, nul - at, StandardCharsets.UTF_8);
        // Under REPLACE a malformed name gets here: it must not be taken for a checked one later.
        if (nul - at <= MAX_LENGTH && (window.strictUtf8() || text.indexOf('\uFFFD') < 0)) {
            int slot = slot(FieldName.headOf(bytes, at, nul), FieldName.tailOf(bytes, at, nul), nul - at);
            if (admits(BY_BYTES, slot)) {
                put(BY_BYTES, slot, new FieldName(text, Arrays.copyOfRange(bytes, at, nul)));
            }
        }
        return text;
    }

    // ---- found by text ----

    /** The name of this text, or null if it is not known. */
    static @Nullable FieldName find(String text) {
        int hash = text.hashCode();
        int slot = slot(hash);
        if (TEXT_HASHES[slot] == hash) {
            FieldName known = BY_TEXT[slot];
            if (known != null && known.text.equals(text)) {
                return known;
            }
        }
        if (TEXT_HASHES[slot ^ 1] == hash) {
            FieldName known = BY_TEXT[slot ^ 1];
            if (known != null && known.text.equals(text)) {
                return known;
            }
        }
        return null;
    }

    /** Keeps a name that has no NUL and no lone surrogate. */
    static void remember(FieldName name) {
        if (name.length() <= MAX_LENGTH) {
            putText(slot(name.text.hashCode()), name);
        }
    }

    /** Sees a name that is not known, has no NUL and is encoded in {@code [at, nul)}. */
    static void learn(String text, byte[] bytes, int at, int nul) {
        int slot = slot(text.hashCode());
        // A lone surrogate has been replaced and must not pass for checked.
        if (nul - at <= MAX_LENGTH && admits(BY_TEXT, slot) && BsonFormat.indexOfLoneSurrogate(text) < 0) {
            putText(slot, new FieldName(text, Arrays.copyOfRange(bytes, at, nul)));
        }
    }

    private static void putText(int slot, FieldName name) {
        if (BY_TEXT[slot] != null) {
            TEXT_HASHES[slot ^ 1] = TEXT_HASHES[slot];
        }
        TEXT_HASHES[slot] = name.text.hashCode();
        put(BY_TEXT, slot, name);
    }

    // ---- both ----

    /**
     * Whether a name that is not known is to be kept: always where there is room, else one time in eight. Names that come
     * again are soon known that way, and those of a document with more names than the table has do not cost an entry each.
     */
    private static boolean admits(@Nullable FieldName[] table, int slot) {
        return table[slot] == null
                || table[slot ^ 1] == null
                || (ThreadLocalRandom.current().nextInt() & 7) == 0;
    }

    /** Puts a name into its slot; the one that is there goes to the other, from which it drives out what is there. */
    private static void put(@Nullable FieldName[] table, int slot, FieldName name) {
        if (table[slot] != null) {
            table[slot ^ 1] = table[slot];
        }
        table[slot] = name;
    }

    private static int slot(long head, long tail, int length) {
        return FieldName.hash(head, tail, length) & (SLOTS - 1);
    }

    private static int slot(int hash) {
        return (hash ^ (hash >>> 12) ^ (hash >>> 22)) & (SLOTS - 1);
    }
}
