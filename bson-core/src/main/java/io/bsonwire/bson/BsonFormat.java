package io.bsonwire.bson;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What BSON bytes look like: little-endian numbers, the size of each type's value, NUL scanning and the rules of UTF-8.
 * Reader, writer, decoder, validator and raw views all take their arithmetic from here, so they cannot disagree.
 *
 * <p>Nothing here throws: a method that finds a violation returns a value that says so.
 */
final class BsonFormat {
    /** Length of the empty document: int32 length and the closing NUL. */
    static final int MIN_DOCUMENT_LENGTH = 5;

    /** {@link #VALUE_SIZES}: the value starts with its own length, see {@link #lengthOverhead(int)}. */
    static final int LENGTH_PREFIXED = -1;
    /** {@link #VALUE_SIZES}: the value is two NUL-terminated texts. */
    static final int TWO_CSTRINGS = -2;
    /** {@link #VALUE_SIZES}: no type has this byte. */
    static final int UNKNOWN = -3;

    private static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long LOW_BITS = 0x0101010101010101L;
    static final long HIGH_BITS = 0x8080808080808080L;

    /** Size in bytes of a value by its type byte, or one of the three negative constants above. */
    private static final byte[] VALUE_SIZES = new byte[256];

    static {
        Arrays.fill(VALUE_SIZES, (byte) UNKNOWN);
        for (BsonType type : BsonType.values()) {
            VALUE_SIZES[type.code()] = (byte)
                    switch (type) {
                        case UNDEFINED, NULL, MIN_KEY, MAX_KEY -> 0;
                        case BOOLEAN -> 1;
                        case INT32 -> 4;
                        case DOUBLE, DATE_TIME, TIMESTAMP, INT64 -> 8;
                        case OBJECT_ID -> 12;
                        case DECIMAL128 -> 16;
                        case REGEX -> TWO_CSTRINGS;
                        case STRING, CODE, SYMBOL, DB_POINTER, BINARY, DOCUMENT, ARRAY, CODE_WITH_SCOPE ->
                            LENGTH_PREFIXED;
                    };
        }
    }

    private BsonFormat() {}

    static int int32(byte[] bytes, int at) {
        return (int) INT32.get(bytes, at);
    }

    static long int64(byte[] bytes, int at) {
        return (long) INT64.get(bytes, at);
    }

    static void putInt32(byte[] bytes, int at, int value) {
        INT32.set(bytes, at, value);
    }

    static void putInt64(byte[] bytes, int at, long value) {
        INT64.set(bytes, at, value);
    }

    /** The size of a value of this type byte, or {@link #LENGTH_PREFIXED}, {@link #TWO_CSTRINGS}, {@link #UNKNOWN}. */
    static int valueSize(int typeByte) {
        return VALUE_SIZES[typeByte & 0xFF];
    }

    /** What a {@link #LENGTH_PREFIXED} value has in bytes beyond the number that its length field gives. */
    static int lengthOverhead(int typeByte) {
        return switch (typeByte & 0xFF) {
            case 0x02, 0x0D, 0x0E -> 4;
            case 0x05 -> 5;
            case 0x0C -> 16;
            default -> 0;
        };
    }

    /** The smallest legal content of the length field of a {@link #LENGTH_PREFIXED} value. */
    static int minLength(int typeByte) {
        return switch (typeByte & 0xFF) {
            case 0x02, 0x0C, 0x0D, 0x0E -> 1;
            case 0x05 -> 0;
            case 0x0F -> 4 + 5 + MIN_DOCUMENT_LENGTH;
            default -> MIN_DOCUMENT_LENGTH;
        };
    }

    /**
     * The size of a {@link #LENGTH_PREFIXED} value whose length field reads {@code length}, if it is legal and fits.
     *
     * @param available bytes from the length field to the first forbidden index
     * @return the size in bytes, or -1 if the length is below the type's minimum or the value does not fit
     */
    static int sizeOfPrefixed(int typeByte, int length, int available) {
        int overhead = lengthOverhead(typeByte);
        return length >= minLength(typeByte) && length <= available - overhead ? length + overhead : -1;
    }

