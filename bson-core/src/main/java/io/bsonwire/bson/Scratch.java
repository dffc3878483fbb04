package io.bsonwire.bson;

import static io.bsonwire.bson.BsonFormat.putInt32;

import java.util.Arrays;

/**
 * The array in which a {@link BsonWriter} lays down top-level documents, and the encoding of text into it. Laying
 * down in an array and copying once beats writing through the buffer's methods, and keeps the buffer untouched when
 * something fails.
 */
final class Scratch {
    /** Callers ask for up to this much more than they need, so that what follows need not ask. */
    private static final int SLACK = SimpleValue.ROOM + 32;

    byte[] bytes = new byte[512];
    /** Up to here there is {@link SimpleValue#ROOM} in it. */
    int limit = bytes.length - SimpleValue.ROOM;
    /** The largest array that is kept for good. */
    private byte[] kept = bytes;
    /** Takes its place for large documents. */
    private final SpareArray large = new SpareArray();
    /** What a document that outgrows it is expected to need: somewhat more than what the last one asked for. */
    private long expected;
    /** Where the next byte goes. */
    int at;
    /** Where the document that is being laid down starts; before it are documents that wait to be copied. */
    int start;

    private final LongText longText = new LongText();
    private int maxDocumentSize;

    void reset(int newMaxDocumentSize) {
        at = 0;
        start = 0;
        maxDocumentSize = newMaxDocumentSize;
    }

    void release() {
        if (bytes != kept) {
            use(kept);
            longText.release();
        }
    }

    /**
     * Writes the ASCII characters that text starts with into an array, which is {@link #bytes}, as far as they are found, and
     * returns how many that were: all if the text is ASCII. There is room for all.
     */
    int putAscii(String text, byte[] target, int to) {
        byte[] latin1 = StringBytes.latin1(text);
        return latin1 != null ? BsonFormat.putAscii(latin1, target, to) : putCharacters(text, target, to);
    }

    private int putCharacters(String text, byte[] target, int to) {
        return text.length() > LongText.MIN_LENGTH
                ? longText.put(text, target, to)
                : BsonFormat.putAscii(text, target, to);
    }

    /** Makes sure that {@code count} bytes can be put at {@link #at}; refuses before it grows beyond the limit. */
    void ensure(long count, BsonWriter writer) {
        if (at + count > bytes.length) {
            grow(at + count, writer);
        }
    }

    private void grow(long needed, BsonWriter writer) {
        checkSize(needed - start - SLACK, writer);
        long most = Math.min((long) start + maxDocumentSize + 2 * SLACK, BsonLimits.LARGEST_ARRAY);
        if (needed > most) {
            throw BsonEncodeException.documentTooLarge(needed - start - SLACK, maxDocumentSize, writer.path());
        }
        long size = bytes.length * 2L;
        if (size <= SpareArray.LARGE && needed <= SpareArray.LARGE) {
            kept = Arrays.copyOf(bytes, (int) Math.max(needed, Math.min(most, size)));
            use(kept);
        } else {
            size = Math.max(size, expected);
            expected = needed + needed / 4;
            byte[] larger = large.take((int) needed, (int) Math.max(needed, Math.min(most, size)));
            System.arraycopy(bytes, 0, larger, 0, bytes.length); // text that is being put is behind at
            use(larger);
        }
    }

    private void use(byte[] array) {
        bytes = array;
        limit = array.length - SimpleValue.ROOM;
    }

    void checkSize(long length, BsonWriter writer) {
        if (length > maxDocumentSize) {
            throw BsonEncodeException.documentTooLarge(length, maxDocumentSize, writer.path());
        }
    }

    /**
     * Writes int32 length, UTF-8 bytes and NUL at {@code from}, which is {@link #at} or the four bytes behind it; nothing
     * has changed if this fails.
     */
    void putText(BsonWriter writer, String text, String what, int from) {
        int n = text.length();
        ensure((long) n + SLACK, writer);
        int first = from + 4;
        int i = putAscii(text, bytes, first);
        int last = i == n ? first + n : putNonAscii(writer, text, i, first + i, what);
        bytes[last] = 0;
        putInt32(bytes, from, last + 1 - first);
        at = last + 1;
    }

    private int putNonAscii(BsonWriter writer, String text, int from, int target, String what) {
        checkSurrogates(writer, text, what);
        ensure(target - at + BsonFormat.utf8Length(text, from) + SLACK, writer);
        return BsonFormat.putUtf8(text, from, bytes, target);
    }

    /**
     * Writes UTF-8 bytes without NUL, and a NUL behind them, at {@code from}, which is {@link #at} or the byte behind it;
     * nothing has changed if this fails.
     */
    void putCstring(BsonWriter writer, String text, String what, int from) {
        checkNul(writer, text, what);
        int n = text.length();
        checkSize(n, writer); // there may be room for more than the limit
        ensure((long) n + SLACK, writer);
        int i = putAscii(text, bytes, from);
        if (i < n) {
            checkSize(i + BsonFormat.utf8Length(text, i), writer);
        }
        int last = i == n ? from + n : putNonAscii(writer, text, i, from + i, what);
        bytes[last] = 0;
        at = last + 1;
    }

    /** Makes sure that {@link #putCstring} can write a text. */
    void checkCstring(BsonWriter writer, String text, String what) {
        checkNul(writer, text, what);
        checkSurrogates(writer, text, what);
        checkSize(BsonFormat.utf8Length(text, 0), writer);
    }

    private static void checkNul(BsonWriter writer, String text, String what) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw BsonEncodeException.nulInText(what, nul, writer.path());
        }
    }

    private static void checkSurrogates(BsonWriter writer, String text, String what) {
        if (writer.codec().loneSurrogates() == LoneSurrogates.ERROR) {
            int lone = BsonFormat.indexOfLoneSurrogate(text);
            if (lone >= 0) {
                throw BsonEncodeException.loneSurrogate(what, lone, text.charAt(lone), writer.path());
            }
        }
    }
}
