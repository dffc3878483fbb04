package io.bsonwire.wire.compress;

import java.nio.ByteBuffer;

/**
 * One algorithm that an {@link io.bsonwire.wire.OpCompressed} can use. The library has {@link NoopCompressor},
 * {@link SnappyCompressor}, {@link ZlibCompressor}, {@link ZstdCompressor} and {@link NativeZstdCompressor}; others can be
 * added, for example over another library.
 *
 * <p>Both buffers of a call are heap buffers with an accessible array or direct ones, not always of the same kind. Only
 * bytes between position and limit may be touched. Whatever is thrown on bytes that are malformed, or on a target that is
 * too small, reaches the user as the cause of a {@link io.bsonwire.wire.WireException}.
 *
 * <p>Safe for use by many threads.
 */
public interface Compressor {
    /**
     * The number that stands for the algorithm in a message.
     *
     * @return 0 to 255
     */
    int id();

    /**
     * The name that stands for the algorithm in {@code compression} of {@code hello} and its reply.
     *
     * @return for example {@code zlib}
     */
    String name();

    /**
     * How much room {@link #compress} needs at most.
     *
     * @param length bytes before compression, 0 or more
     * @return bytes after it, at most
     */
    int maxCompressedLength(int length);

    /**
     * Compresses.
     *
     * @param source all its remaining bytes are compressed; its position may move
     * @param target gets the result at its position, which moves behind it; has room for {@link #maxCompressedLength}
     */
    void compress(ByteBuffer source, ByteBuffer target);

    /**
     * Undoes {@link #compress}.
     *
     * @param source all its remaining bytes, no more and no less, are what was compressed; its position may move
     * @param target gets the result at its position, which moves behind what was written; has as much room as the sender
     *     has said that it takes. The caller checks that it is full
     * @throws RuntimeException if the bytes are malformed, or the result does not fit
     */
    void decompress(ByteBuffer source, ByteBuffer target);
}
