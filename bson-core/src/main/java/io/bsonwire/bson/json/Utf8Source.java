package io.bsonwire.bson.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a UTF-8 stream, strictly decoded: the parser's own decoder lets overlong forms and encoded
 * surrogates pass.
 *
 * <p>In the place of a malformed byte, NUL is handed out and then nothing more. JSON has no place for a NUL, so the
 * parser stops exactly there, and knows line and column.
 */
final class Utf8Source extends JsonSource {
    private static final int BUFFER_SIZE = 8192;
    private static final int SMALLEST_BUFFER = 64;
    /** How many characters that were handed out stay at hand. */
    private static final int KEPT = 512;

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream source;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final ByteBuffer bytes;
    private final char[] chars;

    /** Index in the text of chars[0]. */
    private long base;
    /** How many of the chars are decoded, and handed out. */
    private int decoded;

    private int delivered;
    private boolean started;
    private boolean endOfBytes;
    private boolean ended;

    private long malformedAt = -1;
    private int malformedByte = -1;

    /** Reads a stream as it comes. */
    Utf8Source(InputStream source) {
        this(source, BUFFER_SIZE);
    }

    /** Reads a stream of about this many bytes. */
    Utf8Source(InputStream source, int expectedBytes) {
        int size = Math.max(SMALLEST_BUFFER, Math.min(BUFFER_SIZE, expectedBytes));
        this.source = source;
        this.bytes = ByteBuffer.allocate(size).flip();
        this.chars = new char[KEPT + size];
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (delivered == decoded) {
            if (ended) {
                return -1;
            }
            fill();
        }
        int count = Math.min(length, decoded - delivered);
        System.arraycopy(chars, delivered, target, offset, count);
        delivered += count;
        return count;
    }

    private void fill() throws IOException {
        int kept = Math.min(KEPT, decoded);
        System.arraycopy(chars, decoded - kept, chars, 0, kept);
        base += decoded - kept;

        CharBuffer room = CharBuffer.wrap(chars, kept, chars.length - kept);
        CoderResult result = decoder.decode(bytes, room, endOfBytes);
        decoded = room.position();
        delivered = kept;
        if (!started && decoded > 0) {
            skipByteOrderMark();
        }
        if (result.isError()) {
            malformedAt = base + decoded;
            malformedByte = bytes.get(bytes.position()) & 0xFF;
            chars[decoded++] = 0; // there is room: every character before took at least a byte
            ended = true;
        } else if (endOfBytes) {
            ended = true;
        } else if (decoded == delivered) {
            readBytes();
        }
    }

    private void readBytes() throws IOException {
        bytes.compact();
        int count = source.read(bytes.array(), bytes.position(), bytes.remaining());
        endOfBytes = count < 0;
        bytes.position(bytes.position() + Math.max(0, count)).flip();
    }

    private void skipByteOrderMark() {
        started = true;
        if (chars[0] == BYTE_ORDER_MARK) {
            System.arraycopy(chars, 1, chars, 0, --decoded);
        }
    }

    @Override
    int charAt(long index) {
        return index >= base && index < base + decoded ? chars[(int) (index - base)] : -1;
    }

    @Override
    long malformedAt() {
        return malformedAt;
    }

    @Override
    int malformedByte() {
        return malformedByte;
    }
}
