package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.wire.compress.Compressor;
import io.bsonwire.wire.compress.Compressors;
import io.bsonwire.wire.compress.NoopCompressor;
import io.bsonwire.wire.compress.SnappyCompressor;
import io.bsonwire.wire.compress.ZlibCompressor;
import io.bsonwire.wire.compress.ZstdCompressor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpCompressedTest {
    private static final Compressors ALL = Compressors.available();

    /** PING_WITH_CHECKSUM by noop. */
    private static final String NOOP_PING = """
            40000000 07000000 00000000 dc070000
            dd070000 27000000 00
            01000000
            00 1e000000 10 70696e6700 01000000 02 24646200 06000000 61646d696e00 00
            0b1bb50f
            """;

    private final TrackingAllocator alloc = new TrackingAllocator();

    @AfterEach
    void nothingIsLeft() {
        alloc.assertAllReleased();
    }

    static List<Compressor> compressors() {
        return List.of(new NoopCompressor(), new SnappyCompressor(), new ZlibCompressor(), new ZstdCompressor());
    }

    @Test
    void isLaidOutAsSpecified() {
        OpMsg ping = OpMsg.decode(Messages.buffer(Messages.PING_WITH_CHECKSUM));
        OpCompressed compressed = OpCompressed.of(ping, new NoopCompressor(), alloc);
        assertThat(Messages.hex(compressed.bytes())).isEqualTo(NOOP_PING.replaceAll("\\s", ""));
        assertThat(compressed.originalOpCode()).isEqualTo(2013);
        assertThat(compressed.uncompressedSize()).isEqualTo(39);
        assertThat(compressed.compressorId()).isZero();
        assertThat(compressed.compressedBytes().readableBytes()).isEqualTo(39);
        assertThat(compressed.toJson()).isEqualTo("""
                        {"opCode":"OP_COMPRESSED","requestId":7,"responseTo":0,"originalOpCode":"OP_MSG",\
                        "uncompressedSize":39,"compressorId":0,"compressedSize":39}""");
        compressed.release();
        ping.release();
    }

    @ParameterizedTest
    @EnumSource
    void isReadFromAnyBuffer(Shape shape) {
        WireMessage compressed = WireMessage.decode(shape.of(Messages.bytes(NOOP_PING)));
        OpMsg ping = OpMsg.decode(Messages.buffer(Messages.PING_WITH_CHECKSUM));
        WireMessage original =
                ((OpCompressed) compressed).decompress(ALL, WireLimits.DEFAULT, alloc, BsonCodec.DEFAULT);
        assertThat(original).isEqualTo(ping);
        original.release();
        compressed.release();
        ping.release();
    }

    @ParameterizedTest
    @MethodSource("compressors")
    void decompressingGivesTheOriginalBackWithItsChecksum(Compressor compressor) {
        for (Shape shape : Shape.values()) {
            OpMsg message = OpMsg.builder()
                    .body(new Document("insert", "c").append("$db", "d"))
                    .documents(List.of(new Document("x", "words and words ".repeat(500)), new Document("_id", 1)))
                    .checksum()
                    .requestId(-5)
                    .responseTo(9)
                    .build(alloc);
            byte[] bytes = new byte[message.length()];
            message.bytes().getBytes(0, bytes);
            OpMsg inShape = OpMsg.decode(shape.of(bytes));
            OpCompressed compressed = OpCompressed.of(inShape, compressor, alloc);
            assertThat(compressed.header().requestId()).isEqualTo(-5);
            assertThat(compressed.header().responseTo()).isEqualTo(9);
            assertThat(compressed.length()).isLessThan(compressor.id() == 0 ? 9000 : 1000);
            WireMessage original = compressed.decompress(ALL, WireLimits.DEFAULT, alloc, BsonCodec.DEFAULT);
            assertThat(original).isEqualTo(message);
            original.release();
            compressed.release();
            inShape.release();
            message.release();
        }
    }

    @Test
    void aWrongChecksumInsideIsFound() {
        OpCompressed compressed = OpCompressed.decode(Messages.buffer(NOOP_PING.replace("07000000 0", "08000000 0")));
        assertThatThrownBy(() -> compressed.decompress(ALL, WireLimits.DEFAULT, alloc, BsonCodec.DEFAULT))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("checksum: ");
        compressed.release();
    }

    @Test
    void anUnknownOpcodeInsideIsFound() {
        OpCompressed compressed = OpCompressed.decode(Messages.buffer(NOOP_PING.replace("dd070000", "00000000")));
        assertThat(compressed.toJson()).contains("\"originalOpCode\":0");
        assertThatThrownBy(() -> compressed.decompress(ALL, WireLimits.DEFAULT, alloc, BsonCodec.DEFAULT))
                .hasMessage("opcode: 0 (expected: one of the wire protocol's) at offset 12");
        compressed.release();
    }

    // ---- what is refused at once ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10000000 07000000 00000000 dc070000|originalOpcode cut short: 0 bytes (expected: 4) at offset 16",
                "17000000 07000000 00000000 dc070000 dd070000 000000"
                        + "|uncompressedSize cut short: 3 bytes (expected: 4) at offset 20",
                "18000000 07000000 00000000 dc070000 dd070000 00000000"
                        + "|compressorId cut short: 0 bytes (expected: 1) at offset 24",
                "19000000 07000000 00000000 dc070000 dc070000 00000000 00"
                        + "|original opcode: 2012, OP_COMPRESSED (expected: one that is not compressed itself) at offset 16",
                "19000000 07000000 00000000 dc070000 dd070000 ffffffff 00"
                        + "|uncompressed size: -1 (expected: 0 to the limit of 2147483631) at offset 20",
            })
    void isRefused(String hexAndMessage) {
        String[] parts = hexAndMessage.split("\\|", 2);
        ByteBuf frame = Messages.buffer(parts[0]);
        assertThatThrownBy(() -> OpCompressed.decode(frame))
                .isInstanceOf(WireException.class)
                .hasMessage(parts[1]);
        frame.release();
    }

    @Test
    void isNotCompressedAgain() {
        OpCompressed compressed = OpCompressed.decode(Messages.buffer(NOOP_PING));
        assertThatThrownBy(() -> OpCompressed.of(compressed, new NoopCompressor(), alloc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message: compressed already (expected: one that is not)");
        assertThat(OpCompressed.isAllowed(compressed)).isFalse();
        compressed.release();
    }

    // ---- what is refused on decompression ----

    @ParameterizedTest
    @ValueSource(ints = {48_000_000 - 16 + 1, Integer.MAX_VALUE, Integer.MAX_VALUE - 16})
    void aSizeAboveTheLimitTakesNoMemory(int size) {
        for (Compressor compressor : compressors()) {
            assertRefused(
                    compressor.id(),
                    size,
                    new byte[1000],
                    "uncompressed size: " + size + " (expected: 0 to the limit of 47999984) at offset 20");
        }
        assertThat(alloc.given()).isZero();
    }

    @Test
    void aCompressorThatIsNotThereIsRefused() {
        assertRefused(
                4, 10, new byte[10], "compressor: 4 (expected: 3, zstd; 2, zlib; 1, snappy; 0, noop) at offset 24");
        OpCompressed compressed = OpCompressed.decode(Messages.buffer(NOOP_PING));
        assertThatThrownBy(() -> compressed.decompress(Compressors.NONE, WireLimits.DEFAULT, alloc))
                .hasMessage("compressor: 0 (expected: none) at offset 24");
        compressed.release();
        assertThat(alloc.given()).isZero();
    }

    /** Bytes of another use of a buffer from a pool must never be taken for a part of the message. */
    @ParameterizedTest
    @MethodSource("compressors")
    void aSizeAboveWhatThereIsShowsNothingOfThePool(Compressor compressor) {
        byte[] original = "bytes ".repeat(50).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        byte[] compressed = compress(compressor, original);
        for (int declared : new int[] {301, 300_000}) {
            ByteBuf used = PooledByteBufAllocator.DEFAULT.directBuffer(declared + 16);
            while (used.isWritable()) {
                used.writeByte(0xA5);
            }
            used.release();
            OpCompressed message = message(compressor.id(), declared, compressed);
            assertThatThrownBy(() -> message.decompress(ALL, WireLimits.DEFAULT, PooledByteBufAllocator.DEFAULT))
                    .isInstanceOf(WireException.class)
                    .hasMessageContaining(String.valueOf(declared));
            message.release();
        }
        for (int declared : new int[] {0, 1, 299}) {
            OpCompressed message = message(compressor.id(), declared, compressed);
            assertThatThrownBy(() -> message.decompress(ALL, WireLimits.DEFAULT, alloc))
                    .isInstanceOf(WireException.class)
                    .hasMessageStartingWith("bytes compressed by " + compressor.name() + ": malformed");
            message.release();
        }
    }

    @Test
    void itsSizeMayBeZero() {
        for (Compressor compressor : compressors()) {
            OpCompressed message = message(compressor.id(), 0, compress(compressor, new byte[0]));
            ByteBuf original = message.decompress(ALL, WireLimits.DEFAULT, alloc);
            assertThat(Messages.hex(original)).isEqualTo("100000000700000000000000" + "dd070000");
            original.release();
            message.release();
        }
    }

    /** Some libraries name places in memory in theirs. */
    @Test
    void anErrorOfALibraryIsTheCauseAndItsTextStaysThere() {
        for (Compressor compressor : List.of(new SnappyCompressor(), new ZlibCompressor(), new ZstdCompressor())) {
            OpCompressed message = message(compressor.id(), 10, new byte[] {(byte) 0xFF, 2, 3});
            assertThatThrownBy(() -> message.decompress(ALL, WireLimits.DEFAULT, alloc))
                    .isInstanceOf(WireException.class)
                    .hasMessage("bytes compressed by " + compressor.name()
                            + ": malformed (expected: 10 bytes when uncompressed) at offset 25")
                    .satisfies(problem ->
                            assertThat(problem.getCause().getMessage()).isNotBlank());
            message.release();
        }
    }

    @Test
    void aCompressorThatFailsLeavesNothingBehind() {
        Compressor failing = new Compressor() {
            @Override
            public int id() {
                return 77;
            }

            @Override
            public String name() {
                return "own";
            }

            @Override
            public int maxCompressedLength(int length) {
                return length;
            }

            @Override
            public void compress(ByteBuffer source, ByteBuffer target) {
                throw new IllegalStateException("no");
            }

            @Override
            public void decompress(ByteBuffer source, ByteBuffer target) {
                throw new IllegalStateException();
            }
        };
        OpMsg ping = OpMsg.decode(Messages.buffer(Messages.PING));
        assertThatThrownBy(() -> OpCompressed.of(ping, failing, alloc)).hasMessage("no");
        ping.release();
        OpCompressed message = message(77, 10, new byte[3]);
        assertThatThrownBy(() -> message.decompress(Compressors.of(failing), WireLimits.DEFAULT, alloc))
                .hasMessage("bytes compressed by own: malformed (expected: 10 bytes when uncompressed) at offset 25");
        message.release();
    }

    private void assertRefused(int compressorId, int size, byte[] bytes, String problem) {
        OpCompressed message = message(compressorId, size, bytes);
        assertThatThrownBy(() -> message.decompress(ALL, WireLimits.DEFAULT, alloc))
                .isInstanceOf(WireException.class)
                .hasMessage(problem);
        message.release();
    }

    private static OpCompressed message(int compressorId, int size, byte[] bytes) {
        ByteBuf frame = Unpooled.buffer();
        frame.writeIntLE(25 + bytes.length).writeIntLE(7).writeIntLE(0).writeIntLE(2012);
        frame.writeIntLE(2013).writeIntLE(size).writeByte(compressorId).writeBytes(bytes);
        return OpCompressed.decode(frame);
    }

    private static byte[] compress(Compressor compressor, byte[] bytes) {
        ByteBuffer target = ByteBuffer.allocate(compressor.maxCompressedLength(bytes.length));
        compressor.compress(ByteBuffer.wrap(bytes), target);
        return Arrays.copyOf(target.array(), target.position());
    }

    // ---- what may be compressed ----

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "isMaster",
                "ismaster",
                "saslStart",
                "saslContinue",
                "getnonce",
                "authenticate",
                "createUser",
                "updateUser",
                "copydbSaslStart",
                "copydbgetnonce",
                "copydb"
            })
    void commandsThatAreNeverCompressed(String command) {
        assertAllowed(new Document(command, 1).append("insert", 1), false);
        assertAllowed(new Document("insert", 1).append(command, 1), true);
        assertAllowed(new Document(command + "s", 1), true);
    }

    @Test
    void otherMessagesMayBeCompressed() {
        assertAllowed(new Document(), true);
        OpGetMore getMore = OpGetMore.of(alloc, 1, "d.c", 0, 1);
        assertThat(OpCompressed.isAllowed(getMore)).isTrue();
        getMore.release();
    }

    private void assertAllowed(Document command, boolean allowed) {
        OpMsg msg = OpMsg.builder().body(command).build(alloc);
        OpQuery query = OpQuery.of(alloc, 1, 0, "admin.$cmd", 0, -1, command, null);
        assertThat(OpCompressed.isAllowed(msg)).isEqualTo(allowed);
        assertThat(OpCompressed.isAllowed(query)).isEqualTo(allowed);
        msg.release();
        query.release();
    }
}
