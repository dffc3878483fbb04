package io.bsonwire.spec.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.spec.wire.CountingAllocator;
import io.bsonwire.spec.wire.MessageParts;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as what a compressor has made. The first byte chooses the compressor, the next two are the size that the
 * message claims.
 */
class DecompressFuzzTest {
    private static final WireLimits LIMITS = new WireLimits(16 * 1024 * 1024, 64 * 1024, 1_000);
    private static final List<Compressor> COMPRESSORS = MessageParts.Compressed.COMPRESSORS;

    /** Bytes before those of the compressor. */
    static final int HEAD = 3;

    private final CountingAllocator alloc = new CountingAllocator();

    /** Refused, or exactly as long as it says; both makers of zstd agree; and compressed again it gives the same. */
    @MethodSource("io.bsonwire.spec.fuzz.Seeds#compressed")
    @FuzzTest
    void decompress(byte[] bytes) {
        if (bytes.length < HEAD) {
            return;
        }
        Compressor compressor = COMPRESSORS.get((bytes[0] & 0xFF) % COMPRESSORS.size());
        ByteBuf frame = Unpooled.buffer();
        frame.writeIntLE(25 + bytes.length - HEAD).writeIntLE(7).writeIntLE(0).writeIntLE(OpCode.COMPRESSED.code());
        frame.writeIntLE(OpCode.MSG.code())
                .writeIntLE(Unpooled.wrappedBuffer(bytes).getUnsignedShort(1))
                .writeByte(compressor.id());
        frame.writeBytes(bytes, HEAD, bytes.length - HEAD);
        OpCompressed message = OpCompressed.decode(frame);
        byte[] original = decompressed(message, compressor);
        if (original != null) {
            assertThat(original).hasSize(16 + message.uncompressedSize());
            assertSameAgain(original, compressor);
            for (Compressor other : COMPRESSORS) {
                byte[] theirs =
                        other != compressor && other.id() == compressor.id() ? decompressed(message, other) : null;
                if (theirs != null) {
                    assertThat(theirs).isEqualTo(original);
                }
            }
        }
        assertThat(frame.refCnt()).isEqualTo(1);
        assertThat(alloc.used()).isZero();
        assertThat(alloc.largest()).isLessThanOrEqualTo(LIMITS.maxMessageSizeBytes());
    }

    private byte @Nullable [] decompressed(OpCompressed message, Compressor compressor) {
        return HeapUse.beside(4L * LIMITS.maxMessageSizeBytes(), () -> {
            ByteBuf original;
            try {
                original = message.decompress(Compressors.of(compressor), LIMITS, alloc);
            } catch (WireException e) {
                assertThat(e.getMessage()).contains(" (expected: ");
                return null;
            }
            byte[] bytes = ByteBufUtil.getBytes(original);
            original.release();
            return bytes;
        });
    }

    private void assertSameAgain(byte[] original, Compressor compressor) {
        WireMessage message;
        try {
            message = WireMessage.decode(Unpooled.wrappedBuffer(original), BsonCodec.DEFAULT);
        } catch (WireException e) {
            return; // decompressed, but no message
        }
        OpCompressed again = OpCompressed.of(message, compressor, alloc);
        try {
            assertThat(decompressed(again, compressor)).isEqualTo(original);
        } finally {
            again.release();
        }
    }
}