    /** The size of the value at {@code at} as its length fields give it, or -1 if it does not fit. */
    static int sizeOfValue(byte[] bytes, int typeByte, int at, int limit) {
        int size = valueSize(typeByte);
        if (size == LENGTH_PREFIXED) {
            return limit - at < 4 ? -1 : sizeOfPrefixed(typeByte, int32(bytes, at), limit - at);
        }
        if (size == TWO_CSTRINGS) {
            int pattern = indexOfNul(bytes, at, limit);
            int options = pattern < 0 ? -1 : indexOfNul(bytes, pattern + 1, limit);
            return options < 0 ? -1 : options + 1 - at;
        }
        return size <= limit - at ? size : -1;
    }

    /** A bit at the top of every byte of {@code word} that is zero; exact for the lowest such byte. */
    static long zeroBytes(long word) {
        return (word - LOW_BITS) & ~word & HIGH_BITS;
    }

    /** The index of the first NUL in {@code [from, limit)}, or -1. */
    static int indexOfNul(byte[] bytes, int from, int limit) {
        int at = from;
        for (; at <= limit - 8; at += 8) {
            long zeros = zeroBytes(int64(bytes, at));
            if (zeros != 0) {
                return at + (Long.numberOfTrailingZeros(zeros) >>> 3);
            }
        }
        for (; at < limit; at++) {
            if (bytes[at] == 0) {
                return at;
            }
        }
        return -1;
    }

    /** The index of the first byte in {@code [from, limit)} that is not ASCII, or {@code limit}. */
    static int endOfAscii(byte[] bytes, int from, int limit) {
        int at = from;
        for (; at <= limit - 8; at += 8) {
            long high = int64(bytes, at) & HIGH_BITS;
            if (high != 0) {
                return at + (Long.numberOfTrailingZeros(high) >>> 3);
            }
        }
        while (at < limit && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    /** Whether {@code [from, to)} is known to be ASCII; of few bytes at the very start of the array it is not. */
    static boolean isAscii(byte[] bytes, int from, int to) {
        int last = to - Long.BYTES;
        if (last < 0) {
            return false;
        }
        for (int at = from; at < last; at += Long.BYTES) {
            if ((int64(bytes, at) & HIGH_BITS) != 0) {
                return false;
            }
        }
        long word = int64(bytes, last); // the last eight bytes, fewer of them if it reaches back beyond the first
        int before = from - last;
        return (word & (before <= 0 ? HIGH_BITS : HIGH_BITS << (before << 3))) == 0 || before == Long.BYTES;
    }

    /**
     * The index of the first byte that is not well-formed UTF-8 (Unicode table 3-7: no overlong forms, no surrogates,
     * nothing above U+10FFFF), or -1 if {@code [from, limit)} is well-formed.
     */
    static int indexOfMalformedUtf8(byte[] bytes, int from, int limit) {
        int at = from;
        while ((at = endOfAscii(bytes, at, limit)) < limit) {
            do {
                int length = utf8SequenceLength(bytes, at, limit);
                if (length == 0) {
                    return at;
                }
                at += length;
            } while (at < limit && bytes[at] < 0);
        }
        return -1;
    }

    /** Length of the well-formed multi-byte sequence at {@code at}, or 0 if there is none. */
    private static int utf8SequenceLength(byte[] bytes, int at, int limit) {
        int lead = bytes[at] & 0xFF;
        if (lead < 0xC2 || lead > 0xF4) {
            return 0;
        }
        int length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        if (length > limit - at) {
            return 0;
        }
        int second = bytes[at + 1] & 0xFF;
        int low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        int high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < low || second > high) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }

    /**
     * The number of UTF-8 bytes of {@code text} from the char at {@code from} on; a lone surrogate counts as the three
     * bytes of U+FFFD.
     */
    static long utf8Length(String text, int from) {
        long length = 0;
        int n = text.length();
        for (int i = from; i < n; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                length += 1;
            } else if (c < 0x800) {
                length += 2;
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                length += 4;
                i++;
            } else {
                length += 3;
            }
        }
        return length;
    }

