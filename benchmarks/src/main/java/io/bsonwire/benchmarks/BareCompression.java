package io.bsonwire.benchmarks;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.NativeZstdCompressor;
import io.bsonwire.wire.compress.NoopCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** The calls of the libraries that the compressors stand on, between direct buffers, and the compressor above each. */
abstract class BareCompression {
    private final Compressor wrapped;

    private BareCompression(Compressor wrapped) {
        this.wrapped = wrapped;
    }

    /** Our compressor of the same. */
    final Compressor wrapped() {
        return wrapped;
    }

    abstract void compress(ByteBuffer source, ByteBuffer target);

    abstract void decompress(ByteBuffer source, ByteBuffer target) throws DataFormatException;

    static BareCompression of(String name) {
        return switch (name) {
            case "noop" -> new Copy();
            case "snappy" -> new Snappy();
            case "zlib" -> new Zlib();
            case "zstd" -> new JavaZstd();
            case "zstd-native" -> new NativeZstd();
            default ->
                throw new IllegalArgumentException(
                        "compressor: " + name + " (expected: noop, snappy, zlib, zstd or zstd-native)");
        };
    }

    private static final class Copy extends BareCompression {
        private Copy() {
            super(new NoopCompressor());
        }

        @Override
        void compress(ByteBuffer source, ByteBuffer target) {
            target.put(source);
        }

        @Override
        void decompress(ByteBuffer source, ByteBuffer target) {
            target.put(source);
        }
    }

    private static final class Snappy extends BareCompression {
        private final io.airlift.compress.snappy.SnappyCompressor compressor =
                new io.airlift.compress.snappy.SnappyCompressor();
        private final SnappyDecompressor decompressor = new SnappyDecompressor();

        private Snappy() {
            super(new SnappyCompressor());
        }

        @Override
        void compress(ByteBuffer source, ByteBuffer target) {
            compressor.compress(source, target);
        }

        @Override
        void decompress(ByteBuffer source, ByteBuffer target) {
            decompressor.decompress(source, target);
        }
    }

    private static final class Zlib extends BareCompression {
        private final Deflater deflater = new Deflater();
        private final Inflater inflater = new Inflater();

        private Zlib() {
            super(new ZlibCompressor());
        }

        @Override
        void compress(ByteBuffer source, ByteBuffer target) {
            deflater.setInput(source);
            deflater.finish();
            deflater.deflate(target);
            deflater.reset();
        }

        @Override
        void decompress(ByteBuffer source, ByteBuffer target) throws DataFormatException {
            inflater.setInput(source);
            inflater.inflate(target);
            inflater.reset();
        }
    }

    private static final class JavaZstd extends BareCompression {
        private JavaZstd() {
            super(new ZstdCompressor());
        }

        @Override
        void compress(ByteBuffer source, ByteBuffer target) {
            new io.airlift.compress.zstd.ZstdCompressor().compress(source, target);
        }

        @Override
        void decompress(ByteBuffer source, ByteBuffer target) {
            new ZstdDecompressor().decompress(source, target);
        }
    }

    private static final class NativeZstd extends BareCompression {
        private NativeZstd() {
            super(new NativeZstdCompressor());
        }

        @Override
        void compress(ByteBuffer source, ByteBuffer target) {
            Zstd.compress(target, source, 3);
        }

        @Override
        void decompress(ByteBuffer source, ByteBuffer target) {
            Zstd.decompress(target, source);
        }
    }
}
