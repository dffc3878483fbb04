package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonException;
import io.bsonwire.bson.Document;
import io.bsonwire.bson.RawDocument;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OpMsgPropertyTest {
    @Provide
    Arbitrary<MessageParts> parts() {
        return Arbitraries.randomValue(MessageParts::of);
    }

    @Property(tries = 2000)
    void whatIsBuiltIsWhatIsParsed(@ForAll("parts") MessageParts parts, @ForAll Shape shape) {
        TrackingAllocator alloc = new TrackingAllocator();
        OpMsg built = parts.addTo(new OpMsgBuilder()).build(alloc);
        OpMsg parsed = OpMsg.decode(shape.of(bytes(built)));
        assertThat(parsed.header())
                .isEqualTo(new MessageHeader(
                        built.bytes().readableBytes(), parts.requestId(), parts.responseTo(), OpCode.MSG.code()));
        assertThat(parsed.flagBits()).isEqualTo(parts.flagBits());
        assertThat(parsed.body().toDocument()).isEqualTo(parts.body());
        assertThat(documents(parsed)).isEqualTo(parts.sequences());
        assertThat(parsed).isEqualTo(built).hasSameHashCodeAs(built);
        assertThat(parsed.sequences()).isEqualTo(built.sequences());
        assertThat(parsed.largestDocument()).isEqualTo(built.largestDocument());
        parsed.release();
        built.release();
        alloc.assertAllReleased();
    }

    @Property(tries = 500)
    void theSameIsAppendedAsIsBuilt(@ForAll("parts") MessageParts parts) {
        TrackingAllocator alloc = new TrackingAllocator();
        OpMsgBuilder builder = new OpMsgBuilder();
        OpMsg built = parts.addTo(builder).build(alloc);
        ByteBuf target = alloc.buffer().writeMedium(7);
        assertThat(parts.addTo(builder).encode(target)).isEqualTo(built.length());
        assertThat(target.skipBytes(3)).isEqualTo(built.bytes());
        target.release();
        built.release();
    }

    @Property(tries = 500)
    void aFlippedBitInACheckedMessageIsFound(@ForAll("parts") MessageParts parts, @ForAll Random random) {
        TrackingAllocator alloc = new TrackingAllocator();
        OpMsg built = parts.addTo(new OpMsgBuilder()).checksum().build(alloc);
        byte[] bytes = bytes(built);
        built.release();
        int bit = random.nextInt(bytes.length * 8 - 1);
        bit += bit >= 16 * 8 ? 1 : 0; // all but the one that says that there is a checksum
        bytes[bit / 8] ^= (byte) (1 << bit % 8);
        assertThatThrownBy(() -> OpMsg.decode(Shape.HEAP.of(bytes))).isInstanceOf(WireException.class);
    }

    @Property(tries = 20_000)
    void aChangedMessageIsRefusedOrRead(@ForAll("parts") MessageParts parts, @ForAll Random random) {
        TrackingAllocator alloc = new TrackingAllocator();
        OpMsg built = parts.addTo(new OpMsgBuilder())
                .flagBits(parts.flagBits() & ~OpMsg.CHECKSUM_PRESENT)
                .build(alloc);
        byte[] bytes = bytes(built);
        built.release();
        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
            // Of the header only the length is looked at, and that is checked first.
            int at = 16 + random.nextInt(bytes.length - 16);
            bytes[at] = random.nextBoolean() ? (byte) random.nextInt(256) : (byte) random.nextInt(3);
        }
        ByteBuf frame = alloc.buffer().writeBytes(bytes);
        try {
            OpMsg message = OpMsg.decode(frame);
            assertThat(bytes(message)).isEqualTo(bytes);
            message.body().toDocument();
            documents(message);
        } catch (WireException | BsonException e) {
            assertThat(e.getMessage()).contains("expected");
        }
        assertThat(frame.release()).isTrue();
        alloc.assertAllReleased();
    }

    private static byte[] bytes(OpMsg message) {
        byte[] bytes = new byte[message.length()];
        message.bytes().readBytes(bytes);
        return bytes;
    }

    private static Map<String, List<Document>> documents(OpMsg message) {
        Map<String, List<Document>> documents = new LinkedHashMap<>();
        for (DocumentSequence sequence : message.sequences()) {
            List<Document> of = new ArrayList<>();
            for (RawDocument document : sequence) {
                of.add(document.toDocument());
            }
            documents.put(sequence.identifier(), of);
        }
        return documents;
    }
}
