package io.bsonwire.bson;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Copies ASCII out of long Strings: the characters of a part at a time by {@link String#getChars}, and those to bytes by the
 * platform's encoder of Latin-1. Both use the processor's vectors, which a loop over {@link String#charAt} does not, and
 * neither makes an object; but there is a price for each call, so that short texts are better off with the loop.
 */
final class LongText {
    /** Texts longer than this are long. */
    static final int MIN_LENGTH = 32;

    private static final int PART = 1024;

    private static final byte[] NONE = {};

    private final char[] chars = new char[PART];
    private final CharBuffer source = CharBuffer.wrap(chars);
    private final CharsetEncoder encoder = StandardCharsets.ISO_8859_1.newEncoder();
    private byte[] wrapped = NONE;
    private ByteBuffer target = ByteBuffer.wrap(NONE);

    /**
     * Writes the ASCII characters that text starts with, as far as it finds out, and returns how many that were: all if the
     * text is ASCII. There is room for all, also for those that are not written.
     */
    int put(String text, byte[] bytes, int at) {
        if (wrapped != bytes) {
            wrapped = bytes;
            target = ByteBuffer.wrap(bytes);
        }
        int length = text.length();
        for (int i = 0; i < length; i += PART) {
            int part = Math.min(PART, length - i);
            text.getChars(i, i + part, chars, 0);
            source.limit(part).position(0);
            target.position(at + i);
            boolean latin1 = !encoder.reset().encode(source, target, true).isError();
            if (!latin1 || !BsonFormat.isAscii(bytes, at + i, at + i + part)) {
                return i;
            }
        }
        return length;
    }

    /** Lets go of the array. */
    void release() {
        wrapped = NONE;
        target = ByteBuffer.wrap(NONE);
    }
}
