package io.bsonwire.spec.wire;

import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Messages laid down field by field, right or wrong. */
final class WireFrames {
    private WireFrames() {}

    /** A header with the right length, and what follows it. */
    static byte[] of(OpCode opCode, byte[] rest) {
        return of(16 + rest.length, opCode.code(), rest);
    }

    static byte[] of(int length, int opCode, byte[] rest) {
        byte[] frame = new byte[16 + rest.length];
        Unpooled.wrappedBuffer(frame)
                .clear()
                .writeIntLE(length)
                .writeIntLE(7)
                .writeIntLE(0)
                .writeIntLE(opCode)
                .writeBytes(rest);
        return frame;
    }

    /** An OP_COMPRESSED that stands for an OP_MSG. */
    static OpCompressed compressed(int compressorId, int uncompressedSize, byte[] bytes) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeIntLE(25 + bytes.length).writeIntLE(7).writeIntLE(0).writeIntLE(OpCode.COMPRESSED.code());
        frame.writeIntLE(OpCode.MSG.code()).writeIntLE(uncompressedSize).writeByte(compressorId);
        frame.writeBytes(bytes);
        return OpCompressed.decode(frame);
    }
}