    /** The index of the first surrogate in {@code text} that has no partner, or -1. */
    static int indexOfLoneSurrogate(String text) {
        int n = text.length();
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                    i++;
                } else {
                    return i;
                }
            }
        }
        return -1;
    }

    /**
     * Writes the ASCII characters that text starts with, as far as they are found eight at a time, and returns how many
     * that were: all if the text is ASCII. There is room for all.
     */
    static int putAscii(String text, byte[] target, int at) {
        int length = text.length();
        int last = length - 8;
        int i = 0;
        if (last < 0) {
            for (; i < length; i++) {
                char c = text.charAt(i);
                if (c >= 0x80) {
                    return i;
                }
                target[at + i] = (byte) c;
            }
            return length;
        }
        for (; i < last; i += 8) {
            long word = asciiWord(text, i);
            if (word < 0) {
                return i;
            }
            putInt64(target, at + i, word);
        }
        long word = asciiWord(text, last); // the end, together with some of what is written already
        if (word < 0) {
            return i;
        }
        putInt64(target, at + last, word);
        return length;
    }

    /** As above, of characters that are a byte each. */
    static int putAscii(byte[] text, byte[] target, int at) {
        int length = text.length;
        int last = length - Long.BYTES;
        int i = 0;
        if (last < 0) {
            for (; i < length; i++) {
                if (text[i] < 0) {
                    return i;
                }
                target[at + i] = text[i];
            }
            return length;
        }
        for (; i < last; i += Long.BYTES) {
            long word = int64(text, i);
            if ((word & HIGH_BITS) != 0) {
                return i;
            }
            putInt64(target, at + i, word);
        }
        long word = int64(text, last); // the end, together with some of what is written already
        if ((word & HIGH_BITS) != 0) {
            return i;
        }
        putInt64(target, at + last, word);
        return length;
    }

    /** Eight characters as the bytes of a word, less than 0 if one is not ASCII. */
    private static long asciiWord(String text, int at) {
        int low = asciiInt(text, at);
        int high = asciiInt(text, at + 4);
        return (low | high) < 0 ? -1 : low | (long) high << 32;
    }

    private static int asciiInt(String text, int at) {
        int a = text.charAt(at);
        int b = text.charAt(at + 1);
        int c = text.charAt(at + 2);
        int d = text.charAt(at + 3);
        return (a | b | c | d) >= 0x80 ? -1 : a | b << 8 | c << 16 | d << 24;
    }

    /**
     * Writes {@code text} from the char at {@code from} on as UTF-8; the caller made room for {@link #utf8Length}. A
     * lone surrogate becomes U+FFFD.
     *
     * @return the index behind the last byte written
     */
    static int putUtf8(String text, int from, byte[] target, int at) {
        int n = text.length();
        for (int i = from; i < n; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | (c >> 6));
                target[at++] = (byte) (0x80 | (c & 0x3F));
            } else if (Character.isHighSurrogate(c) && i + 1 < n && Character.isLowSurrogate(text.charAt(i + 1))) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i));
                target[at++] = (byte) (0xF0 | (codePoint >> 18));
                target[at++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
                target[at++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
                target[at++] = (byte) (0x80 | (codePoint & 0x3F));
            } else {
                int unit = Character.isSurrogate(c) ? 0xFFFD : c;
                target[at++] = (byte) (0xE0 | (unit >> 12));
                target[at++] = (byte) (0x80 | ((unit >> 6) & 0x3F));
                target[at++] = (byte) (0x80 | (unit & 0x3F));
            }
        }
        return at;
    }
}
