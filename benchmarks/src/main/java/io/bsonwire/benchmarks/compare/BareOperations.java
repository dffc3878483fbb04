package io.bsonwire.benchmarks.compare;

import com.github.luben.zstd.Zstd;
import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** What the wire rows are held against: the same call of the same library on the same bytes, with nothing around it. */
final class BareOperations {
    /** The header of a message stays outside what is compressed. */
    private static final int HEADER = 16;

    private final ByteBuffer source;
    private final ByteBuffer body;
    private final ByteBuffer room;

    private BareOperations(byte[] bytes) {
        source = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        body = source.duplicate().position(HEADER).slice();
        room = ByteBuffer.allocateDirect(2 * bytes.length + 1024);
    }

    /** Prepares an operation. */
    static Operation of(OperationName name, Input input) {
        BareOperations operations = new BareOperations(input.bytes());
        return switch (name.verb()) {
            case "crc32c" -> operations::crc32c;
            case "compress" -> operations.compress(name);
            case "decompress" -> operations.decompress(name);
            default -> throw name.unknown();
        };
    }

    private long crc32c() {
        CRC32C crc = new CRC32C();
        crc.update(source.duplicate());
        return (int) crc.getValue();
    }

    private Operation compress(OperationName name) {
        return switch (name.argument()) {
            case "zlib" -> {
                Deflater deflater = new Deflater();
                yield () -> deflate(deflater);
            }
            case "snappy" -> {
                SnappyCompressor snappy = new SnappyCompressor();
                yield () -> {
                    snappy.compress(body.duplicate(), room.clear());
                    return room.position();
                };
            }
            case "zstd" ->
                () -> {
                    new ZstdCompressor().compress(body.duplicate(), room.clear());
                    return room.position();
                };
            case "zstd-jni" -> () -> Zstd.compress(room.clear(), body.duplicate(), 3);
            default -> throw name.unknown();
        };
    }

    private long deflate(Deflater deflater) {
        deflater.reset();
        deflater.setInput(body.duplicate());
        deflater.finish();
        room.clear();
        while (!deflater.finished()) {
            deflater.deflate(room);
        }
        return room.position();
    }

    private Operation decompress(OperationName name) {
        compress(name).run();
        if (room.position() == 0) { // zstd-jni may leave the position to its caller
            throw new IllegalStateException("wrong: nothing was compressed");
        }
        ByteBuffer compressed =
                ByteBuffer.allocateDirect(room.position()).put(room.flip()).flip();
        ByteBuffer target = ByteBuffer.allocateDirect(body.capacity());
        return switch (name.argument()) {
            case "zlib" -> {
                Inflater inflater = new Inflater();
                yield () -> inflate(inflater, compressed, target.clear());
            }
            case "snappy" ->
                () -> {
                    new SnappyDecompressor().decompress(compressed.duplicate(), target.clear());
                    return target.position();
                };
            case "zstd" ->
                () -> {
                    new ZstdDecompressor().decompress(compressed.duplicate(), target.clear());
                    return target.position();
                };
            case "zstd-jni" -> () -> Zstd.decompress(target.clear(), compressed.duplicate());
            default -> throw name.unknown();
        };
    }

    private static long inflate(Inflater inflater, ByteBuffer compressed, ByteBuffer target) {
        try {
            inflater.reset();
            inflater.setInput(compressed.duplicate());
            while (!inflater.finished()) {
                inflater.inflate(target);
            }
            return target.position();
        } catch (DataFormatException e) {
            throw new IllegalStateException(e);
        }
    }
}
