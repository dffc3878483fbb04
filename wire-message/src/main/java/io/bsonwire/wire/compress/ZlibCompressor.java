package io.bsonwire.wire.compress;

import io.netty.util.concurrent.FastThreadLocal;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Compressor 2, {@code zlib} (RFC 1950), by the JDK.
 *
 * <p>A thread that has used it keeps one deflater and one inflater of it, which hold some 300 KB outside the heap; they go
 * with the thread, or by {@link FastThreadLocal#removeAll()}.
 */
public final class ZlibCompressor implements Compressor {
    private static final FastThreadLocal<Inflater> INFLATER = new FastThreadLocal<>() {
        @Override
        protected Inflater initialValue() {
            return new Inflater();
        }

        @Override
        protected void onRemoval(Inflater value) {
            value.end();
        }
    };

    private static final FastThreadLocal<Deflater> DEFLATER = new FastThreadLocal<>() {
        @Override
        protected Deflater initialValue() {
            return new Deflater();
        }

        @Override
        protected void onRemoval(Deflater value) {
            value.end();
        }
    };

    private final int level;

    /** Makes a compressor of the level that zlib takes by itself. */
    public ZlibCompressor() {
        this(Deflater.DEFAULT_COMPRESSION);
    }

    /**
     * Makes a compressor.
     *
     * @param level how hard to try, 0 (not at all) to 9, or -1 to leave it to zlib
     * @throws IllegalArgumentException if the level is none of these
     */
    public ZlibCompressor(int level) {
        if (level < -1 || level > 9) {
            throw new IllegalArgumentException("level: " + level + " (expected: -1 to 9)");
        }
        this.level = level;
    }

    @Override
    public int id() {
        return 2;
    }

    @Override
    public String name() {
        return "zlib";
    }

    /** {@inheritDoc} Source: {@code compressBound} of zlib for any of its settings. */
    @Override
    public int maxCompressedLength(int length) {
        return Math.addExact(length, ((length + 7) >> 3) + ((length + 63) >> 6) + 11);
    }

    @Override
    public void compress(ByteBuffer source, ByteBuffer target) {
        Deflater current = DEFLATER.get();
        try {
            current.setLevel(level);
            current.setInput(source);
            current.finish();
            while (!current.finished()) {
                if (current.deflate(target) == 0 && !target.hasRemaining()) {
                    throw new IllegalStateException("result does not fit");
                }
            }
        } finally {
            current.reset();
        }
    }

    @Override
    public void decompress(ByteBuffer source, ByteBuffer target) {
        Inflater current = INFLATER.get();
        try {
            current.setInput(source);
            // Once more when the target is full: the checksum at the end is still to be read.
            while (!current.finished()) {
                if (current.inflate(target) == 0 && !current.finished()) {
                    throw new IllegalArgumentException(
                            current.needsDictionary()
                                    ? "dictionary wanted"
                                    : target.hasRemaining() ? "cut short" : "result does not fit");
                }
            }
            if (current.getRemaining() > 0) {
                throw new IllegalArgumentException(current.getRemaining() + " bytes behind the end");
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } finally {
            current.reset();
        }
    }

    @Override
    public String toString() {
        return name() + "(level " + level + ")";
    }
}
