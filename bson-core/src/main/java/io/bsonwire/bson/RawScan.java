package io.bsonwire.bson;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Walks over elements where they lie: in the array of a heap buffer, or through the getters of any other. The sizes and
 * the rules are those of {@link BsonFormat}; only the reads differ.
 *
 * <p>Every method takes the buffer and its array, if it has one. Indexes are indexes of the array then, of the buffer
 * otherwise. Nothing here throws: what would reach beyond the limit given is reported by a negative result, so whoever
 * gets one can say at leisure what is wrong.
 */
final class RawScan {
    /** {@link #find}: the elements are fine and none has the name. Lower results stand for a place, see below. */
    static final int ABSENT = -1;

    private RawScan() {}

    static byte int8(ByteBuf buffer, byte @Nullable [] array, int at) {
        return array != null ? array[at] : buffer.getByte(at);
    }

    static int int32(ByteBuf buffer, byte @Nullable [] array, int at) {
        return array != null ? BsonFormat.int32(array, at) : buffer.getIntLE(at);
    }

    static long int64(ByteBuf buffer, byte @Nullable [] array, int at) {
        return array != null ? BsonFormat.int64(array, at) : buffer.getLongLE(at);
    }

    /** The eight bytes at {@code at} as a little-endian word, with zeros for those from {@code limit} on. */
    static long word(ByteBuf buffer, byte @Nullable [] array, int at, int limit) {
        int missing = at - (limit - 8);
        if (missing <= 0) {
            return int64(buffer, array, at);
        }
        if (limit >= 8) { // the word that ends at the limit holds them all
            return missing < 8 ? int64(buffer, array, limit - 8) >>> (missing << 3) : 0;
        }
        long word = 0;
        for (int i = limit - 1; i >= at; i--) {
            word = (word << 8) | (int8(buffer, array, i) & 0xFF);
        }
        return word;
    }

    /** The index of the first NUL in {@code [from, limit)}, or -1. */
    static int indexOfNul(ByteBuf buffer, byte @Nullable [] array, int from, int limit) {
        if (array != null) {
            return BsonFormat.indexOfNul(array, from, limit);
        }
        for (int at = from; at < limit; at += 8) {
            long zeros = BsonFormat.zeroBytes(word(buffer, null, at, limit));
            if (zeros != 0) {
                int nul = at + (Long.numberOfTrailingZeros(zeros) >>> 3);
                return nul < limit ? nul : -1;
            }
        }
        return -1;
    }

    /**
     * As above. If the NUL is where it is expected, the result does not depend on the bytes but on the branch that has
     * looked at them, so a processor that predicts the branch goes on with what is behind before they are there: that takes
     * a third off the walk over a document (RawIterateBenchmark) and a fifth off that over an array that is not in the
     * cache (ParseReplyBenchmark).
     */
    static int indexOfNul(ByteBuf buffer, byte @Nullable [] array, int from, int limit, int expected) {
        int length = expected - from;
        int available = limit - from;
        boolean found = length < 8
                ? available >= 8 && firstNulIs(length, int64(buffer, array, from))
                : length < 16
                        && available >= 16
                        && BsonFormat.zeroBytes(int64(buffer, array, from)) == 0
                        && firstNulIs(length - 8, int64(buffer, array, from + 8));
        return found ? expected : indexOfNul(buffer, array, from, limit);
    }

    /** Whether the first zero byte of a word is this one, counted from 0 to 7. */
    static boolean firstNulIs(int place, long word) {
        long zeros = BsonFormat.zeroBytes(word);
        return (zeros & -zeros) == 0x80L << (place << 3);
    }

    /**
     * The size of the value at {@code at} as its length fields give it, or negative if it has none that fits. What is most
     * common is told by branches, for the reason given above, and not by the table of sizes.
     */
    static int sizeOfValue(ByteBuf buffer, byte @Nullable [] array, int typeByte, int at, int limit) {
        int available = limit - at;
        return switch (typeByte & 0xFF) {
            case 0x01, 0x09, 0x12 -> available < 8 ? -1 : 8;
            case 0x10 -> available < 4 ? -1 : 4;
            case 0x02 -> available < 4 ? -1 : BsonFormat.sizeOfPrefixed(0x02, int32(buffer, array, at), available);
            case 0x03 -> available < 4 ? -1 : BsonFormat.sizeOfPrefixed(0x03, int32(buffer, array, at), available);
            default -> sizeOfOther(buffer, array, typeByte, at, limit);
        };
    }

