package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bsonwire.bson.BsonException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to the bytes of a message: it is refused with this library's exceptions, or it is a message. */
class OpMsgMutationTest {
    static Stream<Arguments> everyMessageInEveryShape() {
        return Stream.of(Messages.PING, Messages.PING_WITH_CHECKSUM, Messages.INSERT)
                .flatMap(hex -> Arrays.stream(Shape.values()).map(shape -> Arguments.of(hex, shape)));
    }

    @ParameterizedTest
    @MethodSource("everyMessageInEveryShape")
    void everyTruncationIsRefused(String hex, Shape shape) {
        byte[] bytes = Messages.bytes(hex);
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(shape.of(Arrays.copyOf(bytes, length)));
        }
    }

    /** Also with a header that tells the truth about the shorter message, where the walk gets further. */
    @ParameterizedTest
    @MethodSource("everyMessageInEveryShape")
    void everyTruncationWithTheRightLengthIsRefusedOrEndsBehindASection(String hex, Shape shape) {
        byte[] bytes = Messages.bytes(hex);
        for (int length = 16; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            cut[0] = (byte) length;
            // The insert's command stands first and is a message without its sequence.
            if (hex.equals(Messages.INSERT) && length == 51) {
                assertThat(readAll(shape.of(cut))).isTrue();
            } else {
                assertRefused(shape.of(cut));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyMessageInEveryShape")
    void everyValueOfEveryByteIsRefusedOrRead(String hex, Shape shape) {
        byte[] bytes = Messages.bytes(hex);
        for (int at = 0; at < bytes.length; at++) {
            for (int change = 1; change < 256; change += shape == Shape.HEAP ? 1 : 31) {
                byte[] changed = bytes.clone();
                changed[at] ^= (byte) change;
                readAll(shape.of(changed));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyMessageInEveryShape")
    void aFlippedBitInACheckedMessageIsFound(String hex, Shape shape) {
        OpMsg message = new OpMsgBuilder()
                .body(OpMsg.decode(Messages.buffer(hex)).body())
                .sequence("a", OpMsg.decode(Messages.buffer(Messages.INSERT)).sequence("documents"))
                .checksum()
                .build(new TrackingAllocator());
        byte[] bytes = new byte[message.length()];
        message.bytes().readBytes(bytes);
        message.release();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            if (bit == 16 * 8) {
                continue; // the one that says that there is a checksum
            }
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertRefused(shape.of(flipped));
        }
    }

    /** Without the flag the checksum's bytes are a section, of kind 0 at best, which there is already. */
    @Example
    void theFlippedBitOfTheFlagIsFoundToo() {
        byte[] bytes = Messages.bytes(Messages.PING_WITH_CHECKSUM);
        bytes[16] = 0;
        for (int kind = 0; kind < 256; kind++) {
            bytes[51] = (byte) kind;
            assertRefused(Shape.HEAP.of(bytes));
        }
    }

    @Property(tries = 5000)
    void anyBytesBehindAHeaderAreRefusedOrRead(@ForAll @Size(max = 200) byte[] sections) {
        byte[] bytes = Arrays.copyOf(Messages.bytes(Messages.PING), 20 + sections.length);
        System.arraycopy(sections, 0, bytes, 20, sections.length);
        bytes[0] = (byte) bytes.length;
        readAll(Shape.DIRECT.of(bytes));
    }

    private static void assertRefused(ByteBuf frame) {
        int readerIndex = frame.readerIndex();
        int count = frame.refCnt();
        assertThatThrownBy(() -> OpMsg.decode(frame)).isInstanceOf(WireException.class);
        assertThat(frame.readerIndex()).isEqualTo(readerIndex);
        assertThat(frame.refCnt()).isEqualTo(count);
        frame.release();
    }

    /** Whether the frame is a message; of one that is everything is looked at. */
    private static boolean readAll(ByteBuf frame) {
        OpMsg message;
        try {
            message = OpMsg.decode(frame);
        } catch (WireException e) {
            assertThat(frame.release()).isEqualTo(frame.refCnt() == 0);
            return false;
        }
        try {
            message.body().toDocument();
            for (DocumentSequence sequence : message.sequences()) {
                sequence.forEach(document -> document.toDocument());
            }
        } catch (BsonException e) {
            assertThat(e.getMessage()).contains("expected");
        }
        assertThat(message.toString()).contains("OP_MSG");
        assertThat(message.bytes().readableBytes()).isEqualTo(message.length());
        message.release();
        return true;
    }
}
