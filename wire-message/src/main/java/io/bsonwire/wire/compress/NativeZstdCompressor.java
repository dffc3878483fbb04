package io.bsonwire.wire.compress;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;

/**
 * Compressor 3, {@code zstd}, by the original library through JNI: faster than {@link ZstdCompressor} and with levels, for
 * those who can have native code.
 *
 * <p>Needs {@code com.github.luben:zstd-jni} at run time.
 */
public final class NativeZstdCompressor implements Compressor {
    private final int level;

    /**
     * Makes a compressor of level 3.
     *
     * @throws IllegalStateException if the library is not there
     */
    public NativeZstdCompressor() {
        this(3);
    }

    /**
     * Makes a compressor.
     *
     * @param level how hard to try, 1 (fast) to 22 (small), or below 0 (faster yet)
     * @throws IllegalArgumentException if the library does not know the level
     * @throws IllegalStateException if the library is not there
     */
    public NativeZstdCompressor(int level) {
        OptionalLibrary.ZSTD_JNI.check("zstd by native code");
        if (level < Zstd.minCompressionLevel() || level > Zstd.maxCompressionLevel()) {
            throw new IllegalArgumentException("level: " + level + " (expected: " + Zstd.minCompressionLevel() + " to "
                    + Zstd.maxCompressionLevel() + ")");
        }
        this.level = level;
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
        return Math.toIntExact(Zstd.compressBound(length));
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
        if (source.isDirect() && target.isDirect()) {
            Zstd.compress(target, source, level);
        } else {
            byte[] room = new byte[maxCompressedLength(source.remaining())];
            long length = Zstd.compressByteArray(room, 0, room.length, bytes(source), 0, source.remaining(), level);
            target.put(room, 0, checked(length));
        }
    }

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
        if (source.isDirect() && target.isDirect()) {
            Zstd.decompress(target, source);
        } else {
            byte[] room = new byte[target.remaining()];
            long length = Zstd.decompressByteArray(room, 0, room.length, bytes(source), 0, source.remaining());
            target.put(room, 0, checked(length));
        }
    }

    private static byte[] bytes(ByteBuffer source) {
        byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        return bytes;
    }

    private static int checked(long length) {
        if (Zstd.isError(length)) {
            throw new IllegalArgumentException(Zstd.getErrorName(length));
        }
        return (int) length;
    }

    @Override
    public String toString() {
        return name() + "(native, level " + level + ")";
    }
}