    private static int sizeOfOther(ByteBuf buffer, byte @Nullable [] array, int typeByte, int at, int limit) {
        int size = BsonFormat.valueSize(typeByte);
        int available = limit - at;
        if (size == BsonFormat.LENGTH_PREFIXED) {
            return available < 4 ? -1 : BsonFormat.sizeOfPrefixed(typeByte, int32(buffer, array, at), available);
        }
        if (size == BsonFormat.TWO_CSTRINGS) {
            int pattern = indexOfNul(buffer, array, at, limit);
            int options = pattern < 0 ? -1 : indexOfNul(buffer, array, pattern + 1, limit);
            return options < 0 ? -1 : options + 1 - at;
        }
        return size <= available ? size : -1;
    }

    /**
     * Looks at the element at {@code at}.
     *
     * @param last index of the closing NUL of the document that holds it
     * @return where its value starts (high half) and ends (low half); -1 if there is no element that fits
     */
    static long element(ByteBuf buffer, byte @Nullable [] array, int at, int last) {
        int nul = indexOfNul(buffer, array, at + 1, last);
        if (nul < 0) {
            return -1;
        }
        int size = sizeOfValue(buffer, array, int8(buffer, array, at), nul + 1, last);
        return size < 0 ? -1 : ((long) (nul + 1) << 32) | (nul + 1 + size);
    }

    /**
     * Finds the first element of a name. Elements behind it are not looked at.
     *
     * @param from index of the first element
     * @param last index of the closing NUL of the document
     * @return index of the element's type byte; {@link #ABSENT}; or, below that, what {@link #failedAt} understands
     */
    static int find(ByteBuf buffer, byte @Nullable [] array, int from, int last, FieldName name) {
        long head = name.head();
        long headMask = name.headMask();
        int at = from;
        int length = 0;
        while (at < last) {
            int nameAt = at + 1;
            long word = word(buffer, array, nameAt, last + 1);
            boolean found = (word & headMask) == head && tailMatches(buffer, array, nameAt, last + 1, name);
            int nul = found ? nameAt + name.length() : indexOfNul(buffer, array, nameAt, last, nameAt + length);
            length = nul - nameAt;
            int size = nul < 0 || nul >= last ? -1 : sizeOfValue(buffer, array, int8(buffer, array, at), nul + 1, last);
            if (size < 0) {
                return -2 - at;
            }
            if (found) {
                return at;
            }
            at = nul + 1 + size;
        }
        return ABSENT;
    }

    /** The index of the element that does not fit, of a result of {@link #find} below {@link #ABSENT}. */
    static int failedAt(int found) {
        return -2 - found;
    }

    /** Whether the bytes at {@code at} are the name and a NUL. */
    static boolean nameMatches(ByteBuf buffer, byte @Nullable [] array, int at, int limit, FieldName name) {
        return (word(buffer, array, at, limit) & name.headMask()) == name.head()
                && tailMatches(buffer, array, at, limit, name);
    }

    /** Compares what the name's first word does not cover, the NUL included. */
    private static boolean tailMatches(ByteBuf buffer, byte @Nullable [] array, int at, int limit, FieldName name) {
        int length = name.length();
        if (length < 8) {
            return true;
        }
        if (length >= limit - at) {
            return false;
        }
        if (length < 16) {
            long mask = -1L >>> ((15 - length) << 3);
            return (word(buffer, array, at + 8, limit) & mask) == name.tail();
        }
        byte[] utf8 = name.utf8;
        for (int i = 8; i < length - 8; i += 8) {
            if (int64(buffer, array, at + i) != BsonFormat.int64(utf8, i)) {
                return false;
            }
        }
        return int64(buffer, array, at + length - 8) == name.tail() && int8(buffer, array, at + length) == 0;
    }
}
