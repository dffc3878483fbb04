package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;

/**
 * Reads the fields behind the header of one message, in their order, and checks each against the message's end. Also the
 * one place that says when a document in a message is accepted.
 */
final class FrameReader {
    static final int SMALLEST_DOCUMENT = 5;

    private final ByteBuf frame;
    private final BsonCodec codec;
    private final int start;
    private final MessageHeader header;
    private final int limit;
    private int at;

    /** Takes a frame whose readable bytes must be one message of the opcode. */
    FrameReader(ByteBuf frame, BsonCodec codec, OpCode opCode) {
        this.frame = frame;
        this.codec = codec;
        start = frame.readerIndex();
        header = MessageHeader.decode(frame, start, Integer.MAX_VALUE);
        if (header.messageLength() != frame.readableBytes()) {
            throw WireException.frameLength(header.messageLength(), frame.readableBytes(), start);
        }
        if (header.opCode() != opCode.code()) {
            throw WireException.opCode(header.opCode(), opCode, start + 12L);
        }
        limit = start + header.messageLength();
        at = start + MessageHeader.LENGTH;
    }

    ByteBuf frame() {
        return frame;
    }

    BsonCodec codec() {
        return codec;
    }

    int start() {
        return start;
    }

    MessageHeader header() {
        return header;
    }

    /** Where the next field starts, an absolute index. */
    int at() {
        return at;
    }

    int remaining() {
        return limit - at;
    }

    int int32(String field) {
        return frame.getIntLE(advance(Integer.BYTES, field));
    }

    long int64(String field) {
        return frame.getLongLE(advance(Long.BYTES, field));
    }

    int uint8(String field) {
        return frame.getUnsignedByte(advance(1, field));
    }

    /** Reads an int32 that is reserved. */
    void zero() {
        int value = int32("reserved int32");
        if (value != 0) {
            throw WireException.reserved(value, at - 4L);
        }
    }

    private int advance(int bytes, String field) {
        if (remaining() < bytes) {
            throw WireException.fieldCutShort(field, remaining(), bytes, at);
        }
        int from = at;
        at += bytes;
        return from;
    }

    String cstring(String field) {
        int nul = frame.indexOf(at, limit, (byte) 0);
        if (nul < 0) {
            throw WireException.unterminated(field, at);
        }
        String text = text(frame, at, nul, field);
        at = nul + 1;
        return text;
    }

    RawDocument document() {
        int from = at;
        at = documentEnd(frame, at, limit, codec);
        return RawDocument.of(frame, from, codec);
    }

    /** Reads all that is left as documents. */
    DocumentSequence documents() {
        int from = at;
        int count = 0;
        while (at < limit) {
            at = documentEnd(frame, at, limit, codec);
            count++;
        }
        return new DocumentSequence(frame, "documents", from, limit, count, codec);
    }

    /** Makes sure that nothing is left. */
    void end() {
        if (at < limit) {
            throw WireException.trailingBytes(limit - at, at);
        }
    }

    // ---- checks without a place of their own ----

    /** Checks the header and the end of a document; returns the index behind it. */
    static int documentEnd(ByteBuf frame, int at, int limit, BsonCodec codec) {
        int available = limit - at;
        if (available < SMALLEST_DOCUMENT) {
            throw WireException.documentCutShort(available, at);
        }
        int length = frame.getIntLE(at);
        if (length < SMALLEST_DOCUMENT || length > available) {
            throw WireException.documentLength(length, available, at);
        }
        if (length > codec.limits().maxDocumentSize()) {
            throw WireException.documentTooLarge(length, codec.limits().maxDocumentSize(), at);
        }
        if (frame.getByte(at + length - 1) != 0) {
            throw WireException.documentEnd(frame.getByte(at + length - 1), at + length - 1L);
        }
        return at + length;
    }

    /** Reads strict UTF-8. */
    static String text(ByteBuf frame, int from, int end, String field) {
        String text = frame.toString(from, end - from, StandardCharsets.UTF_8);
        // Malformed bytes have become U+FFFD, which well-formed ones may stand for as well.
        if (text.indexOf('\uFFFD') >= 0 && !ByteBufUtil.isText(frame, from, end - from, StandardCharsets.UTF_8)) {
            throw WireException.malformedText(field, from);
        }
        return text;
    }
}
