package io.bsonwire.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The checksum of an OP_MSG: CRC-32C (Castagnoli, RFC 3720 appendix B.4) of all bytes of the message from the first of
 * its header up to the checksum itself, which follows them as a little-endian int32 and is counted by the header's
 * length.
 *
 * <p>The bytes are read where they are: in a heap buffer's array, in direct memory, or in the parts of a composite.
 */
public final class Checksum {
    /** Bytes that a checksum takes. */
    public static final int LENGTH = 4;

    private Checksum() {}

    /**
     * Computes the checksum of a range.
     *
     * @param source holds the bytes; its indexes do not move
     * @param index absolute index of the first byte
     * @param length how many bytes
     * @return the CRC-32C
     * @throws IndexOutOfBoundsException if the buffer does not have that range
     */
    public static int of(ByteBuf source, int index, int length) {
        CRC32C crc = new CRC32C();
        if (source.hasArray()) {
            crc.update(source.array(), source.arrayOffset() + index, length);
        } else if (source.nioBufferCount() == 1) {
            crc.update(source.nioBuffer(index, length));
        } else {
            for (ByteBuffer part : source.nioBuffers(index, length)) {
                crc.update(part);
            }
        }
        return (int) crc.getValue();
    }
}
