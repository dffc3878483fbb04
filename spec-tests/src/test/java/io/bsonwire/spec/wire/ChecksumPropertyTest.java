package io.bsonwire.spec.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.bsonwire.bson.BsonCodec;
import io.bsonwire.bson.Document;
import io.bsonwire.spec.BufferShape;
import io.bsonwire.wire.OpCompressed;
import io.bsonwire.wire.OpMsg;
import io.bsonwire.wire.WireException;
import io.bsonwire.wire.WireLimits;
import io.bsonwire.wire.WireMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** One bit that is wrong, anywhere in a message with a checksum, is always found. */
class ChecksumPropertyTest {
    private static final List<BufferShape> SHAPES = List.of(BufferShape.values());
    private static final UnpooledByteBufAllocator ALLOC = new UnpooledByteBufAllocator(false, true);

    @Provide
    Arbitrary<Long> seeds() {
        return Arbitraries.longs().withoutEdgeCases();
    }

    private static byte[] checked(MessageParts.Msg parts) {
        return MessageParts.bytes(new MessageParts.Msg(
                        parts.requestId(),
                        parts.responseTo(),
                        parts.flagBits() | OpMsg.CHECKSUM_PRESENT,
                        parts.body(),
                        parts.sequences())
                .build(ALLOC));
    }

    /**
     * The bit may be one of the length, which does not fit the frame then; of the opcode, which makes it another message;
     * the one that says that there is a checksum, which makes four bytes of a section of it that cannot be one; or any
     * other, which the checksum itself shows.
     */
    private static void assertFound(byte[] bytes, int bit, BufferShape shape) {
        byte[] flipped = bytes.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        ByteBuf frame = shape.of(flipped);
        try {
            readWithoutKnowingWhat(frame);
        } catch (WireException e) {
            assertThat(frame.release()).isTrue();
            return;
        }
        throw new AssertionError("bit " + bit % 8 + " of byte " + bit / 8 + " not missed");
    }

    private static void readWithoutKnowingWhat(ByteBuf frame) {
        WireMessage message = WireMessage.decode(frame);
        if (message instanceof OpCompressed compressed) { // one bit from OP_MSG
            compressed.decompress(MessageParts.Compressed.ALL, WireLimits.DEFAULT, ALLOC, BsonCodec.DEFAULT);
        }
    }

    @Example
    void everyBitOfSeveralMessages() {
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            byte[] bytes = checked(MessageParts.Msg.any(random));
            assertThat(OpMsg.decode(Unpooled.wrappedBuffer(bytes)).checksumPresent())
                    .isTrue();
            BufferShape shape = bytes.length > 300 ? BufferShape.HEAP : SHAPES.get(i % SHAPES.size());
            for (int bit = 0; bit < bytes.length * 8; bit++) {
                assertFound(bytes, bit, shape);
            }
        }
    }

    @Property(tries = 3_000)
    void anyBitOfAnyMessage(@ForAll("seeds") long seed, @ForAll BufferShape shape) {
        Random random = new Random(seed);
        byte[] bytes = checked(MessageParts.Msg.any(random));
        assertFound(bytes, random.nextInt(bytes.length * 8), shape);
    }

    @Example
    void bitsOfLargeMessages() {
        Random random = new Random(4);
        byte[] content = new byte[1 << 20];
        random.nextBytes(content);
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            documents.add(new Document("_id", i).append("content", content));
        }
        byte[] bytes = MessageParts.bytes(OpMsg.builder()
                .body(new Document("insert", "c").append("$db", "d"))
                .sequence("documents", documents)
                .checksum()
                .build(ALLOC));
        for (int i = 0; i < 300; i++) {
            BufferShape shape = i % 2 == 0 ? BufferShape.HEAP : BufferShape.DIRECT;
            assertFound(bytes, random.nextInt(bytes.length * 8), shape);
        }
    }

    /** Without it, what is left of the checksum would have to be a section of four bytes, and no section is so short. */
    @Property(tries = 1_000)
    void theBitThatSaysThatThereIsOne(@ForAll("seeds") long seed, @ForAll BufferShape shape) {
        assertFound(checked(MessageParts.Msg.any(new Random(seed))), 16 * 8, shape);
    }
}
