package io.bsonwire.wire;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.BsonWritable;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Lays down the fields of a message other than OP_MSG, in their order, in a buffer of its own. */
final class FrameWriter {
    private static final int FIRST_SIZE = 256;

    private final ByteBuf frame;

    private FrameWriter(ByteBuf frame) {
        this.frame = frame;
    }

    /** Returns a buffer with a message, which the caller owns; when this fails, nothing is left. */
    static ByteBuf write(
            ByteBufAllocator alloc, int requestId, int responseTo, OpCode opCode, Consumer<FrameWriter> fields) {
        ByteBuf frame = alloc.buffer(FIRST_SIZE);
        boolean written = false;
        try {
            frame.writeIntLE(0).writeIntLE(requestId).writeIntLE(responseTo).writeIntLE(opCode.code());
            FrameWriter writer = new FrameWriter(frame);
            fields.accept(writer);
            writer.checkLength();
            frame.setIntLE(0, frame.writerIndex());
            written = true;
            return frame;
        } finally {
            if (!written) {
                frame.release();
            }
        }
    }

    FrameWriter int32(int value) {
        frame.writeIntLE(value);
        return this;
    }

    FrameWriter int64(long value) {
        frame.writeLongLE(value);
        return this;
    }

    FrameWriter cstring(String text, String field) {
        frame.writeBytes(utf8(text, field)).writeByte(0);
        return checkLength();
    }

    FrameWriter document(BsonWritable document) {
        BsonCodec.DEFAULT.encode(document, frame);
        return checkLength();
    }

    /** Writes documents back to back; returns how many. */
    int documents(Iterable<? extends BsonWritable> documents) {
        int count = 0;
        for (BsonWritable document : documents) {
            document(document);
            count++;
        }
        return count;
    }

    /** Where the next field will be. */
    int at() {
        return frame.writerIndex();
    }

    /** Fills in a field that was written before. */
    void setInt32(int index, int value) {
        frame.setIntLE(index, value);
    }

    private FrameWriter checkLength() {
        int limit = WireLimits.DEFAULT.maxMessageSizeBytes();
        if (frame.writerIndex() > limit) {
            throw WireException.messageTooLarge(frame.writerIndex(), limit);
        }
        return this;
    }

    /** The bytes of a cstring without its NUL, strict. */
    static byte[] utf8(String text, String field) {
        int nul = text.indexOf('\0');
        if (nul >= 0) {
            throw WireException.nulInText(field, nul);
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (!new String(utf8, StandardCharsets.UTF_8).equals(text)) {
            throw WireException.loneSurrogate(field);
        }
        return utf8;
    }
}
