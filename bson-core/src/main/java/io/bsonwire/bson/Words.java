package io.bsonwire.bson;

import io.netty.util.internal.PlatformDependent;

/**
 * Eight bytes of an array as a little-endian word. The caller has made sure that they are there, once for several words:
 * what Netty reads and writes its own arrays with is used, which does not ask again. Where Netty does without that (see
 * {@link StringBytes}), each word is checked.
 */
final class Words {
    private static final boolean UNCHECKED = PlatformDependent.hasUnsafe()
            && PlatformDependent.isUnaligned()
            && !PlatformDependent.BIG_ENDIAN_NATIVE_ORDER;

    private Words() {}

    /** Makes sure that an array has a word at {@code at}, another behind it, and {@code room} bytes, no fewer, at {@code to}. */
    static void check(byte[] bytes, int at, int to, int room) {
        if ((at | (to - at) | (bytes.length - room - to)) < 0) {
            throw new IndexOutOfBoundsException("words at " + at + " and " + to + " of " + bytes.length + " bytes");
        }
    }

    static long get(byte[] bytes, int at) {
        return UNCHECKED ? PlatformDependent.getLong(bytes, at) : BsonFormat.int64(bytes, at);
    }

    /**
     * An array of one to eight bytes as a word, with zeros in place of those that it does not have. There are no branches
     * for its length: the word is read that ends where the array ends. What that has in front of the array's bytes is of
     * the header that the platform puts there, which has eight bytes at least, and is shifted out.
     */
    static long whole(byte[] bytes) {
        int length = bytes.length;
        if (UNCHECKED) {
            return PlatformDependent.getLong(bytes, length - Long.BYTES) >>> -(length << 3);
        }
        long word = 0;
        for (int i = length - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[i] & 0xFF);
        }
        return word;
    }

    static void put(byte[] bytes, int at, long word) {
        if (UNCHECKED) {
            PlatformDependent.putLong(bytes, at, word);
        } else {
            BsonFormat.putInt64(bytes, at, word);
        }
    }
}
