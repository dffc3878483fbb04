package io.bsonwire.wire.compress;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;

/**
 * Compressor 3, {@code zstd}, in pure Java. It compresses like level 3 of the original and has no other; for those there
 * is {@link NativeZstdCompressor}.
 *
 * <p>Needs {@code io.airlift:aircompressor} 2.0.3 or later of the 2.x line at run time.
 */
public final class ZstdCompressor implements Compressor {
    /**
     * Makes a compressor.
     *
     * @throws IllegalStateException if the library is not there
     */
    public ZstdCompressor() {
        OptionalLibrary.AIRCOMPRESSOR.check("zstd");
    }

    @Override
    public int id() {
        return 3;
    }

    @Override
    public String name() {
        return "zstd";
    }

    @Override
    public int maxCompressedLength(int length) {
        return new io.airlift.compress.zstd.ZstdCompressor().maxCompressedLength(length);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
        new io.airlift.compress.zstd.ZstdCompressor().compress(source, target);
    }

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
        if (target.hasRemaining()) {
            new ZstdDecompressor().decompress(source, target);
            return;
        }
        // Without room for a result the library does not look at the source.
        ByteBuffer room = source.isDirect() ? ByteBuffer.allocateDirect(1) : ByteBuffer.allocate(1);
        new ZstdDecompressor().decompress(source, room);
        if (room.position() > 0) {
            throw new IllegalArgumentException("result does not fit");
        }
    }

    @Override
    public String toString() {
        return name();
    }
}
