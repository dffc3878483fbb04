package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.bsonwire.bson.Document;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.NativeZstdCompressor;
import io.bsonwire.wire.compress.NoopCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xerial.snappy.Snappy;

/** Compressing loses nothing, from and into any buffer, and what it gives is what other libraries give and take. */
class CompressionPropertyTest {
    /** Every algorithm, every level of zlib, some of zstd. */
    static Stream<Compressor> compressors() {
        return Stream.of(
                        Stream.of(new NoopCompressor(), new SnappyCompressor(), new ZstdCompressor()),
                        IntStream.rangeClosed(-1, 9).mapToObj(ZlibCompressor::new),
                        Stream.of(-5, 1, 3, 9, 22).map(NativeZstdCompressor::new))
                .flatMap(all -> all);
    }

    /** Sizes around those at which formats change how they write a length, of bytes that shrink well, a bit, not at all. */
    private static List<byte[]> contents() {
        Random random = new Random(5);
        return IntStream.of(0, 1, 59, 60, 61, 255, 256, 257, 4_095, 65_535, 65_536, 65_537)
                .boxed()
                .flatMap(length -> Stream.of(new byte[length], words(random, length), noise(random, length)))
                .toList();
    }

    private static byte[] noise(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] words(Random random, int length) {
        String[] words = {"name", "Ada", "\0\0\0\7", "\20_id\0", "value"};
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(words[random.nextInt(words.length)]);
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.US_ASCII), length);
    }

    // ---- whole messages ----

    @ParameterizedTest
    @MethodSource("compressors")
    void messagesComeBackFromAnyBufferIntoAnyBuffer(Compressor compressor) {
        UnpooledByteBufAllocator heap = new UnpooledByteBufAllocator(false, true);
        UnpooledByteBufAllocator direct = new UnpooledByteBufAllocator(true, true);
        for (byte[] content : contents()) {
            OpMsg built = OpMsg.builder()
                    .body(new Document("insert", "c").append("$db", "d"))
                    .sequence("documents", List.of(new Document("a", content)))
                    .checksum()
                    .build(heap);
            byte[] bytes = MessageParts.bytes(built);
            byte[] compressed = null;
            for (BufferShape shape : BufferShape.values()) {
                if (shape == BufferShape.COMPOSITE_OF_BYTES && bytes.length > 5_000) {
                    continue; // takes a buffer for each
                }
                ByteBufAllocator alloc = shape == BufferShape.HEAP || shape == BufferShape.READ_ONLY ? direct : heap;
                OpMsg message = OpMsg.decode(shape.of(bytes));
                byte[] first = MessageParts.bytes(OpCompressed.of(message, compressor, alloc));
                message.release();
                compressed = compressed == null ? first : compressed;
                assertThat(first).as("%s from %s", compressor, shape).isEqualTo(compressed);
                for (ByteBufAllocator target : List.of(heap, direct)) {
                    OpCompressed received = OpCompressed.decode(shape.of(first));
                    ByteBuf original = received.decompress(Compressors.of(compressor), WireLimits.DEFAULT, target);
                    assertThat(ByteBufUtil.getBytes(original)).isEqualTo(bytes);
                    original.release();
                    received.release();
                }
            }
        }
        assertThat(heap.metric().usedHeapMemory() + heap.metric().usedDirectMemory())
                .isZero();
        assertThat(direct.metric().usedHeapMemory() + direct.metric().usedDirectMemory())
                .isZero();
    }

    // ---- other libraries ----

    @Test
    void snappyIsThatOfSnappyJava() throws IOException {
        SnappyCompressor snappy = new SnappyCompressor();
        for (byte[] content : contents()) {
            assertThat(Snappy.uncompress(compress(snappy, content))).isEqualTo(content);
            assertThat(decompress(snappy, Snappy.compress(content), content.length))
                    .isEqualTo(content);
        }
    }

    @Test
    void zlibIsThatOfStreams() throws IOException {
        for (int level = -1; level <= 9; level++) {
            ZlibCompressor zlib = new ZlibCompressor(level);
            for (byte[] content : contents()) {
                assertThat(new InflaterInputStream(new ByteArrayInputStream(compress(zlib, content))).readAllBytes())
                        .isEqualTo(content);
            }
        }
        for (byte[] content : contents()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (DeflaterOutputStream deflater = new DeflaterOutputStream(bytes)) {
                deflater.write(content);
            }
            assertThat(decompress(new ZlibCompressor(), bytes.toByteArray(), content.length))
                    .isEqualTo(content);
        }
    }

    @Test
    void zstdIsThatOfTheOriginalLibrary() {
        for (Compressor ours : List.of(new ZstdCompressor(), new NativeZstdCompressor())) {
            for (byte[] content : contents()) {
                assertThat(Zstd.decompress(compress(ours, content), content.length))
                        .isEqualTo(content);
                for (int level : new int[] {-3, 1, 3, 12}) {
                    assertThat(decompress(ours, Zstd.compress(content, level), content.length))
                            .as("%s of level %s", ours, level)
                            .isEqualTo(content);
                }
            }
        }
    }

    /** As messages have them, without their headers. */
    private static byte[] compress(Compressor compressor, byte[] content) {
        ByteBuf source = Unpooled.wrappedBuffer(content);
        ByteBuf target = Unpooled.directBuffer(compressor.maxCompressedLength(content.length));
        target.writerIndex(target.capacity());
        ByteBuffer room = target.nioBuffer();
        compressor.compress(source.nioBuffer(), room);
        target.writerIndex(target.capacity() - room.remaining());
        byte[] compressed = ByteBufUtil.getBytes(target);
        target.release();
        return compressed;
    }

    private static byte[] decompress(Compressor compressor, byte[] compressed, int length) {
        OpCompressed message = WireFrames.compressed(compressor.id(), length, compressed);
        ByteBuf original =
                message.decompress(Compressors.of(compressor), WireLimits.DEFAULT, UnpooledByteBufAllocator.DEFAULT);
        byte[] content = ByteBufUtil.getBytes(original.skipBytes(MessageHeader.LENGTH));
        original.release();
        message.release();
        return content;
    }
}
