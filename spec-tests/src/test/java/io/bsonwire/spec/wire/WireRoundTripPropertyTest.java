package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.spec.BufferShape;
import io.bsonwire.wire.MessageHeader;
import io.bsonwire.wire.OpCode;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What is built is what is parsed: for every opcode, on every shape of buffer. */
class WireRoundTripPropertyTest {
    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    @Property(tries = 4_000)
    void whatIsBuiltIsWhatIsParsed(@ForAll OpCode opCode, @ForAll BufferShape shape, @ForAll("seeds") long seed) {
        CountingAllocator alloc = new CountingAllocator();
        MessageParts parts = MessageParts.any(new Random(seed), opCode);
        WireMessage built = parts.build(alloc);
        byte[] bytes = ByteBufUtil.getBytes(built.bytes());
        ByteBuf frame = shape.of(bytes);

        WireMessage parsed = WireMessage.decode(frame);
        assertThat(parsed).isEqualTo(built).hasSameHashCodeAs(built).hasToString(built.toString());
        built.release();
        assertThat(alloc.used()).isZero();
        assertThat(parsed.opCode()).isEqualTo(opCode);
        assertThat(parsed.header())
                .isEqualTo(new MessageHeader(
                        bytes.length,
                        parsed.header().requestId(),
                        parsed.header().responseTo(),
                        opCode.code()));
        assertThat(MessageParts.of(parsed)).isEqualTo(parts);
        assertThat(ByteBufUtil.getBytes(parsed.bytes())).isEqualTo(bytes);
        assertThat(parsed.release()).isTrue();
        assertThat(frame.refCnt()).isZero();
    }

    @Property(tries = 1_500)
    void compressingKeepsTheIdsAndEveryByte(@ForAll BufferShape shape, @ForAll("seeds") long seed) {
        CountingAllocator alloc = new CountingAllocator();
        MessageParts.Compressed parts = (MessageParts.Compressed) MessageParts.any(new Random(seed), OpCode.COMPRESSED);
        byte[] original = MessageParts.bytes(parts.original().build(alloc));
        byte[] bytes = MessageParts.bytes(parts.build(alloc));
        OpCompressed compressed = OpCompressed.decode(shape.of(bytes));
        assertThat(compressed.uncompressedSize()).isEqualTo(original.length - MessageHeader.LENGTH);
        ByteBuf decompressed = compressed.decompress(MessageParts.Compressed.ALL, WireLimits.DEFAULT, alloc);
        assertThat(ByteBufUtil.getBytes(decompressed)).isEqualTo(original);
        decompressed.release();
        compressed.release();
        assertThat(alloc.used()).isZero();
    }
}
