package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.spec.Mutations;
import io.bsonwire.wire.Checksum;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpDelete;
import io.bsonwire.wire.OpGetMore;
import io.bsonwire.wire.OpInsert;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.OpMsgBuilder;
import io.bsonwire.wire.OpQuery;
import io.bsonwire.wire.OpUpdate;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.netty.WireCompression;
import io.bsonwire.wire.netty.WireFrameDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * One test for every bug of this kind that is told of a codec of the wire protocol, named after it. What is told has not
 * been tried here, unless a test does it; what is shown is that this library does not do it.
 */
class WireHostileInputTest {
    private static final byte FILL = (byte) 0xA5;
    private static final WireLimits LIMITS = new WireLimits(16 * 1024 * 1024, 1024 * 1024, 1_000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CountingAllocator alloc = new CountingAllocator();

    // ---- bytes, little by little ----

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text.replace(" ", ""));
    }

    private static String int32(int value) {
        return HexFormat.of().toHexDigits(Integer.reverseBytes(value));
    }

    /** A message of these fields with the right length. */
    private static byte[] message(OpCode opCode, String fields) {
        return WireFrames.of(opCode, hex(fields));
    }

    private static byte[] compress(Compressor compressor, byte[] content) {
        ByteBuffer target = ByteBuffer.allocate(compressor.maxCompressedLength(content.length));
        compressor.compress(ByteBuffer.wrap(content), target);
        return Arrays.copyOf(target.array(), target.position());
    }

    /** Refused on every shape of buffer, and the frame is still the caller's alone. */
    private static void assertRefused(byte[] message) {
        for (BufferShape shape : BufferShape.values()) {
            ByteBuf frame = shape.of(message);
            assertThatExceptionOfType(WireException.class)
                    .as("%s on %s", HexFormat.of().formatHex(message), shape)
                    .isThrownBy(() -> WireMessage.decode(frame));
            assertThat(frame.release()).isTrue();
        }
    }

    /** Refused by decompression within the limits, which take no more than this of either kind of memory. */
    private void assertNotDecompressed(
            Compressor compressor, int uncompressedSize, byte[] compressed, long buffers, long heap) {
        assertThat(decompresses(compressor, uncompressedSize, compressed, buffers, heap))
                .as("%s, %s bytes said to be %s", compressor, compressed.length, uncompressedSize)
                .isFalse();
    }

    /** Whether the bytes give as many as is said; in either case they take no more memory than this. */
    private boolean decompresses(
            Compressor compressor, int uncompressedSize, byte[] compressed, long buffers, long heap) {
        OpCompressed message = WireFrames.compressed(compressor.id(), uncompressedSize, compressed);
        alloc.reset();
        long before = THREADS.getCurrentThreadAllocatedBytes();
        boolean done = false;
        try {
            ByteBuf original = message.decompress(Compressors.of(compressor), LIMITS, alloc);
            done = original.readableBytes() == MessageHeader.LENGTH + uncompressedSize;
            original.release();
            assertThat(done).isTrue();
        } catch (WireException e) {
            assertThat(e).hasMessageContaining(" (expected: ");
        }
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                .as("heap taken by %s", compressor)
                .isLessThan(heap);
        assertThat(alloc.most()).as("buffers taken by %s", compressor).isLessThanOrEqualTo(buffers);
        assertThat(alloc.used()).isZero();
        message.release();
        return done;
    }

    // ---- compression ----

    /** The server gave out as many bytes as it had allocated, not as many as had been inflated. */
    @Test
    @DisplayName("CVE-2025-14847 (server, zlib): what was in a reused buffer before is never readable")
    void reusedBuffersShowNothingOfTheirPast() {
        byte[] content = "nothing of A5 in here. ".repeat(40).getBytes(StandardCharsets.US_ASCII);
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS) {
            byte[] compressed = compress(compressor, content);
            for (boolean direct : new boolean[] {false, true}) {
                for (int declared : new int[] {content.length + 1, content.length * 1_000}) {
                    assertTargetShowsOnlyContent(compressor, compressed, content, declared, direct);
                    assertPoolShowsNothing(compressor, compressed, content, declared, direct);
                }
            }
        }
    }

    /** Below the messages: the algorithm itself either refuses or moves the position just behind what it wrote. */
    private static void assertTargetShowsOnlyContent(
            Compressor compressor, byte[] compressed, byte[] content, int room, boolean direct) {
        ByteBuffer source =
                direct ? ByteBuffer.allocateDirect(compressed.length) : ByteBuffer.allocate(compressed.length);
        source.put(compressed).flip();
        ByteBuffer target = direct ? ByteBuffer.allocateDirect(room) : ByteBuffer.allocate(room);
        for (int i = 0; i < room; i++) {
            target.put(i, FILL);
        }
        try {
            compressor.decompress(source, target);
        } catch (RuntimeException e) {
            return;
        }
        byte[] readable = new byte[target.position()];
        target.flip().get(readable);
        assertThat(readable).as("%s", compressor).isEqualTo(content);
    }

    /** As a message: refused, and with the true size it is the content and nothing else, from the same pool. */
    private static void assertPoolShowsNothing(
            Compressor compressor, byte[] compressed, byte[] content, int declared, boolean direct) {
        PooledByteBufAllocator pool = new PooledByteBufAllocator(direct);
        for (int size : new int[] {declared, content.length}) {
            ByteBuf used = pool.buffer(MessageHeader.LENGTH + size);
            used.setZero(0, used.capacity());
            for (int i = 0; i < used.capacity(); i++) {
                used.setByte(i, FILL);
            }
            used.release();
            OpCompressed message = WireFrames.compressed(compressor.id(), size, compressed);
            if (size == declared) {
                assertThatExceptionOfType(WireException.class)
                        .as("%s, %s for %s bytes", compressor, declared, content.length)
                        .isThrownBy(() -> message.decompress(Compressors.of(compressor), WireLimits.DEFAULT, pool));
                assertNothingPasses(message, compressor, pool);
            } else {
                ByteBuf original = message.decompress(Compressors.of(compressor), WireLimits.DEFAULT, pool);
                assertThat(ByteBufUtil.getBytes(original.skipBytes(MessageHeader.LENGTH)))
                        .isEqualTo(content);
                original.release();
            }
            message.release();
        }
    }

    /** Through a pipeline: no message comes out of it. */
    private static void assertNothingPasses(OpCompressed message, Compressor compressor, ByteBufAllocator pool) {
        EmbeddedChannel channel = new EmbeddedChannel(new WireCompression(Compressors.of(compressor)));
        channel.config().setAllocator(pool);
        assertThatExceptionOfType(WireException.class).isThrownBy(() -> channel.writeInbound(message.retain()));
        assertThat(channel.<Object>readInbound()).isNull();
        assertThat(channel.isOpen()).isFalse();
        channel.finishAndReleaseAll();
    }

    /** The size was taken as it came, or computed with until it was negative. */
    @Test
    @DisplayName("CDRIVER-5735, CDRIVER-6313: no memory is taken for a size that is negative or above the limit")
    void sizesOutOfRangeTakeNoMemory() {
        int limit = LIMITS.maxMessageSizeBytes() - MessageHeader.LENGTH;
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS) {
            byte[] bomb = compress(compressor, new byte[1_000]);
            for (int size : new int[] {limit + 1, limit + 17, 1 << 30, Integer.MAX_VALUE, Integer.MAX_VALUE - 16}) {
                assertNotDecompressed(compressor, size, bomb, 0, 64 * 1024);
            }
            for (int size : new int[] {-1, -16, -17, Integer.MIN_VALUE}) {
                String fields = int32(2013) + int32(size) + "0" + compressor.id();
                assertRefused(message(OpCode.COMPRESSED, fields + HexFormat.of().formatHex(bomb)));
            }
            // Up to the limit it is an ordinary message.
            OpCompressed largest = WireFrames.compressed(compressor.id(), limit, compress(compressor, new byte[limit]));
            ByteBuf original = largest.decompress(Compressors.of(compressor), LIMITS, alloc);
            assertThat(original.readableBytes()).isEqualTo(LIMITS.maxMessageSizeBytes());
            original.release();
            largest.release();
        }
    }

    /** A few bytes that stand for gigabytes were inflated as far as memory went. */
    @Test
    @DisplayName("CDRIVER-5735, CDRIVER-6313: what inflates to more than its declared size stops there")
    void bombsStopAtTheDeclaredSize() {
        byte[] zeros = new byte[64 * 1024 * 1024];
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS) {
            byte[] bomb = compress(compressor, zeros);
            for (int declared : new int[] {0, 1, 1_000, LIMITS.maxMessageSizeBytes() - MessageHeader.LENGTH}) {
                assertNotDecompressed(
                        compressor, declared, bomb, MessageHeader.LENGTH + declared, bomb.length + 4L * 1024 * 1024);
            }
        }
    }

    /** The bound on what may be allocated did not reach the decoders of zstd and snappy, which have sizes of their own. */
    @Test
    @DisplayName("CVE-2026-42587 (Netty): sizes that the compressed bytes name themselves take no memory")
    void sizesInsideTheCompressedBytesTakeNoMemory() {
        List<byte[]> claims = List.of(
                hex("ffffffff0f 00 41"), // snappy: 2^32 - 1 bytes, a literal of one
                hex("ffffffff07 00 41"), // snappy: 2^31 - 1
                hex("80808080 10 fe 0100"), // snappy: beyond 32 bits
                hex("28b52ffd e0 0000000001000000 0b0000 41"), // zstd: 4 GiB in one segment, a block repeating one byte
                hex("28b52ffd c0 a8 0000000001000000 0b0000 41"), // zstd: with a window of 2 GiB
                hex("28b52ffd 00 f8 030000"), // zstd: a window of 2 TiB, no size, an empty block
                hex("28b52ffd 80 58 00000080 fbff0f 00"), // zstd: a repeated byte for 2 MiB, more than a block may have
                hex("789c" + "ed c1 0101 0000 0080 90fe afee 080a")); // zlib: the beginning of a long run, cut short
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS.subList(1, 5)) {
            for (byte[] claim : claims) {
                // Whether a single byte is what such bytes give is for the library to say; a million is not.
                decompresses(compressor, 1, claim, MessageHeader.LENGTH + 1, 4L * 1024 * 1024);
                assertNotDecompressed(compressor, 1_000_000, claim, MessageHeader.LENGTH + 1_000_000, 4L * 1024 * 1024);
            }
        }
    }

    /** Decoders read beyond their input, wrote beyond their output, or never ended on fifteen bytes. */
    @Test
    @Timeout(60)
    @DisplayName("snappy decoders: any bytes end in the exact length or in an error")
    void snappyEndsOnAnyBytes() {
        SnappyCompressor snappy = new SnappyCompressor();
        Random random = new Random(11);
        byte[] words =
                "some words, some more words, and some words again ".repeat(6).getBytes(StandardCharsets.UTF_8);
        byte[] valid = compress(snappy, words);
        List<ByteBuffer> sources = List.of(ByteBuffer.allocate(400), ByteBuffer.allocateDirect(400));
        List<ByteBuffer> targets = List.of(ByteBuffer.allocate(432), ByteBuffer.allocateDirect(432));
        int ended = 0;
        for (int i = 0; i < 90_000; i++) {
            byte[] bytes;
            if (i % 3 == 0) {
                bytes = new byte[1 + random.nextInt(15)];
                random.nextBytes(bytes);
            } else if (i % 3 == 1) { // a length that fits, then anything
                bytes = new byte[2 + random.nextInt(14)];
                random.nextBytes(bytes);
                bytes[0] = (byte) random.nextInt(64);
            } else {
                bytes = Mutations.damage(valid, random);
            }
            ByteBuffer source = sources.get(i & 1).clear().put(bytes).flip();
            int room = random.nextInt(i % 3 == 2 ? 400 : 80);
            ended += snappyEnds(snappy, source, targets.get(i >> 1 & 1), room) ? 1 : 0;
        }
        assertThat(ended).isGreaterThan(100);
    }

    /** Whether the bytes are accepted. */
    private static boolean snappyEnds(SnappyCompressor snappy, ByteBuffer source, ByteBuffer target, int room) {
        int margin = 16;
        target.clear();
        while (target.hasRemaining()) {
            target.put(FILL);
        }
        target.position(margin).limit(margin + room);
        boolean done = false;
        try {
            snappy.decompress(source.duplicate(), target);
            done = true;
        } catch (RuntimeException e) {
            // refused
        }
        ByteBuffer all = target.duplicate().clear();
        for (int i = 0; i < margin; i++) {
            if (all.get(i) != FILL || all.get(margin + room + i) != FILL) {
                throw new AssertionError("written outside: " + ByteBufUtil.hexDump(Unpooled.wrappedBuffer(source)));
            }
        }
        // What snappy says of itself is how many bytes there are; above 127 that takes two bytes.
        if (done && source.hasRemaining() && source.get(0) >= 0 && target.position() - margin != source.get(0)) {
            throw new AssertionError("another length: " + ByteBufUtil.hexDump(Unpooled.wrappedBuffer(source)));
        }
        return done;
    }

    @Test
    @DisplayName("OP_COMPRESSED in OP_COMPRESSED is refused before anything is inflated")
    void compressionIsNotNested() {
        for (Compressor compressor : MessageParts.Compressed.COMPRESSORS) {
            MessageParts ping = MessageParts.any(new Random(1), OpCode.MSG);
            byte[] inner = MessageParts.bytes(new MessageParts.Compressed(ping, compressor.id()).build(alloc));
            byte[] content = compress(compressor, Arrays.copyOfRange(inner, 16, inner.length));
            assertRefused(message(
                    OpCode.COMPRESSED,
                    int32(2012) + int32(inner.length - 16) + "0" + compressor.id()
                            + HexFormat.of().formatHex(content)));
        }
    }

    // ---- sizes ----

    private static final String EMPTY_DOCUMENT = "0500000000";

    /** A size below that of the size field itself was taken from what was left, which wrapped. */
    @Test
    @DisplayName("CVE-2026-6914 (server): sizes from 0 to 4 and negative ones, in every size of every message")
    void smallAndNegativeSizesAreRefused() {
        List<Function<String, byte[]>> places = List.of(
                size -> message(OpCode.MSG, int32(0) + "00" + size + "00" + "00".repeat(8)),
                size -> message(OpCode.MSG, int32(0) + "00" + EMPTY_DOCUMENT + "01" + size + "6100" + EMPTY_DOCUMENT),
                size -> message(OpCode.MSG, int32(0) + "00" + EMPTY_DOCUMENT + "01" + int32(11) + "6100" + size + "00"),
                size -> message(OpCode.QUERY, int32(0) + "612e6200" + int32(0) + int32(0) + size + "00"),
                size -> message(
                        OpCode.QUERY, int32(0) + "612e6200" + int32(0) + int32(0) + EMPTY_DOCUMENT + size + "00"),
                size -> message(OpCode.REPLY, int32(0) + int32(0) + int32(0) + int32(0) + int32(1) + size + "00"),
                size -> message(OpCode.INSERT, int32(0) + "612e6200" + size + "00"),
                size -> message(OpCode.UPDATE, int32(0) + "612e6200" + int32(0) + size + "00" + EMPTY_DOCUMENT),
                size -> message(OpCode.UPDATE, int32(0) + "612e6200" + int32(0) + EMPTY_DOCUMENT + size + "00"),
                size -> message(OpCode.DELETE, int32(0) + "612e6200" + int32(0) + size + "00"),
                size -> message(OpCode.REPLY, int32(0) + int32(0) + int32(0) + int32(0) + size + EMPTY_DOCUMENT),
                size -> message(OpCode.KILL_CURSORS, int32(0) + size + "00".repeat(7)));
        for (Function<String, byte[]> place : places) {
            for (int size : new int[] {
                0, 2, 3, 4, -1, -2, -4, -5, -16, -20, Integer.MIN_VALUE, Integer.MIN_VALUE + 4, Integer.MIN_VALUE + 16
            }) {
                assertRefused(place.apply(int32(size)));
            }
        }
        for (int length : new int[] {0, 1, 4, 15, -1, -16, Integer.MIN_VALUE, Integer.MIN_VALUE + 16}) {
            assertRefused(WireFrames.of(length, OpCode.MSG.code(), hex(int32(0) + "00" + EMPTY_DOCUMENT)));
            EmbeddedChannel channel = new EmbeddedChannel(new WireFrameDecoder());
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> channel.writeInbound(Unpooled.wrappedBuffer(hex(int32(length)))));
            assertThat(channel.isOpen()).isFalse();
            channel.finishAndReleaseAll();
        }
    }

    /** Memory was taken for a length as soon as it was read, whatever came after it. */
    @Test
    @DisplayName("mongo-java-driver 2007, bson-rust 243: twenty bytes that claim 2 GiB take nothing")
    void claimedLengthsAllocateNothing() {
        int[] claims = {Integer.MAX_VALUE, Integer.MAX_VALUE - 8, 1 << 30, 48_000_001};
        for (int claim : claims) {
            List<byte[]> messages = new ArrayList<>(List.of(
                    WireFrames.of(claim, OpCode.MSG.code(), hex(int32(0))),
                    message(OpCode.MSG, int32(0) + "00" + int32(claim) + "00"),
                    message(OpCode.MSG, int32(0) + "01" + int32(claim) + "6100"),
                    message(OpCode.QUERY, int32(0) + "6100" + int32(0) + int32(0) + int32(claim) + "00"),
                    message(OpCode.REPLY, int32(0) + int32(0) + int32(0) + int32(0) + int32(claim)),
                    message(OpCode.KILL_CURSORS, int32(0) + int32(claim)),
                    message(OpCode.KILL_CURSORS, int32(0) + int32(claim / 8) + "00".repeat(8)),
                    message(OpCode.INSERT, int32(0) + "6100" + int32(claim) + "00"),
                    message(OpCode.UPDATE, int32(0) + "6100" + int32(0) + int32(claim) + "00"),
                    message(OpCode.DELETE, int32(0) + "6100" + int32(0) + int32(claim) + "00")));
            for (byte[] message : messages) {
                ByteBuf frame = Unpooled.wrappedBuffer(message);
                long before = THREADS.getCurrentThreadAllocatedBytes();
                assertThatExceptionOfType(WireException.class).isThrownBy(() -> WireMessage.decode(frame));
                assertThat(THREADS.getCurrentThreadAllocatedBytes() - before)
                        .as(HexFormat.of().formatHex(message))
                        .isLessThan(100_000);
            }
            byte[] compressed = hex(int32(2013) + int32(claim) + "02");
            OpCompressed message =
                    OpCompressed.decode(Unpooled.wrappedBuffer(WireFrames.of(OpCode.COMPRESSED, compressed)));
            alloc.reset();
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> message.decompress(MessageParts.Compressed.ALL, WireLimits.DEFAULT, alloc));
            assertThat(alloc.most()).isZero();
        }
    }

    /** A length above the limit was found out when all of it had come; below it, waiting is what a decoder is for. */
    @Test
    @DisplayName("20 bytes that claim 2 GiB close a connection at once, and those within the limit take what has come")
    void framesAreNotWaitedForBeyondTheLimit() {
        for (int claim : new int[] {48_000_001, Integer.MAX_VALUE}) {
            EmbeddedChannel channel = new EmbeddedChannel(new WireFrameDecoder());
            channel.config().setAllocator(alloc);
            ByteBuf first = Unpooled.wrappedBuffer(WireFrames.of(claim, OpCode.MSG.code(), new byte[4]));
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> channel.writeInbound(first))
                    .withMessageContaining("message length: " + claim);
            assertThat(first.refCnt()).isZero();
            assertThat(channel.isOpen()).isFalse();
            channel.finishAndReleaseAll();
        }
        EmbeddedChannel channel = new EmbeddedChannel(new WireFrameDecoder());
        channel.config().setAllocator(alloc);
        alloc.reset();
        channel.writeInbound(alloc.buffer(20).writeBytes(WireFrames.of(48_000_000, OpCode.MSG.code(), new byte[4])));
        for (int i = 0; i < 100; i++) {
            channel.writeInbound(alloc.buffer(100).writeZero(100));
        }
        assertThat(alloc.most()).isLessThan(100_000);
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(channel::finish)
                .withMessageContaining("connection closed inside a message: 10020 bytes of it");
        assertThat(alloc.used()).isZero();
    }

    // ---- sections ----

    /** The last document's length was held against the whole message, so it could reach over the end of its section. */
    @Test
    @DisplayName("PYTHON-5923, FerretDB/wire: no document reaches beyond its section, and no section into the checksum")
    void documentsAndSectionsStayInside() {
        for (boolean checked : new boolean[] {false, true}) {
            for (int beyond = 1; beyond <= 9; beyond++) {
                String padding = "00".repeat(beyond);
                String lastDocument = int32(5 + beyond) + "00";
                // The section ends where it should; the document in it goes on into the next one or the checksum.
                assertRefused(section(checked, "01" + int32(11) + "6100" + lastDocument + "00" + EMPTY_DOCUMENT));
                assertRefused(section(checked, "00" + EMPTY_DOCUMENT + "01" + int32(11) + "6100" + lastDocument));
                assertRefused(
                        section(checked, "00" + EMPTY_DOCUMENT + "01" + int32(11 + beyond) + "6100" + EMPTY_DOCUMENT));
                assertRefused(section(checked, "00" + lastDocument));
                assertRefused(
                        section(checked, "00" + EMPTY_DOCUMENT + "01" + int32(11) + "6100" + EMPTY_DOCUMENT + padding));
            }
            // An identifier without end, of which the first NUL is in the checksum or the next section.
            assertRefused(section(checked, "00" + EMPTY_DOCUMENT + "01" + int32(6) + "6161"));
            assertRefused(section(checked, "01" + int32(6) + "6161" + "00" + EMPTY_DOCUMENT));
        }
    }

    /** A message of these sections; with a checksum that is right, so that it is the sections that are judged. */
    private static byte[] section(boolean checked, String sections) {
        if (!checked) {
            return message(OpCode.MSG, int32(0) + sections);
        }
        byte[] bytes = message(OpCode.MSG, int32(OpMsg.CHECKSUM_PRESENT) + sections + "00000000");
        int at = bytes.length - 4;
        MessageLayout.putInt32(bytes, at, Checksum.of(Unpooled.wrappedBuffer(bytes), 0, at));
        return bytes;
    }

    /** The checksum was read from wherever four bytes before the end are. */
    @Test
    @DisplayName("FerretDB/wire: the flag of a checksum with 0 to 3 bytes left for it")
    void aChecksumNeedsFourBytes() {
        for (int left = 0; left <= 3; left++) {
            assertRefused(message(OpCode.MSG, int32(OpMsg.CHECKSUM_PRESENT) + "00".repeat(left)));
        }
        assertRefused(section(true, "")); // four bytes and a right checksum, but no body
        assertRefused(message(OpCode.MSG, int32(OpMsg.CHECKSUM_PRESENT) + "00" + EMPTY_DOCUMENT));
        ByteBuf frame = Unpooled.wrappedBuffer(section(true, "00" + EMPTY_DOCUMENT));
        assertThat(OpMsg.decode(frame).checksumPresent()).isTrue();
    }

    // ---- encoding ----

    /** What stood behind the NUL became fields of the message. */
    @Test
    @DisplayName("CVE-2021-20329 (Go driver): NUL in section identifiers and namespaces is refused on encode")
    void nulCannotInjectFields() {
        Document empty = new Document();
        for (String text : List.of("\0", "a\0", "a\0b", "\0\5\0\0\0\0", "db.c\0\0\0\0\0\0\0\0\0\5\0\0\0\0")) {
            List<Runnable> encodings = List.of(
                    () -> OpMsg.builder()
                            .body(empty)
                            .sequence(text, List.of(empty))
                            .build(alloc),
                    () -> OpMsg.builder().body(empty).sequence(text, List.of()).build(alloc),
                    () -> OpQuery.of(alloc, 1, 0, text, 0, 0, empty, null),
                    () -> OpGetMore.of(alloc, 1, text, 0, 0),
                    () -> OpInsert.of(alloc, 1, 0, text, List.of(empty)),
                    () -> OpUpdate.of(alloc, 1, text, 0, empty, empty),
                    () -> OpDelete.of(alloc, 1, text, 0, empty));
            for (Runnable encoding : encodings) {
                assertThatExceptionOfType(WireException.class)
                        .isThrownBy(encoding::run)
                        .withMessageContaining("with NUL at index " + text.indexOf('\0'));
                assertThat(alloc.used()).isZero();
            }
            ByteBuf target = Unpooled.buffer().writeByte(1);
            OpMsgBuilder builder = OpMsg.builder();
            assertThatExceptionOfType(WireException.class)
                    .isThrownBy(() -> builder.body(empty)
                            .sequence("a", List.of(empty))
                            .sequence(text, List.of(empty))
                            .encode(target));
            assertThat(target.readableBytes()).isEqualTo(1);
            assertThat(builder.body(empty).encode(target)).isEqualTo(26);
        }
    }

    // ---- ownership ----

    /** Buffers stayed behind wherever something went wrong between their allocation and their release. */
    @Test
    @DisplayName("several drivers: no path out of an error leaves a buffer behind")
    void errorsLeakNothing() {
        Random random = new Random(13);
        List<byte[]> messages = new ArrayList<>();
        for (OpCode opCode : OpCode.values()) {
            for (int i = 0; i < 5; i++) {
                messages.add(MessageParts.bytes(MessageParts.any(random, opCode).build(alloc)));
            }
        }
        for (byte[] message : messages) {
            for (int length = 0; length < message.length; length += 1 + length / 64) {
                byte[] cut = Arrays.copyOf(message, length);
                if (length >= 16) {
                    MessageLayout.putInt32(cut, 0, length);
                }
                decodeAndRelease(alloc.heapBuffer().writeBytes(cut));
                decodeAndRelease(alloc.directBuffer().writeBytes(cut));
                Receiver receiver = new Receiver(LIMITS, alloc);
                receiver.receive(cut);
                receiver.receive(message);
                receiver.finish();
                assertThat(alloc.used()).isZero();
            }
        }
    }

    private void decodeAndRelease(ByteBuf frame) {
        try {
            WireMessage message = WireMessage.decode(frame);
            if (message instanceof OpCompressed compressed) {
                compressed
                        .decompress(MessageParts.Compressed.ALL, LIMITS, alloc, BsonCodec.DEFAULT)
                        .release();
            }
        } catch (WireException e) {
            assertThat(e).hasMessageContaining("expected");
        }
        assertThat(frame.release()).isTrue();
        assertThat(alloc.used()).isZero();
    }
}
