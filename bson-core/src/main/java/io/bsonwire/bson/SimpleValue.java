package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.HIGH_BITS;
import static io.bsonwire.bson.BsonFormat.int32;
import static io.bsonwire.bson.BsonFormat.int64;
import static io.bsonwire.bson.BsonFormat.putInt64;

import org.jspecify.annotations.Nullable;

/**
 * Elements whose values are of the simplest classes, which are most: text of ASCII, numbers, booleans, null and ObjectIds.
 *
 * <p>They are laid down in whole words, from front to back: what a word has too much, the next one writes over. So there
 * is one kind of store with one limit, and few branches. Where the next element starts is stored first: that is all that
 * the next one has to wait for.
 */
final class SimpleValue {
    /** Text that is longer is another value. */
    private static final int LONGEST_TEXT = 128;
    /** Text that is longer is left to a loop that the compiler unrolls. */
    private static final int SHORT_TEXT = 4 * Long.BYTES;

    /** As many bytes as {@link #put} may touch have to be there: for type byte, name, length, text and a last word. */
    static final int ROOM = FieldNameCache.MAX_LENGTH + LONGEST_TEXT + 32;

    private SimpleValue() {}

    /**
     * Puts an element at {@link Scratch#at}, where there is {@link #ROOM}.
     *
     * @param name at most {@link FieldNameCache#MAX_LENGTH} bytes long
     * @return whether it has been put; if not, its value is another, and nothing has changed
     */
    static boolean put(FieldName name, @Nullable Object value, Scratch out) {
        if (name.isLong()) {
            name.putRest(out.bytes, out.at);
        }
        return put(name.first(), name.second(), name.size(), value, out);
    }

    /**
     * Puts an element whose name is there already, as above; there is {@link #ROOM} behind that.
     *
     * @param size how many bytes type byte, name and NUL take
     */
    static boolean putBehindName(int size, @Nullable Object value, Scratch out) {
        long first = int64(out.bytes, out.at) & ~0xFFL;
        return put(first, int64(out.bytes, out.at + Long.BYTES), size, value, out);
    }

    /** Puts an element of an array, as above. */
    static boolean put(int index, @Nullable Object value, Scratch out) {
        if (index >= IndexNames.WORDS) {
            return false;
        }
        long digits = IndexNames.word(index);
        return put(digits << 8, 0, IndexNames.length(digits) + 2, value, out);
    }

    /**
     * As above.
     *
     * @param first the element's first eight bytes, as far as they are name and NUL, the first of them 0
     * @param second the same of the next eight bytes; if name and NUL are longer, they are there
     * @param size how many bytes type byte, name and NUL take
     */
    private static boolean put(long first, long second, int size, @Nullable Object value, Scratch out) {
        if (value instanceof String text) {
            return putText(first, second, size, text, out);
        }
        if (value instanceof Integer number) {
            byte[] bytes = out.bytes;
            int at = out.at;
            out.at = at + (size + Integer.BYTES);
            putInt64(bytes, at, first | 0x10);
            putInt64(bytes, at + Long.BYTES, second);
            putInt64(bytes, at + size, number);
            return true;
        }
        return putOther(first, second, size, value, out);
    }

    /** Puts what is neither text nor an Integer. */
    private static boolean putOther(long first, long second, int size, @Nullable Object value, Scratch out) {
        int type;
        int length;
        long bits;
        if (value instanceof Long number) {
            type = 0x12;
            length = Long.BYTES;
            bits = number;
        } else if (value instanceof Double number) {
            type = 0x01;
            length = Double.BYTES;
            bits = Double.doubleToRawLongBits(number);
        } else if (value instanceof Boolean truth) {
            type = 0x08;
            length = 1;
            bits = truth ? 1 : 0;
        } else if (value instanceof ObjectId id) {
            type = 0x07;
            length = ObjectId.LENGTH;
            bits = id.firstBytes();
        } else if (value == null) {
            type = 0x0A;
            length = 0;
            bits = 0;
        } else {
            return false;
        }
        byte[] bytes = out.bytes;
        int at = out.at;
        out.at = at + (size + length);
        putInt64(bytes, at, first | type);
        putInt64(bytes, at + Long.BYTES, second);
        putInt64(bytes, at + size, bits);
        if (value instanceof ObjectId id) {
            putInt64(bytes, at + size + Integer.BYTES, id.lastBytes());
        }
        return true;
    }

    /** Puts text, if it is ASCII and not too long, with its length and NUL. */
    private static boolean putText(long first, long second, int size, String text, Scratch out) {
        int length = text.length();
        if (length > LONGEST_TEXT) {
            return false;
        }
        byte[] bytes = out.bytes;
        int at = out.at;
        int end = at + (size + length + Integer.BYTES);
        out.at = end + 1;
        putInt64(bytes, at, first | 0x02);
        putInt64(bytes, at + Long.BYTES, second);
        int next = at + size;
        putInt64(bytes, next, length + 1);
        if (!putCharacters(text, length, out, bytes, next + Integer.BYTES)) {
            out.at = at;
            return false;
        }
        putInt64(bytes, end, 0);
        return true;
    }

    /** Puts the characters of a text of this length, and maybe zeros behind them, if they are ASCII. */
    private static boolean putCharacters(String text, int length, Scratch out, byte[] bytes, int at) {
        if (StringBytes.ARE_SHOWN) {
            byte[] latin1 = StringBytes.latin1(text);
            if (latin1 == null) {
                return false;
            }
            if (length <= SHORT_TEXT) {
                return putShort(latin1, length, bytes, at);
            }
        }
        return out.putAscii(text, bytes, at) == length;
    }

    private static boolean putShort(byte[] latin1, int length, byte[] bytes, int at) {
        int last = length - Long.BYTES;
        if (last < 0) {
            long word = shortWord(latin1, length);
            putInt64(bytes, at, word);
            return (word & HIGH_BITS) == 0;
        }
        for (int i = 0; ; i = Math.min(i + Long.BYTES, last)) { // the last word with some of what is there already
            long word = int64(latin1, i);
            if ((word & HIGH_BITS) != 0) {
                return false;
            }
            putInt64(bytes, at + i, word);
            if (i == last) {
                return true;
            }
        }
    }

    /** Up to seven characters, with zeros behind them. */
    private static long shortWord(byte[] latin1, int length) {
        if (length >= Integer.BYTES) { // the last half with some of what is in the first
            int last = length - Integer.BYTES;
            return Integer.toUnsignedLong(int32(latin1, 0)) | ((long) int32(latin1, last) << (last << 3));
        }
        if (length == 0) {
            return 0;
        }
        int middle = length >> 1;
        int last = length - 1;
        return (latin1[0] & 0xFF) | ((latin1[middle] & 0xFF) << (middle << 3)) | ((latin1[last] & 0xFF) << (last << 3));
    }
}
