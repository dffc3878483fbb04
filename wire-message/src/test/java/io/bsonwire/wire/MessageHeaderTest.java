package io.bsonwire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageHeaderTest {
    private static final String HEX = "10000000 ffffffff 00000080 dd070000";

    @ParameterizedTest
    @EnumSource
    void isFourLittleEndianNumbers(Shape shape) {
        ByteBuf buffer = shape.of(Messages.bytes(HEX));
        int before = buffer.readerIndex();
        assertThat(MessageHeader.decode(buffer, before, 16))
                .isEqualTo(new MessageHeader(16, -1, Integer.MIN_VALUE, OpCode.MSG.code()));
        assertThat(buffer.readerIndex()).isEqualTo(before);
        buffer.release();
    }

    @Test
    void isAppended() {
        ByteBuf buffer = Unpooled.buffer(1).writeByte(0x99);
        new MessageHeader(16, -1, Integer.MIN_VALUE, OpCode.MSG.code()).encode(buffer);
        assertThat(Messages.hex(buffer)).isEqualTo("99" + HEX.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1, 15, 101, Integer.MAX_VALUE})
    void itsLengthIsAtLeastItselfAndAtMostTheLimit(int length) {
        ByteBuf buffer = Unpooled.buffer().writeIntLE(length).writeZero(12);
        assertThatThrownBy(() -> MessageHeader.decode(buffer, 0, 100))
                .isInstanceOf(WireException.class)
                .hasMessage("message length: " + length + " (expected: 16 to the limit of 100) at offset 0");
    }

    @Test
    void theBoundsOfTheLengthAreAllowed() {
        MessageHeader.checkLength(16, 16, 0);
        MessageHeader.checkLength(Integer.MAX_VALUE, Integer.MAX_VALUE, 0);
        MessageHeader.checkLength(100, 100, 0);
    }

    @ParameterizedTest
    @EnumSource
    void isNotReadFromFewerBytes(Shape shape) {
        byte[] bytes = Messages.bytes(HEX);
        for (int length = 0; length < 16; length++) {
            ByteBuf buffer = shape.of(Arrays.copyOf(bytes, length));
            int at = buffer.readerIndex();
            assertThatThrownBy(() -> MessageHeader.decode(buffer, at, 100))
                    .isInstanceOf(WireException.class)
                    .hasMessage("message header cut short: %d bytes (expected: 16) at offset %d", length, at);
            buffer.release();
        }
    }

    @Test
    void anIndexBehindTheBytesFindsNone() {
        assertThatThrownBy(() -> MessageHeader.decode(Unpooled.buffer(64), 32, 100))
                .isInstanceOf(WireException.class)
                .hasMessageContaining("0 bytes");
    }

    @Test
    void cannotClaimLessThanItself() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MessageHeader(15, 0, 0, 0))
                .withMessage("message length: 15 (expected: at least 16)");
    }
}
