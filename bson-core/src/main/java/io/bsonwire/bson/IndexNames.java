package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.putInt64;

/** The names of array elements: decimal indexes. */
final class IndexNames {
    /** Below this an index has up to seven digits, which fit into a {@link #word} with a NUL behind them. */
    static final int WORDS = 10_000_000;

    private static final int GROUP = 1000;

    /** The digits of the first indexes. */
    private static final long[] DIGITS = new long[GROUP];
    /** The same with zeros in front that make them three. */
    private static final long[] THREE_DIGITS = new long[GROUP];

    static {
        for (int i = 0; i < GROUP; i++) {
            long three = 0;
            for (int rest = i + GROUP; rest > 1; rest /= 10) { // the 1 in front keeps the zeros
                three = three << 8 | ('0' + rest % 10);
            }
            THREE_DIGITS[i] = three;
            DIGITS[i] = three >>> (i < 10 ? 16 : i < 100 ? 8 : 0);
        }
    }

    private IndexNames() {}

    /** The digits of an index below {@link #WORDS} as a little-endian word, with zeros behind them. */
    static long word(int index) {
        if (index < GROUP) {
            return DIGITS[index];
        }
        long word = index < GROUP * GROUP ? DIGITS[index / GROUP] : word(index / GROUP);
        return word | THREE_DIGITS[index % GROUP] << (length(word) << 3);
    }

    /** How many digits a {@link #word} has. */
    static int length(long word) {
        return Long.BYTES - (Long.numberOfLeadingZeros(word) >>> 3);
    }

    /** Writes the index and a NUL at {@code at}, where {@link FieldName#SLACK} bytes more are free. */
    static int put(int index, byte[] target, int at) {
        if (index < WORDS) {
            long word = word(index);
            putInt64(target, at, word);
            return at + length(word) + 1;
        }
        int digits = 8;
        for (int rest = index / 100_000_000; rest > 0; rest /= 10) {
            digits++;
        }
        int rest = index;
        for (int i = at + digits - 1; i >= at; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        target[at + digits] = 0;
        return at + digits + 1;
    }
}
