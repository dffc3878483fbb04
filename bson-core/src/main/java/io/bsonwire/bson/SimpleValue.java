package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.HIGH_BITS;

import org.jspecify.annotations.Nullable;

/**
 * Elements whose values are of the simplest classes, which are most: text of ASCII, numbers, booleans, null and ObjectIds.
 *
 * <p>They are laid down in whole words, from front to back: what a word has too much, the next one writes over. So there
 * is one kind of store with one check of bounds for all of an element, and few branches. Where the next element starts is
 * all that the next one has to wait for.
 */
final class SimpleValue {
    /** Text that is longer is another value. */
    private static final int LONGEST_TEXT = 128;
    /** Text that is longer is left to a loop that the compiler unrolls. */
    private static final int SHORT_TEXT = 4 * Long.BYTES;

    /** As many bytes a value may touch: length, text and a last word. */
    private static final int VALUE_ROOM = Integer.BYTES + LONGEST_TEXT + 2 * Long.BYTES;

    /** As many bytes {@link #put} may touch, and have to be there: for type byte, name and NUL too. */
    static final int ROOM = FieldNameCache.MAX_LENGTH + 2 + VALUE_ROOM;

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
        long first = BsonFormat.int64(out.bytes, out.at) & ~0xFFL;
        return put(first, BsonFormat.int64(out.bytes, out.at + Long.BYTES), size, value, out);
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
        int type;
        int length;
        long bits;
        long more = 0;
        if (value instanceof String text) {
            length = text.length();
            long word = word(text, length);
            if ((word & HIGH_BITS) != 0) {
                return putText(first, second, size, text, out);
            }
            type = 0x02;
            bits = (length + 1) | (word << 32);
            more = word >>> 32;
            length += Integer.BYTES + 1;
        } else if (value instanceof Integer number) {
            type = 0x10;
            length = Integer.BYTES;
            bits = number;
        } else if (value instanceof Long number) {
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
            more = id.lastBytes() >>> 32;
        } else if (value == null) {
            type = 0x0A;
            length = 0;
            bits = 0;
        } else {
            return false;
        }
        put(first | type, second, size, length, bits, more, out);
        return true;
    }

    /**
     * Puts an element whose value takes up to 16 bytes.
     *
     * @param length how many it takes
     * @param bits the first eight
     * @param more the others
     */
    private static void put(long first, long second, int size, int length, long bits, long more, Scratch out) {
        byte[] bytes = out.bytes;
        int at = out.at;
        int to = at + size;
        Words.check(bytes, at, to, VALUE_ROOM);
        out.at = to + length;
        Words.put(bytes, at, first);
        Words.put(bytes, at + Long.BYTES, second);
        Words.put(bytes, to, bits);
        Words.put(bytes, to + Long.BYTES, more);
    }

    /** One to eight characters of ASCII with zeros behind them; of other text, {@link BsonFormat#HIGH_BITS}. */
    private static long word(String text, int length) {
        if (length == 0 || length > Long.BYTES) {
            return HIGH_BITS;
        }
        byte[] latin1 = StringBytes.latin1(text);
        return latin1 == null ? HIGH_BITS : Words.whole(latin1);
    }

    /** Puts text that is ASCII and not too long: of none or more than a word, or of a String that does not show its bytes. */
    private static boolean putText(long first, long second, int size, String text, Scratch out) {
        int length = text.length();
        byte[] bytes = out.bytes;
        int at = out.at;
        int to = at + size;
        if (length > LONGEST_TEXT) {
            return false;
        }
        Words.check(bytes, at, to, VALUE_ROOM);
        Words.put(bytes, at, first | 0x02);
        Words.put(bytes, at + Long.BYTES, second);
        Words.put(bytes, to, length + 1);
        to += Integer.BYTES;
        if (!putCharacters(text, length, out, bytes, to)) {
            return false;
        }
        to += length;
        Words.put(bytes, to, 0);
        out.at = to + 1;
        return true;
    }

    /** Puts the characters of a text of this length, if they are ASCII. */
    private static boolean putCharacters(String text, int length, Scratch out, byte[] bytes, int at) {
        if (length > Long.BYTES && length <= SHORT_TEXT && StringBytes.ARE_SHOWN) {
            byte[] latin1 = StringBytes.latin1(text);
            return latin1 != null && putShort(latin1, length, bytes, at);
        }
        return out.putAscii(text, bytes, at) == length;
    }

    private static boolean putShort(byte[] latin1, int length, byte[] bytes, int at) {
        int last = length - Long.BYTES;
        for (int i = 0; ; i = Math.min(i + Long.BYTES, last)) { // the last word with some of what is there already
            long word = Words.get(latin1, i);
            if ((word & HIGH_BITS) != 0) {
                return false;
            }
            Words.put(bytes, at + i, word);
            if (i == last) {
                return true;
            }
        }
    }
}
