package io.bsonwire.wire.compress;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;

/**
 * Compressor 1, {@code snappy}: one raw block, without framing, in pure Java.
 *
 * <p>Needs {@code io.airlift:aircompressor} 2.0.3 or later of the 2.x line at run time.
 */
public final class SnappyCompressor implements Compressor {
    /** Has a table of 32 KiB, which it clears for each use. */
    private static final FastThreadLocal<io.airlift.compress.snappy.SnappyCompressor> COMPRESSOR =
            new FastThreadLocal<>() {
                @Override
                protected io.airlift.compress.snappy.SnappyCompressor initialValue() {
                    return new io.airlift.compress.snappy.SnappyCompressor();
                }
            };

    /**
     * Makes a compressor.
     *
     * @throws IllegalStateException if the library is not there
     */
    public SnappyCompressor() {
        OptionalLibrary.AIRCOMPRESSOR.check("snappy");
    }

    @Override
    public int id() {
        return 1;
    }

    @Override
    public String name() {
        return "snappy";
    }

    @Override
    public int maxCompressedLength(int length) {
        return COMPRESSOR.get().maxCompressedLength(length);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
        COMPRESSOR.get().compress(source, target);
    }

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
        new SnappyDecompressor().decompress(source, target);
    }

    @Override
    public String toString() {
        return name();
    }
}
